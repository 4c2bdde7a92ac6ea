"""Normalize one digit's ink as MNIST does. The one normalizer: prediction and training both call it."""

import cv2
import numpy as np
import numpy.typing as npt

from digitink.errors import EmptyPicture
from digitink.ink.page import Coverage

SIDE, BOX = 28, 20  # the network's picture and the box the digit fills in it, as in MNIST

_BLUR = 0.25  # ink's box ends where less than this share of its strongest pixel is covered


def normalize(coverage: Coverage) -> Coverage:
    """Set ink as MNIST does: scaled into a 20 px box, its center of mass in the middle of 28 x 28.

    coverage is (h, w) uint8, 0 none to 255 all; returns (28, 28) uint8. The center of mass comes
    to (14, 14), rounded to whole pixels, as measured on MNIST's own pictures. The brightest pixel
    becomes 255: below one pixel of the box, a pen's width is nothing but brightness, so this is what
    keeps hairlines visible. Source: LeCun et al. 1998, "Gradient-based learning applied to document
    recognition", section III.A. Raises EmptyPicture.
    """
    _, box, left, top = _placed(coverage)
    seen = np.zeros((SIDE, SIDE), np.uint8)
    seen[top : top + box.shape[0], left : left + box.shape[1]] = box.round()
    return seen


def frame(coverage: Coverage) -> tuple[float, float, float, float]:
    """Return what part of the page `normalize` shows: x, y, width and height in px, beyond its edges where need be.

    Raises EmptyPicture.
    """
    (rows, columns), box, left, top = _placed(coverage)
    across, down = (columns.stop - columns.start) / box.shape[1], (rows.stop - rows.start) / box.shape[0]
    return columns.start - left * across, rows.start - top * down, SIDE * across, SIDE * down


def _placed(coverage: Coverage) -> tuple[tuple[slice, slice], npt.NDArray[np.float32], int, int]:
    """Return the rows and columns that have ink; these in the box's size; and where it begins in the 28 x 28."""
    inked = _inked(coverage)
    drawn = coverage[inked]
    scale = BOX / max(drawn.shape)
    size = [max(1, round(length * scale)) for length in drawn.shape[::-1]]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    box = cv2.resize(drawn.astype(np.float32), size, interpolation=method)
    box = np.clip(box * (255 / box.max()), 0, 255)
    return inked, box, _shift(box.sum(axis=0)), _shift(box.sum(axis=1))


def cut_to_ink(coverage: Coverage) -> Coverage:
    """Return the rows and columns that have ink, without blur about it. Raises EmptyPicture."""
    return coverage[_inked(coverage)]


def _inked(coverage: Coverage) -> tuple[slice, slice]:
    peak = int(coverage.max(initial=0))
    if peak == 0:
        raise EmptyPicture
    return around(coverage, peak * _BLUR)


def around(levels: Coverage, least: float, margin: int = 0) -> tuple[slice, slice]:
    """Return the rows and columns that hold all that exceeds a level, and so many more on each side."""
    x, y, width, height = cv2.boundingRect(cv2.threshold(levels, least, 255, cv2.THRESH_BINARY)[1])
    return slice(max(0, y - margin), y + height + margin), slice(max(0, x - margin), x + width + margin)


def _shift(mass: npt.NDArray[np.floating]) -> int:
    """Return where a box begins, given its columns' or rows' mass, when its center of mass comes to the middle."""
    center = float(mass @ np.arange(len(mass)) / mass.sum())
    return int(np.clip(round(SIDE / 2 - center), 0, SIDE - len(mass)))
