"""Digits drawn anew stay the digits they were, are drawn with every pen, and alike for a seed."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from digitink import Recognizer, ink
from digitink.training import augment, mnist
from tests.drawing import DRAWINGS, render

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]

OURS = np.stack([ink.see(render(drawing)) for drawing in DRAWINGS])
LABELS = np.array([drawing.digit for drawing in DRAWINGS], np.uint8)


def drawn(seed: int = 0, settings: augment.Settings | None = None, times: int = 1) -> npt.NDArray[np.uint8]:
    images, labels = np.tile(OURS, (times, 1, 1)), np.tile(LABELS, times)
    return augment.draw(images, labels, np.random.default_rng(seed), settings)


def pen_width(seen: npt.NDArray[np.uint8]) -> float:
    """Twice the ink there is, over the length of its outline: the width of a long line."""
    outlines, _ = cv2.findContours((seen > 100).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return 2 * float(seen.sum()) / 255 / sum(cv2.arcLength(outline, closed=True) for outline in outlines)


def test_a_seed_draws_the_same_and_another_draws_otherwise() -> None:
    np.testing.assert_array_equal(drawn(1), drawn(1))
    assert (drawn(1) != drawn(2)).any(axis=(1, 2)).all()


def test_what_is_drawn_is_in_the_network_s_form() -> None:
    for seen in drawn(times=20):
        assert seen.max() == 255
        left, top, width, height = cv2.boundingRect((seen > 60).astype(np.uint8))
        assert max(width, height) <= ink.BOX
        assert left >= 0
        assert top >= 0


def test_pens_range_from_hairline_to_marker() -> None:
    settings = augment.Settings(redrawn=1, restyled=0, blur=0)
    widths = [pen_width(seen) for seen in drawn(settings=settings, times=20)]
    assert np.percentile(widths, 5) < 1.1
    assert np.percentile(widths, 95) > 3


def test_digits_stay_what_they_were(digits: Split, recognizer: Recognizer) -> None:
    held_out = mnist.Digits(digits[1].images[:1500], digits[1].labels[:1500])
    again = augment.draw(held_out.images, held_out.labels, np.random.default_rng(0))
    read = recognizer.probabilities(again).argmax(axis=1)
    assert (read == held_out.labels).mean() > 0.975


@pytest.mark.parametrize("digit", [0, 1, 7])
def test_zeros_ones_and_sevens_get_strokes_of_their_own(digit: int) -> None:
    for image in OURS[digit == LABELS][:1]:
        line = augment.middle_line(cv2.resize(image, (augment.SHEET, augment.SHEET)))
        restyled = [line.copy() for _ in range(20)]
        for seed, sheet in enumerate(restyled):
            augment.restyle(sheet, digit, np.random.default_rng(seed))
            assert (sheet >= line).all()
        added = [int(sheet.sum()) - int(line.sum()) for sheet in restyled]
        assert np.median(added) > 10


def test_other_digits_are_not_restyled() -> None:
    line = np.eye(augment.SHEET, dtype=np.uint8)
    for digit in (2, 3, 4, 5, 6, 8, 9):
        sheet = line.copy()
        augment.restyle(sheet, digit, np.random.default_rng(0))
        np.testing.assert_array_equal(sheet, line)
