"""What is written on a page of ink: how high its digits are, and what of the ink is surely handwriting."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitink.errors import EmptyPicture
from digitink.ink import components
from digitink.ink.components import Stats
from digitink.ink.page import Coverage, Page

# Of a page's marks those are judged that are so high, in px, and no more than so many: they tell where writing is.
_LEAST_JUDGED, _MOST_JUDGED = 9, 64
# What is no farther from a digit than so many heights of it, or from such a mark, is of its page.
_LINES_APART = 1.5

# Digits of a line are no less alike in height than this factor. So many sizes are looked at by themselves.
_UNLIKE, _MOST_SIZES = 2, 3

# Ink of which the finder is so sure, of 1, on average over its px, is handwriting rather than not: in photographs made
# of held-out writers and fonts, about as much ink of which it is less sure is none.
_SURE = 0.65

# How probable it is that each of some pieces of ink, (h, w) uint8, is one digit: 0 to 1, (n,).
Classifier = Callable[[Sequence[Coverage]], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Writing:
    """What is written on a page."""

    page: Page
    height: float  # of a digit, in the page's px
    area: float  # of what looks like digits, in the picture's px


def on(page: Page, classify: Classifier) -> Writing:
    """Find how high writing is on a page, and leave out what is far from all that classify takes for digits.

    All ink is left where there is none such.
    """
    labels, stats, kept = components.certain(page.coverage, full=255)
    likely = _digits(page.coverage, labels, stats, kept, classify)
    if not likely.any():
        return Writing(page, components.usual_height(stats[kept, cv2.CC_STAT_HEIGHT]), 0)
    return _around(page, labels, stats, kept, np.flatnonzero(likely))


def by_size(written: Writing, classify: Classifier) -> Iterator[Writing]:
    """Part writing whose digits are of very unlike heights, that with the most digits first; none where all are alike.

    What is on a small note is lost beside what looks like large writing, unless it is looked at in a size of its own.
    """
    page = written.page
    labels, stats, kept = components.certain(page.coverage, full=255)
    likely = np.flatnonzero(_digits(page.coverage, labels, stats, kept, classify))
    heights = stats[likely, cv2.CC_STAT_HEIGHT]
    order = np.argsort(heights)
    steps = np.flatnonzero(heights[order][1:] > _UNLIKE * heights[order][:-1]) + 1
    if len(steps):
        for part in sorted(np.split(likely[order], steps), key=len, reverse=True)[:_MOST_SIZES]:
            no_larger = stats[:, cv2.CC_STAT_HEIGHT] < _UNLIKE * stats[part, cv2.CC_STAT_HEIGHT].max()
            yield _around(page, labels, stats, kept & no_larger, part)


def _around(
    page: Page,
    labels: npt.NDArray[np.integer],
    stats: Stats,
    kept: npt.NDArray[np.bool_],
    digits: npt.NDArray[np.intp],
) -> Writing:
    """Return some digits among a page's components, and those that are kept and near them."""
    height = components.usual_height(stats[digits, cv2.CC_STAT_HEIGHT])
    near = np.zeros(len(stats), bool)
    for group in components.groups(stats, kept, apart=_LINES_APART * height):
        if group[digits].any():
            near |= group
    area = page.scale**2 * float(stats[digits, cv2.CC_STAT_AREA].sum())
    return Writing(page.within(components.mask(labels, near)), height, area)


def surely(written: Writing) -> Page:
    """Leave out ink that the finder is not sure is handwriting, by groups. Raises EmptyPicture where all of it is such.

    No mark is judged alone: a number would lose its faintest digit.
    """
    page = written.page
    labels, stats, kept = components.certain(page.coverage, full=255)
    core = page.coverage > 255 * components.CORE
    px = np.bincount(labels[core], minlength=len(stats))
    sure = np.bincount(labels[core], weights=page.coverage[core] / 255, minlength=len(stats))
    handwriting = np.zeros(len(stats), bool)
    for group in components.groups(stats, kept, apart=_LINES_APART * written.height):
        if sure[group].sum() >= _SURE * px[group].sum():
            handwriting |= group
    if not handwriting.any():
        raise EmptyPicture
    return page.within(components.mask(labels, handwriting))


def _digits(
    coverage: Coverage, labels: npt.NDArray[np.integer], stats: Stats, kept: npt.NDArray[np.bool_], classify: Classifier
) -> npt.NDArray[np.bool_]:
    """Return which of a page's components, (n,), classify takes for digits rather than not."""
    tall = np.flatnonzero(kept & (stats[:, cv2.CC_STAT_HEIGHT] >= _LEAST_JUDGED))
    tall = tall[np.argsort(-stats[tall, cv2.CC_STAT_HEIGHT])][:_MOST_JUDGED]
    marks = []
    for each in tall:
        x, y, width, height = stats[each, :4]
        part = slice(y, y + height), slice(x, x + width)
        marks.append(np.where(labels[part] == each, coverage[part], np.uint8(0)))
    likely = np.zeros(len(stats), bool)
    if marks:
        likely[tall[np.asarray(classify(marks)) > 0.5]] = True
    return likely
