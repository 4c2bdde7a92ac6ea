"""A drawing needs no network; where there is any doubt that it is one, the network is asked."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from digitink.ink import flat
from samples.drawing import DRAWINGS, Drawing, named, photograph, render

Bytes = npt.NDArray[np.uint8]
SEVEN = named("7 crossed")


@pytest.mark.parametrize("paper", [0, 90, 255])
def test_a_drawing_lies_on_one_level(paper: int) -> None:
    share = (255 - render(SEVEN).astype(float)) / 255
    drawn = (paper + ((128 if paper == 0 else 0) - paper) * share).round().astype(np.uint8)
    assert flat.level_of(drawn) == paper


def test_a_bold_digit_that_fills_its_crop_does_too() -> None:
    assert flat.level_of(render(SEVEN, left=4, top=4, size=92, pen=14, canvas=(100, 100))) == 255


@pytest.mark.parametrize("seed", range(6))
def test_a_photograph_does_not(seed: int) -> None:
    shot = photograph(render(SEVEN), np.random.default_rng(seed)).mean(axis=2).astype(np.uint8)
    assert flat.level_of(shot) is None


def test_nor_does_a_sheet_on_a_dark_and_even_desk() -> None:
    desk = np.random.default_rng(0).normal(30, 3, (400, 400)).round().astype(np.uint8)
    desk[100:300, 100:300] = 230
    assert flat.level_of(desk) is None


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_a_drawn_digit_is_never_taken_for_print(drawing: Drawing) -> None:
    coverage = flat.cover(render(drawing), 255)
    assert coverage is not None
    assert coverage.max() == 255


def boxed(page: Bytes) -> Bytes:
    """The page with a box around what is in it."""
    framed = page.copy()
    cv2.rectangle(framed, (20, 20), (260, 260), 0, 3)
    return framed


def ruled(page: Bytes) -> Bytes:
    """The page with a line across it."""
    lined = page.copy()
    lined[240:243] = 60
    return lined


@pytest.mark.parametrize("printed", [boxed, ruled])
def test_what_may_be_print_is_left_to_the_network(printed: "object") -> None:
    assert callable(printed)
    page = render(SEVEN, left=80, top=60, size=140, pen=10)
    assert flat.cover(page, 255, alone=False) is not None
    assert flat.cover(printed(page), 255, alone=False) is None
