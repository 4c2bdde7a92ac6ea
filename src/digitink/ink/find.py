"""Find the ink in a picture, of one digit or of a page of them.

In two looks where it is small: at the whole, and then at what is near the ink, in the size that suits it. Where that
leaves doubt, in other sizes too, in which the finder errs otherwise.
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import cv2
import numpy as np

from digitink.errors import EmptyPicture
from digitink.ink import components, flat, writing
from digitink.ink.finder import Finder
from digitink.ink.page import Coverage, Page
from digitink.ink.writing import Classifier, Writing
from digitink.picture import Luminance

# A drawing is reduced to this before ink is looked for: 25 times the box of normalization.py, so that nothing is lost.
_DRAWING_SIDE = 500
# A page of many digits to this, so that a line of fifty keeps 25 px for each; one lower than this is enlarged.
_PAGE_SIDE, _LEAST_SIDE = 1600, 96
# A photograph is first looked at so large, in px: for one digit, and for a page of them.
_GLANCE, _PAGE_GLANCE = 400, 640
# Then its ink so that a digit, or a line of writing, is so high, in px.
_DIGIT, _LINE = 100, 72
# Where that leaves doubt, also so many times as large.
_OTHER_SIZES = 1.4, 1 / 1.4
# It is enlarged no more than so, and tiny pictures are enlarged to so many px.
_MOST_ENLARGED, _LEAST = 1 / 3, 128
# A look that is no larger nor smaller by this factor than the one before would show no more.
_ALIKE = 1.25
# The first look is taken in this smaller scale too.
_COARSER = 2.5
# Writing lower than this, in px, may have been missed at the first look.
_LEAST_LINE = 14

# Ink within this share of a digit's size belongs to it: the bar of a five, the second stroke of a four.
_APART = 0.3
# A digit is doubted that is likelier none; it is believed of another size that is so likely one: then 1.9 % more of 264
# photographs are read, and 4 more of 100 without handwriting have a digit; with 0.36, where one is accepted, 8 more.
_DOUBTED, _SURE = 0.5, 0.9
_GROUPS = 6  # places with ink, those with the most, that are judged
_Part = tuple[slice, slice]  # rows and columns of a picture


def find_digit(luminance: Luminance, finder: Finder, classify: Classifier) -> Page:
    """Find one digit's ink, and where it lies in the picture. Raises EmptyPicture.

    luminance is (h, w) uint8, ink darker or lighter than its ground. A drawing's ink is what differs from its flat
    ground; a photograph's is what the finder takes for handwriting and, where that is in several places, what classify
    takes most for a digit. Of a picture larger than that asks for, the whole is looked at first, and then what is near
    the ink.
    """
    whole, longer = _whole(luminance), max(luminance.shape)
    page = _drawn(luminance, whole, max(1.0, longer / _DRAWING_SIDE), alone=True)
    if page:
        near = _near(page, luminance, margin=0.5)
        scale = max(1.0, _longer(near) / _DRAWING_SIDE)
        return (page.scale > 1 and _drawn(luminance, near, scale, alone=True)) or page
    scale = max(longer / _GLANCE, min(1.0, longer / _LEAST))
    page = _one_digit(_glances(luminance, whole, scale, finder), classify)
    near, scale = _near(page, luminance, margin=0.5), page.scale * max(cv2.boundingRect(page.coverage)[2:]) / _DIGIT
    looks = (_closer(page, near, max(scale / size, _MOST_ENLARGED), luminance, finder) for size in (1.0, *_OTHER_SIZES))
    first = next(looks)
    found = page if first is page else _one_digit([first], classify)
    if float(classify([found.coverage])[0]) <= _DOUBTED:
        for look in looks:
            other = _one_digit([look], classify)
            if float(classify([other.coverage])[0]) >= _SURE:
                return other
    return found


def find_page(luminance: Luminance, finder: Finder, classify: Classifier) -> Page:
    """Find the ink of many digits: as `find_digit`, but all there is. Raises EmptyPicture."""
    return next(find_pages(luminance, finder, classify))


def find_pages(luminance: Luminance, finder: Finder, classify: Classifier) -> Iterator[Page]:
    """Find what `find_page` does, and then, in a photograph, what there is in looks of other sizes, where there is ink.

    Each is taken when it is asked for. Raises EmptyPicture where the first shows no ink.
    """
    whole = _whole(luminance)
    page = _drawn(luminance, whole, _page_scale(luminance.shape), alone=False)
    if page:
        yield _drawn_closer(page, luminance)
        return
    written, first = _first_look(luminance, whole, finder, classify)
    yield first
    near, scales = _around(written, luminance), [first.scale]
    for size in _OTHER_SIZES:
        scale = _line_scale(written, near, size)
        if not any(1 / _ALIKE < scale / other < _ALIKE for other in scales):
            scales.append(scale)
            with suppress(EmptyPicture):
                yield writing.surely(_closely(written, near, scale, luminance, finder, classify))


def _drawn_closer(page: Page, luminance: Luminance) -> Page:
    """Look at a drawn page again, where its ink is a small part of it."""
    near = _near(page, luminance, margin=0.125)
    if page.scale > 1 and max(luminance.shape) > 1.25 * _longer(near):
        shape = near[0].stop - near[0].start, near[1].stop - near[1].start
        return _drawn(luminance, near, _page_scale(shape), alone=False) or page
    return page


def _first_look(luminance: Luminance, whole: _Part, finder: Finder, classify: Classifier) -> tuple[Writing, Page]:
    """Find where writing is in a photograph, at a glance, and its ink in the first size. Raises EmptyPicture."""
    longer = max(luminance.shape)
    pages = _glances(luminance, whole, max(longer / _PAGE_GLANCE, min(1.0, longer / _LEAST)), finder)
    written = max((writing.on(page, classify) for page in pages), key=lambda each: each.area)
    if written.page.scale > 1 and written.height < _LEAST_LINE:
        written = writing.on(_photographed(luminance, whole, max(1.0, longer / _PAGE_SIDE), finder), classify)
    for each in itertools.chain([written], writing.by_size(written, classify)):
        near = _around(each, luminance)
        scale = _line_scale(each, near, size=1)
        with suppress(EmptyPicture):
            return each, writing.surely(_closely(each, near, scale, luminance, finder, classify))
    raise EmptyPicture


def _closely(
    written: Writing, near: _Part, scale: float, luminance: Luminance, finder: Finder, classify: Classifier
) -> Writing:
    """Look at writing again, in that part of the picture and in that scale."""
    closer = _closer(written.page, near, scale, luminance, finder)
    return written if closer is written.page else writing.on(closer, classify)


def _around(written: Writing, luminance: Luminance) -> _Part:
    """Return the part of a picture in which there is writing."""
    return _near(written.page, luminance, margin=0.05, least=written.height)


def _line_scale(written: Writing, near: _Part, size: float) -> float:
    """Return how many px of the picture are one where writing is so many times as large as suits it, within bounds."""
    return max(written.page.scale * written.height / (size * _LINE), _longer(near) / _PAGE_SIDE, _MOST_ENLARGED)


def _drawn(luminance: Luminance, near: _Part, scale: float, alone: bool) -> Page | None:
    """Return the ink in a part of a drawing, one of its px as many of the picture's; None where it is no drawing."""
    seen = _resized(luminance[near], scale)
    level = flat.level_of(seen)
    coverage = flat.cover(seen, level, alone) if level is not None else None
    return None if coverage is None else _page(coverage, near)


def _photographed(luminance: Luminance, near: _Part, scale: float, finder: Finder) -> Page:
    """Return the same of a photograph. Raises EmptyPicture."""
    found = finder.coverage(_resized(luminance[near], scale))
    labels, _, kept = components.certain(found, full=255)
    if not kept.any():
        raise EmptyPicture
    return _page(np.asarray(cv2.bitwise_and(found, components.mask(labels, kept)), np.uint8), near)


def _closer(page: Page, near: _Part, scale: float, luminance: Luminance, finder: Finder) -> Page:
    """Look at a page again, nearer its ink and larger or smaller, unless that would show little more."""
    if 1 / _ALIKE < scale / page.scale < _ALIKE:
        return page
    try:
        return _photographed(luminance, near, scale, finder)
    except EmptyPicture:
        return page


def _glances(luminance: Luminance, near: _Part, scale: float, finder: Finder) -> list[Page]:
    """Look at a part of a photograph in that scale and in a smaller one, in which large writing is easier to see.

    What shows no ink is left out; raises EmptyPicture where neither shows any.
    """
    pages = []
    for each in (scale, scale * _COARSER):
        with suppress(EmptyPicture):
            pages.append(_photographed(luminance, near, each, finder))
    if not pages:
        raise EmptyPicture
    return pages


def _one_digit(pages: Sequence[Page], classify: Classifier) -> Page:
    """Choose what is most likely a digit that a hand wrote, of ink in several places of a page, or of several looks.

    That is how likely classify takes it for a digit, times how surely the finder takes it for handwriting. With what
    belongs to it, and digits beside it.
    """
    found = []
    for page in pages:
        labels, stats, kept = components.certain(page.coverage, full=255)
        groups = components.groups(stats, kept, share=_APART)
        groups.sort(key=lambda group: -int(stats[group, cv2.CC_STAT_AREA].sum()))
        for group in groups[:_GROUPS]:
            found.append(page.within(components.mask(labels, components.without_specks(group, stats))))
    if len(found) == 1:
        return found[0]
    likely = classify([page.coverage for page in found])
    written = [page.coverage[page.coverage > 255 * components.CORE].mean() for page in found]
    best = int(np.argmax(likely * np.array(written)))
    return _row(found[best], [page for page, share in zip(found, likely, strict=True) if share > 0.5])


def _row(digit: Page, digits: Sequence[Page]) -> Page:
    """Join a digit with those that stand beside it: so many are no digit, and whoever reads them can say so."""
    coverage = digit.coverage
    x, y, width, height = cv2.boundingRect(coverage)
    for other in digits:
        if (other.coverage.shape, other.scale) != (coverage.shape, digit.scale):  # seen in another look
            continue
        left, top, wide, high = cv2.boundingRect(other.coverage)
        gap = max(x, left) - min(x + width, left + wide)
        common = min(y + height, top + high) - max(y, top)
        if 0 <= gap < max(height, high) and common > max(height, high) / 2:
            coverage = np.asarray(np.maximum(coverage, other.coverage), np.uint8)
    return replace(digit, coverage=coverage)


def _page(coverage: Coverage, near: _Part) -> Page:
    rows, columns = near
    return Page(coverage, (columns.start, rows.start), (columns.stop - columns.start) / coverage.shape[1])


def _whole(luminance: Luminance) -> _Part:
    height, width = luminance.shape
    return slice(0, height), slice(0, width)


def _longer(part: _Part) -> int:
    return max(length.stop - length.start for length in part)


def _near(page: Page, luminance: Luminance, margin: float, least: float = 8.0) -> _Part:
    """Return the rows and columns of a picture that hold a page's ink, and a margin, as a share of its longer side.

    And as many px of the page as least says.
    """
    x, y, width, height = page.in_picture(cv2.boundingRect(page.coverage))
    room = round(margin * max(width, height) + least * page.scale)
    rows, columns = (max(0, y - room), y + height + room), (max(0, x - room), x + width + room)
    return slice(rows[0], min(rows[1], luminance.shape[0])), slice(columns[0], min(columns[1], luminance.shape[1]))


def _page_scale(shape: tuple[int, ...]) -> float:
    """Return how many px of a drawn page should be one, so that it is neither too large nor too low."""
    enlarged = min(shape) / _LEAST_SIDE
    return max(1.0 if enlarged >= 1 else enlarged, max(shape) / _PAGE_SIDE)


def _resized(luminance: Luminance, scale: float) -> Luminance:
    """With one px for so many, along each side."""
    size = [max(1, round(length / scale)) for length in luminance.shape[::-1]]
    if size == list(luminance.shape[::-1]):
        return luminance
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(luminance, size, interpolation=method), np.uint8)
