"""Digits drawn anew stay the digits they were, are drawn with every pen, and alike for a seed."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from digitink import Recognizer, ink
from digitink.training.data import augment, mnist
from samples.drawing import DRAWINGS, render

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]

OURS = np.stack([Recognizer().see(render(drawing)) for drawing in DRAWINGS])
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
    for seen in drawn(times=20, settings=augment.Settings(kept=0)):
        assert seen.max() == 255
        left, top, width, height = cv2.boundingRect((seen > 60).astype(np.uint8))
        assert max(width, height) <= ink.BOX
        assert left >= 0
        assert top >= 0


def test_pens_range_from_hairline_to_marker() -> None:
    settings = augment.Settings(kept=0, redrawn=1, restyled=0, ticked=0, blur=0)
    widths = [pen_width(seen) for seen in drawn(settings=settings, times=20)]
    assert np.percentile(widths, 5) < 1.1
    assert np.percentile(widths, 95) > 3


def test_digits_stay_what_they_were(digits: Split, recognizer: Recognizer) -> None:
    held_out = mnist.Digits(digits[1].images[:1500], digits[1].labels[:1500])
    again = augment.draw(held_out.images, held_out.labels, np.random.default_rng(0))
    read = recognizer.probabilities(again).argmax(axis=1)
    assert (read == held_out.labels).mean() > 0.975


def restyled(digit: int, times: int = 20) -> tuple[npt.NDArray[np.uint8], list[npt.NDArray[np.uint8]]]:
    """The middle line of a drawing of ours, and what several seeds make of it."""
    line = augment.middle_line(cv2.resize(OURS[digit == LABELS][0], (augment.SHEET, augment.SHEET)))
    sheets = [line.copy() for _ in range(times)]
    for seed, sheet in enumerate(sheets):
        augment.restyle(sheet, digit, np.random.default_rng(seed))
    return line, sheets


@pytest.mark.parametrize("digit", [0, 1, 7])
def test_zeros_ones_and_sevens_get_strokes_of_their_own(digit: int) -> None:
    line, sheets = restyled(digit)
    assert all((sheet >= line).all() for sheet in sheets)
    assert np.median([int(sheet.sum()) - int(line.sum()) for sheet in sheets]) > 10


@pytest.mark.parametrize("digit", [8, 9])
def test_eights_and_nines_are_opened_at_the_top(digit: int) -> None:
    line, sheets = restyled(digit)
    top, _, height = cv2.boundingRect(line)[1:]
    for sheet in sheets:
        assert (sheet <= line).all()
        np.testing.assert_array_equal(sheet[top + height // 2 :], line[top + height // 2 :])
    assert np.median([int(line.sum()) - int(sheet.sum()) for sheet in sheets]) > 4


def test_a_tick_lengthens_the_line_at_an_end() -> None:
    line = np.zeros((augment.SHEET, augment.SHEET), np.uint8)
    line[30:80, 56] = 1
    for seed in range(20):
        ticked = line.copy()
        augment.tick(ticked, np.random.default_rng(seed))
        added = np.argwhere(ticked > line)
        assert len(added) > 0
        near = np.abs(added[:, :1] - [30, 79]).min(axis=1)
        assert near.max() <= 0.15 * augment.SHEET


def test_digits_that_are_only_nudged_stay_close_to_mnist_s() -> None:
    nudged = drawn(settings=augment.Settings(kept=1, nudge=0, shift=0))
    assert np.abs(nudged.astype(int) - OURS).mean() < 4
    apart = np.abs(drawn(settings=augment.Settings(kept=1)).astype(int) - OURS).mean()
    assert 4 < apart < np.abs(drawn().astype(int) - OURS).mean() + 20


def test_a_blot_is_not_drawn_with_a_pen() -> None:
    sheet = np.zeros((1, augment.SHEET, augment.SHEET), np.uint8)
    sheet[0, 20:90, 30:80] = 255
    settings = augment.Settings(redrawn=1, blur=0, pen=(0.01, 0.02))
    for seed in range(10):
        seen = augment.draw(sheet, np.array([10], np.uint8), np.random.default_rng(seed), settings)[0]
        assert (seen > 128).sum() > 0.3 * ink.BOX**2


def test_pictures_and_sheets_may_be_mixed() -> None:
    sheet = augment.on_sheet(OURS[0])
    seen = augment.draw([OURS[0], sheet], LABELS[[0, 0]], np.random.default_rng(0), augment.Settings(kept=0))
    assert seen.shape == (2, 28, 28)


def test_other_digits_are_not_restyled() -> None:
    line = np.eye(augment.SHEET, dtype=np.uint8)
    for digit in (2, 3, 4, 5, 6, 10):
        sheet = line.copy()
        augment.restyle(sheet, digit, np.random.default_rng(0))
        np.testing.assert_array_equal(sheet, line)
