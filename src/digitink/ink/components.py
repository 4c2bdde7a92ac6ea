"""Connected components of ink: which are ink for certain, and which are only specks."""

import cv2
import numpy as np
import numpy.typing as npt

from digitink.ink.page import Coverage

# Hysteresis (Canny 1986): a component is ink if it is this strong somewhere, and reaches to where it is that strong.
CORE, REACH = 0.5, 0.25
# A component is a speck when it is this much shorter than the longest and this much smaller than the largest.
_SPECK_LENGTH, _SPECK_AREA = 0.15, 0.05
_MOST_GROUPED = 300
_COUNTED_IN_16_BITS = 500**2  # px: so few cannot hold more components than 16 bits count, which is twice as fast

Stats = npt.NDArray[np.int32]  # (n, 5), of each component what cv2 says, see cv2.CC_STAT_LEFT and so on


def certain(levels: Coverage, full: int) -> tuple[npt.NDArray[np.integer], Stats, npt.NDArray[np.bool_]]:
    """Find components that reach a quarter of a full level: their labels, (h, w), and what each is, n of them.

    The first is what none reaches. The last of what is returned tells which, (n,), come to half the full level too.
    """
    labels, stats = connected(cv2.threshold(levels, full * REACH, 255, cv2.THRESH_BINARY)[1])
    has_core = np.zeros(len(stats), bool)
    has_core[labels[levels > full * CORE]] = True
    has_core[0] = False
    return labels, stats, has_core


def connected(ink: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.integer], Stats]:
    """Find what of ink, (h, w), hangs together: labels, (h, w) uint16 or int32, and what each is."""
    counter = cv2.CV_16U if ink.size <= _COUNTED_IN_16_BITS else cv2.CV_32S
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=counter)
    return labels, stats


def without_specks(candidates: npt.NDArray[np.bool_], stats: Stats) -> npt.NDArray[np.bool_]:
    """Return which of the candidate components, (n,), are not specks beside the largest of them."""
    length = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) * candidates
    area = stats[:, cv2.CC_STAT_AREA] * candidates
    return np.asarray(
        candidates & ((length >= _SPECK_LENGTH * length.max()) | (area >= _SPECK_AREA * area.max())), bool
    )


def groups(
    stats: Stats, kept: npt.NDArray[np.bool_], share: float = 0.0, apart: float = 0.0
) -> list[npt.NDArray[np.bool_]]:
    """Sort the components that are kept into groups that lie apart: masks of them all, (n,) each.

    Two are of one group when their boxes are no farther apart than that share of the longer side of either, or than so
    many px. Of very many components the largest are sorted.
    """
    places = np.flatnonzero(kept)
    places = places[np.argsort(-stats[places, cv2.CC_STAT_AREA])][:_MOST_GROUPED]
    left, top, width, height = stats[places, :4].T
    longer = np.maximum(width, height)

    def gaps(begin: npt.NDArray[np.int32], length: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        return np.maximum(begin[:, np.newaxis], begin) - np.minimum((begin + length)[:, np.newaxis], begin + length)

    gap = np.maximum(gaps(left, width), gaps(top, height))
    together = gap <= np.maximum(share * np.maximum(longer[:, np.newaxis], longer), apart)
    for _ in range(len(places).bit_length()):  # what is near to something near, and so on
        together = together @ together
    found = []
    for members in np.unique(together, axis=0):
        group = np.zeros(len(kept), bool)
        group[places[members]] = True
        found.append(group)
    return found


def mask(labels: npt.NDArray[np.integer], kept: npt.NDArray[np.bool_]) -> Coverage:
    """255 on the components that are kept and the blur around them, (h, w) uint8."""
    chosen = np.where(kept, np.uint8(255), np.uint8(0))[labels]
    return np.asarray(cv2.dilate(chosen, np.ones((3, 3), np.uint8)), np.uint8)


def usual_height(heights: npt.ArrayLike) -> float:
    """Return the height of a digit among heights of which some are those of dots, dashes and dust.

    The median of the area that squares so high have.
    """
    ordered = np.sort(np.asarray(heights, float))
    area = np.cumsum(ordered**2)
    return float(ordered[np.searchsorted(area, area[-1] / 2)])
