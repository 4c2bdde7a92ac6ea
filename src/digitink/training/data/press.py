"""Print lines, boxes and forms onto a mask, and a mask onto a page.

A mask is (h, w) uint8, 255 where ink is; a page (h, w) float32 from 0 to 1. All draw in place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training.data.ranges import log_uniform

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

_FRACTION = 4  # bits of a px in which cv2 takes places


@dataclass(frozen=True)
class Slot:
    """Where one writes."""

    x: float
    y: float
    width: float
    height: float
    one_digit: bool = False


Print = Callable[[Floats, Sequence[Path], Random], list[Slot]]


def gap(page: Floats, rng: Random) -> float:
    """Choose how far rules lie apart, or text is high, in px: from hardly to be seen to a third of the page."""
    return log_uniform(7, max(12, 0.35 * min(page.shape)), rng)


def thickness(gap: float, rng: Random) -> float:
    """Choose how thick rules are that lie so far apart, in px."""
    return max(0.5, gap * log_uniform(0.02, 0.1, rng))


def line(mask: Bytes, start: tuple[float, float], end: tuple[float, float], thickness: float) -> None:
    """Draw a straight line; one thinner than a px is fainter instead."""
    first, last = ([round(value * 2**_FRACTION) for value in point] for point in (start, end))
    cv2.line(mask, first, last, 255 * min(1.0, thickness), max(1, round(thickness)), cv2.LINE_AA, _FRACTION)


def box(mask: Bytes, place: tuple[float, float, float, float], thickness: float, comb: bool) -> None:
    """Draw a box, or (comb) one without its upper side, and low at its sides."""
    x, y, width, height = place
    top = y + 0.6 * height if comb else y
    line(mask, (x, top), (x, y + height), thickness)
    line(mask, (x + width, top), (x + width, y + height), thickness)
    line(mask, (x, y + height), (x + width, y + height), thickness)
    if not comb:
        line(mask, (x, y), (x + width, y), thickness)


def paste(mask: Bytes, form: Bytes, x: int, y: int) -> None:
    """Put a form on a mask, its upper left corner at x, y; what does not fit is cut off."""
    own = mask[y : y + form.shape[0], x : x + form.shape[1]]
    own[:] = form[: own.shape[0], : own.shape[1]]


def ink(page: Floats, mask: Bytes, rng: Random) -> None:
    """Print what a mask holds on the page, in a tone that mostly differs from it: on light, mostly dark."""
    ground = float(page[::8, ::8].mean())
    darker = rng.random() < (0.9 if ground > 0.5 else 0.3)
    tone = rng.uniform(0, 0.9) * ground if darker else rng.uniform(ground, max(1.05, ground))
    alpha = mask.astype(np.float32) * np.float32(rng.uniform(0.4, 1) / 255)
    page += alpha * (np.float32(tone) - page)
