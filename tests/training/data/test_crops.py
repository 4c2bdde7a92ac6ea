"""An epoch is of squares of photographs, in every turn, and alike however many cores make it."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from digitink.training.data import crops
from digitink.training.data.crops import SIDE, Bytes, PhotographSources
from digitink.training.data.handwriting import Sources

SIZE = 40  # of an epoch's parts: few are quick to draw


@pytest.fixture(scope="module")
def photograph_sources(sources: Sources, prints: list[Path]) -> PhotographSources:
    return PhotographSources(sources, prints)


def parts(picture: Bytes, coverage: Bytes, count: int) -> list[tuple[Bytes, Bytes]]:
    return [crops._part(picture, coverage, np.random.default_rng(seed)) for seed in range(count)]


def test_parts_are_square_and_some_have_no_ink(photograph_sources: PhotographSources) -> None:
    pictures, coverages = crops.draw(photograph_sources, 41, np.random.default_rng(0))
    assert pictures.shape == coverages.shape == (41, SIDE, SIDE)
    assert pictures.dtype == coverages.dtype == np.uint8
    inked = (coverages > 127).any(axis=(1, 2)).mean()
    assert 0.4 < inked < 1
    assert (pictures.std(axis=(1, 2)) > 2).mean() > 0.6


def test_a_seed_draws_the_same_and_another_draws_otherwise(photograph_sources: PhotographSources) -> None:
    (first, _), (again, _), (other, _) = (
        crops.draw(photograph_sources, 6, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any(axis=(1, 2)).all()


def test_parts_come_in_all_turns_and_their_coverage_with_them() -> None:
    """A picture that is dark above, and darkest at its left, tells how it was turned."""
    picture = np.full((SIDE, SIDE), 100, np.uint8)
    picture[: SIDE // 2] = 50
    picture[: SIDE // 2, : SIDE // 2] = 0
    turns: Counter[bytes] = Counter()
    for part, coverage in parts(picture, picture, 400):
        np.testing.assert_array_equal(coverage, part if part.max() == 100 else 255 - part)
        turns[coverage[:: SIDE - 1, :: SIDE - 1].tobytes()] += 1
    assert len(turns) == 4  # and none mirrored: nobody writes so
    assert min(turns.values()) > 60


def test_light_and_dark_swap_at_times_and_coverage_never() -> None:
    picture, coverage = np.full((SIDE, SIDE), 10, np.uint8), np.full((SIDE, SIDE), 7, np.uint8)
    cut = parts(picture, coverage, 400)
    assert all((covered == 7).all() for _, covered in cut)
    assert {int(part[0, 0]) for part, _ in cut} == {10, 245}
    assert np.mean([part[0, 0] == 245 for part, _ in cut]) == pytest.approx(0.15, abs=0.05)


@pytest.mark.parametrize("size", [(100, 300), (300, 101), (120, 200)])
def test_a_small_picture_and_its_coverage_are_mirrored_at_edges(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 200, size, np.uint8)
    for part, covered in parts(picture, picture, 20):
        assert part.shape == covered.shape == (SIDE, SIDE)
        np.testing.assert_array_equal(covered, part if (part == covered).all() else 255 - part)
        assert set(np.unique(covered)) <= set(np.unique(picture))


def test_parts_lie_more_often_where_ink_is() -> None:
    coverage = np.zeros((480, 480), np.uint8)
    coverage[:20, :20] = 255
    inked = np.mean([covered.any() for _, covered in parts(np.zeros_like(coverage), coverage, 600)])
    anywhere = (20 / (480 - SIDE + 1)) ** 2
    assert inked > 1.5 * anywhere
    assert inked < 8 * anywhere


def test_epochs_differ_and_do_not_depend_on_the_number_of_cores(
    photograph_sources: PhotographSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for cores in (1, 2):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        with crops.epochs(photograph_sources, seed=3, size=SIZE) as epoch:
            made.append((epoch(0, 2), epoch(1, 1)))
    for (one, two), (first, second) in [zip(*made, strict=True)]:
        for once, again in zip((*one, *first), (*two, *second), strict=True):
            np.testing.assert_array_equal(once, again)
    pictures, coverages = made[0][0]
    assert pictures.shape == coverages.shape == (2 * SIZE, SIDE, SIDE)
    others = (made[0][1][0], pictures[SIZE:])
    assert all((pictures[:SIZE] != other).any(axis=(1, 2)).mean() > 0.95 for other in others)
    np.testing.assert_array_equal(
        pictures[:SIZE], crops.draw(photograph_sources, SIZE, np.random.default_rng([3, 0, 0]))[0]
    )
