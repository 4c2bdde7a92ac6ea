"""Lines that the finder finds in photographs are kept where they say what was written, and else left out."""

from pathlib import Path

import numpy as np
import pytest

from digitink.ink import Coverage
from digitink.numbers import ctc, strip
from digitink.training.data import found, lines, photographs, remains
from digitink.training.data.crops import PhotographSources
from digitink.training.data.glyphs import GlyphSources
from digitink.training.data.handwriting import Sources
from samples.writing import Hand, written


@pytest.fixture(scope="module")
def photographed(sources: Sources, prints: list[Path]) -> PhotographSources:
    return PhotographSources(sources, prints)


@pytest.fixture(scope="module")
def page() -> tuple[Coverage, Coverage]:
    """A number on a page with room, and how much of each px its ink covers."""
    picture = np.pad(written(["407"], Hand())[0], 60, constant_values=255)
    return picture, 255 - picture


def test_lines_are_found_as_the_network_sees_them(photographed: PhotographSources) -> None:
    made = found.draw(photographed, 8, np.random.default_rng(0))
    assert len(made) == 8
    for seen, known in made:
        assert seen.dtype == np.uint8
        assert seen.shape[0] == strip.HEIGHT
        assert ctc.fits(seen.shape[1] // strip.STEP, known)


def test_any_number_of_processes_finds_the_same(photographed: PhotographSources) -> None:
    here = found.draw(photographed, 3, np.random.default_rng([4, 0, 0]))
    for (one, known), (other, same) in zip(here, found.lines(photographed, 3, 4), strict=True):
        np.testing.assert_array_equal(one, other)
        assert known == same


def test_what_was_written_is_known(photographed: PhotographSources) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        picture, coverage, text = photographs.photograph_of_line(photographed.handwriting, photographed.fonts, rng)
        assert picture.shape == coverage.shape
        assert text.strip()


def test_a_line_is_kept_where_all_of_it_is_found(page: tuple[Coverage, Coverage]) -> None:
    picture, coverage = page
    seen = found._found(picture, coverage)
    assert seen is not None
    assert seen.shape[0] == strip.HEIGHT


def test_a_line_is_left_out_where_more_or_less_is_found(page: tuple[Coverage, Coverage]) -> None:
    picture, coverage = page
    half = picture.shape[1] // 2
    lost, added, elsewhere, nothing = picture.copy(), coverage.copy(), coverage.copy(), np.zeros_like(coverage)
    lost[:, half:] = 255
    added[:, half:] = 0
    added[:, : half - 40] = 0
    elsewhere = np.roll(coverage, half, axis=1)
    assert found._found(lost, coverage) is None
    assert found._found(picture, added) is None
    assert found._found(picture, elsewhere) is None
    assert found._found(picture, nothing) is None
    assert found._found(np.full_like(picture, 255), coverage) is None


def test_found_lines_come_along_worn(page: tuple[Coverage, Coverage]) -> None:
    seen = found._found(*page)
    assert seen is not None
    sources = GlyphSources((), {}, {}, (), ((seen, [4, 0, 7]),))
    rng = np.random.default_rng(0)
    worn = [remains.seen_again(seen, rng) for _ in range(30)]
    assert {each.shape for each in worn} == {seen.shape}
    assert len({each.tobytes() for each in worn}) == 30
    drawn = [lines.line(sources, np.random.default_rng(seed))[1] for seed in range(60)]
    assert 3 <= drawn.count([4, 0, 7]) < 20
