"""Find ink on a flat background, such as a canvas or a clean scan: anything that differs from it, without a network."""

import cv2
import numpy as np
import numpy.typing as npt

from digitink.errors import EmptyPicture
from digitink.ink import components
from digitink.ink.components import Stats
from digitink.ink.normalization import around
from digitink.ink.page import Coverage
from digitink.picture import Luminance

Histogram = npt.NDArray[np.float32]  # (256,), how many pixels have each level

# A background is flat when this share of the picture strays no more than so many levels from one level.
_FLAT_SHARE, _FLATNESS = 0.5, 1
# The least contrast of ink with its background, of 255.
_FAINTEST = 12
# A line runs through a picture when it takes this share of it and is so much thinner than long.
_THROUGH, _THIN = 0.8, 0.05
_HOLDERS = 8  # components that are asked whether they hold others


def level_of(luminance: Luminance) -> int | None:
    """Return the background's level where it is flat, as on a canvas or a clean scan; None where there is any doubt.

    luminance is (h, w) uint8. The border counts as much as the whole, because a bold digit may fill most of a tight
    crop but seldom most of its border.
    """
    border = np.concatenate([luminance[0], luminance[-1], luminance[:, 0], luminance[:, -1]])
    share = (_histogram(luminance) / luminance.size + _histogram(border) / border.size) / 2
    level = int(share.argmax())
    flat = share[max(0, level - _FLATNESS) : level + _FLATNESS + 1].sum() >= _FLAT_SHARE
    return level if flat else None


def cover(luminance: Luminance, level: int, alone: bool = True) -> Coverage | None:
    """How much of each pixel ink covers, (h, w) uint8; alone: of one digit, so that what is much smaller is none of it.

    None where some of it may be print: a mark that holds others, as a box and a table do, or a line that runs through
    the picture, as rules do. Raises EmptyPicture.
    """
    darkness, histogram = _contrast(luminance, level, _histogram(luminance))
    full = _full_level(histogram)
    if full < _FAINTEST:
        raise EmptyPicture
    near = around(darkness, full * components.REACH, margin=1)
    labels, stats, kept = components.certain(darkness[near], full)
    if alone:
        kept = components.without_specks(kept, stats)
    if _may_be_print(stats[kept], luminance.shape):
        return None
    coverage = np.zeros_like(darkness)
    ink = cv2.bitwise_and(darkness[near], components.mask(labels, kept))
    coverage[near] = cv2.convertScaleAbs(ink, alpha=255 / full)  # saturates at 255
    return coverage


def _may_be_print(stats: Stats, shape: tuple[int, ...]) -> bool:
    """Whether one of some components, (n, 5), holds another in its box, or is a line through a picture so large."""
    left, top, width, height = stats[:, :4].T
    through = (np.maximum(width / shape[1], height / shape[0]) > _THROUGH) & (
        np.minimum(width, height) < _THIN * np.maximum(width, height)
    )
    if through.any() or len(stats) == 1:
        return bool(through.any())
    right, bottom = left + width, top + height
    order = np.argsort(-width * height)[:_HOLDERS]  # what holds others is large
    within = (left[order, np.newaxis] < left) & (right[order, np.newaxis] > right)
    within &= (top[order, np.newaxis] < top) & (bottom[order, np.newaxis] > bottom)
    return bool(within.any())


def _contrast(luminance: Luminance, level: int, histogram: Histogram) -> tuple[Coverage, Histogram]:
    """Return how far each pixel strays from a flat background, to the side on which the ink is; and its histogram.

    Cubing tells that side: it lets few strong pixels (ink) outweigh many weak ones (noise).
    """
    strays = np.arange(256) - level
    if histogram @ strays.astype(np.float64) ** 3 > 0:
        darkness, levels = cv2.subtract(luminance, level), np.maximum(strays, 0)  # saturates at 0
    else:
        darkness, levels = cv2.subtract(cv2.bitwise_not(luminance), 255 - level), np.maximum(-strays, 0)
    return np.asarray(darkness, np.uint8), np.bincount(levels, histogram, 256).astype(np.float32)


def _full_level(histogram: Histogram) -> int:
    """Return how dark a pixel is that ink covers wholly, given how many have each: as the core's darkest fifth.

    A few pixels darker than all others (dust, noise) do not count.
    """
    darker = np.cumsum(histogram[::-1])[::-1]  # darker[v]: how many pixels are v or darker
    peak = int(np.flatnonzero(darker >= min(8, darker[0])).max())
    core = darker[max(1, round(peak * components.CORE))]
    return int(np.flatnonzero(darker >= max(8, core / 5)).max(initial=0))


def _histogram(levels: npt.NDArray[np.uint8]) -> Histogram:
    return cv2.calcHist([levels], [0], None, [256], [0, 256]).ravel()  # ten times faster than numpy's
