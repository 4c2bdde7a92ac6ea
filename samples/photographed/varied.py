"""Draw at random what varies from picture to picture: numbers, choices, and fields of noise."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating[Any]]
Color = tuple[float, float, float]  # red, green, blue, 0 to 255
Rng = np.random.Generator
T = TypeVar("T")

_BANK = 2400  # px, a side of the stored noise: the largest usual picture, and room to begin elsewhere
_DENSE = 0.1  # of a page: where more is touched, all of it at once is faster than px by px


def between(rng: Rng, low: float, high: float) -> float:
    """Draw a number, each as likely as another."""
    return float(rng.uniform(low, high))


def scaled(rng: Rng, low: float, high: float) -> float:
    """Draw a positive number, each factor as likely as another."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def chance(rng: Rng, share: float) -> bool:
    """Say yes in that share of cases."""
    return bool(rng.random() < share)


def pick(rng: Rng, choices: Sequence[T]) -> T:
    """Choose one of them."""
    return choices[int(rng.integers(len(choices)))]


def near(rng: Rng, color: Color, far: float = 12) -> Color:
    """Draw a color near this one, each channel up to `far` away."""
    red, green, blue = np.clip(np.array(color) + rng.uniform(-far, far, 3), 0, 255)
    return float(red), float(green), float(blue)


@lru_cache(maxsize=1)
def _bank() -> Floats:
    """Draw the stored noise once: (_BANK, _BANK) float32, normal."""
    return np.random.default_rng(20).standard_normal((_BANK, _BANK), np.float32)


def grain(shape: tuple[int, int], rng: Rng) -> Floats:
    """Give each pixel its own normal noise, cut from a stored field: (h, w) float32, not to be written to."""
    bank = _bank()
    if max(shape) > _BANK - 200:
        bank = np.tile(bank, (-(-(shape[0] + 200) // _BANK), -(-(shape[1] + 200) // _BANK)))
    down, across = (int(rng.integers(side - length + 1)) for side, length in zip(bank.shape, shape, strict=True))
    return bank[down : down + shape[0], across : across + shape[1]]


def cloud(shape: tuple[int, int], rng: Rng, down: float, across: float | None = None) -> Floats:
    """Draw smooth noise whose features are so many px high and wide: (h, w) float32, about normal."""
    across = across or down
    # No more than a pixel's worth of noise per pixel.
    rows, columns = (int(length / max(1.0, step)) + 3 for length, step in zip(shape, (down, across), strict=True))
    small = rng.standard_normal((rows, columns), np.float32)
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def toned(field: Floats, low: Color, high: Color) -> Bytes:
    """Color a field: (h, w) float32 -> (h, w, 3) uint8, `low` at 0 and below, `high` at 1 and above."""
    steps = np.linspace(0, 1, 256)[:, np.newaxis]
    table = np.asarray(low) * (1 - steps) + np.asarray(high) * steps
    levels = cv2.convertScaleAbs(cv2.min(cv2.max(field, 0), 1), alpha=255)
    return np.asarray(cv2.applyColorMap(levels, table[:, np.newaxis].round().astype(np.uint8)))


def lay(page: Bytes, coverage: Floats, color: Color, left: int = 0, top: int = 0) -> None:
    """Lay color on a page in place, as much as coverage, (h, w) in 0 to 1, says; its corner at left, top."""
    under = page[top : top + coverage.shape[0], left : left + coverage.shape[1]]
    share = np.asarray(coverage[: under.shape[0], : under.shape[1]], np.float32)
    touched = share > 0.002
    if np.count_nonzero(touched) > _DENSE * touched.size:
        whole = np.full(under.shape, np.round(color), np.uint8)
        under[:] = cv2.blendLinear(np.ascontiguousarray(under), whole, 1 - share, share)
        return
    weight = share[touched][:, np.newaxis]
    here = under[touched]
    under[touched] = here + weight * (np.asarray(color, np.float32) - here) + 0.5


def shade(page: Bytes, light: Floats) -> Bytes:
    """Multiply a page, (h, w, 3) uint8, by (h, w) float32."""
    return np.asarray(cv2.multiply(page, cv2.merge([light] * 3), dtype=cv2.CV_8U))
