"""The network that finds ink takes pictures of any side, and large ones in parts."""

import copy

import numpy as np
import pytest

from digitink import ModelError, Recognizer, model
from digitink.ink import Finder, finder
from samples.drawing import named, photograph, render


@pytest.mark.parametrize("shape", [(1, 1), (33, 47), (64, 64), (20, 900), (513, 512)])
def test_any_side_will_do(recognizer: Recognizer, shape: tuple[int, int]) -> None:
    coverage = recognizer.finder.coverage(np.full(shape, 200, np.uint8))
    assert coverage.shape == shape
    assert coverage.dtype == np.uint8


def test_it_covers_what_is_written_and_little_else(recognizer: Recognizer) -> None:
    drawn = render(named("5 in two strokes"), left=60, top=50, size=170, pen=12)
    shot = photograph(drawn, np.random.default_rng(1)).mean(axis=2).astype(np.uint8)
    found, wanted = recognizer.finder.coverage(shot) / 255, 1 - drawn / 255
    common = np.minimum(found, wanted).sum()
    assert common / wanted.sum() > 0.9
    assert common / found.sum() > 0.85


def test_a_large_picture_is_seen_in_parts_as_it_is_at_once(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = render(named("8 plain"), left=250, top=260, size=300, pen=20, canvas=(800, 700))
    shot = photograph(drawn, np.random.default_rng(2)).mean(axis=2).astype(np.uint8)
    in_parts = recognizer.finder.coverage(shot)
    monkeypatch.setattr(finder, "_PART", 1000)
    assert np.abs(recognizer.finder.coverage(shot).astype(int) - in_parts).mean() < 1


def test_a_copy_finds_the_same(recognizer: Recognizer) -> None:
    page = photograph(render(named("3 round")), np.random.default_rng(0)).mean(axis=2).astype(np.uint8)
    again: Finder = copy.deepcopy(recognizer.finder)
    np.testing.assert_array_equal(again.coverage(page), recognizer.finder.coverage(page))


def test_a_model_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="pictures of any side"):
        finder.load(model.SHIPPED)
