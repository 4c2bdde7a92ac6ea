"""Find the ink on any background and give the network what MNIST would have given it.

The one normaliser of the house: predicting and training both call it.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from digitink import rules
from digitink.errors import EmptyPicture
from digitink.picture import Luminance

Coverage = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]  # x, y, width, height in px
Histogram = npt.NDArray[np.float32]  # (256,), how many pixels have each level

SIDE, BOX = 28, 20  # the network's picture and the box the digit fills in it, as in MNIST

# A picture is reduced to this before ink is looked for: 25 times the box, so that nothing is lost,
# and so few pixels that 16 bits can count the pieces of any.
_WORKING_SIDE = 500
# A page of many digits to this, so that a line of fifty keeps 25 px for each; one lower than this is enlarged.
_PAGE_SIDE, _LEAST_SIDE = 1600, 96
# A background is flat when this share of the picture strays no more than so many levels from one level.
_FLAT_SHARE, _FLATNESS = 0.5, 8
# The least contrast of ink with its background, of 255, where that is flat and where it is photographed.
_FAINTEST, _FAINTEST_PHOTOGRAPHED = 12, 40
# Hysteresis: a component is ink if it is this dark somewhere, and reaches to where it is that dark.
_CORE, _REACH = 0.5, 0.25
# Rules on paper fainter than this share of full ink have no core, and do not join what has.
_RULES = 0.2
# A component is a speck when it is this much shorter than the longest and this much smaller than the largest.
_SPECK_LENGTH, _SPECK_AREA = 0.15, 0.05
# What lies along a photograph's edge, and reaches no further into it than this share of its longer side.
_EDGE = 0.1
# Paper's own shade is looked for in a picture this small, with a brush wider than any stroke in it.
_SHADE_SIDE, _SHADE_BRUSH = 96, 25
# Nothing on paper is this much brighter than its light; what is, lies beside the paper.
_BRIGHTEST = 1.08
# Paper dimmer than this is not lit up further, lest its noise become ink.
_DIMMEST = 96


def see(luminance: Luminance) -> Coverage:
    """Return what the network sees of a picture: (28, 28) uint8, light ink (255) on black (0).

    luminance is (h, w) uint8, ink darker or lighter than its background. Raises EmptyPicture.
    """
    return normalise(find(luminance))


@dataclass(frozen=True)
class Page:
    """The ink of a picture, or of the part of it that has any."""

    coverage: Coverage = field(repr=False)  # (h, w) uint8, 0 none to 255 all
    corner: tuple[float, float] = (0, 0)  # where its left upper corner lies in the picture, x and y in px
    scale: float = 1.0  # how many px of the picture are one of the page

    def reduced(self, share: float) -> "Page":
        """The same page with fewer px, as a share of its own along each side."""
        size = [max(1, round(share * length)) for length in self.coverage.shape[::-1]]
        smaller = cv2.resize(self.coverage, size, interpolation=cv2.INTER_AREA)
        return Page(np.asarray(smaller, np.uint8), self.corner, self.scale * self.coverage.shape[1] / size[0])

    def in_picture(self, box: Box) -> Box:
        """Where a box on the page lies in the picture."""
        (left, top), (x, y, width, height) = self.corner, box
        return (
            round(left + self.scale * x),
            round(top + self.scale * y),
            max(1, round(self.scale * width)),
            max(1, round(self.scale * height)),
        )


def find(luminance: Luminance) -> Coverage:
    """Return how much of each pixel ink covers, (h, w) uint8, 0 none to 255 all.

    Dark or light ink, on a flat background or on one that shades off like photographed paper.
    Of a picture whose longer side exceeds 500 px, a reduction is returned: of the whole, or where the
    ink is small in it, of its surroundings. Raises EmptyPicture.
    """
    return find_digit(luminance).coverage


def find_digit(luminance: Luminance) -> Page:
    """As `find`, and where that lies in the picture. Raises EmptyPicture."""
    reduced = _reduce(luminance, _WORKING_SIDE)
    coverage = _cover(reduced)
    if reduced is luminance:
        return Page(coverage)
    scale = luminance.shape[1] / reduced.shape[1]
    _, _, width, height = cv2.boundingRect(coverage)
    near = _around(coverage, 0, margin=max(width, height) // 2)
    rows, columns = (slice(round(scale * length.start), round(scale * length.stop)) for length in near)
    part = luminance[rows, columns]
    reduced = _reduce(part, _WORKING_SIDE)
    return Page(_cover(reduced), (columns.start, rows.start), part.shape[1] / reduced.shape[1])


def find_page(luminance: Luminance) -> Page:
    """Find the ink of many digits: as `find`, but what is small beside the largest is kept. Raises EmptyPicture."""
    height, width = luminance.shape
    page = _page(luminance, slice(0, height), slice(0, width))
    x, y, inked_width, inked_height = cv2.boundingRect(page.coverage)
    margin = max(inked_width, inked_height) // 8 + 8
    rows = slice(_within(page.scale * (y - margin), height), _within(page.scale * (y + inked_height + margin), height))
    columns = slice(_within(page.scale * (x - margin), width), _within(page.scale * (x + inked_width + margin), width))
    gain = max(height, width) / max(rows.stop - rows.start, columns.stop - columns.start)
    return _page(luminance, rows, columns) if page.scale > 1 and gain > 1.25 else page


def _within(place: float, length: int) -> int:
    return int(np.clip(round(place), 0, length))


def _page(luminance: Luminance, rows: slice, columns: slice) -> Page:
    """The page of a part of a picture."""
    part = luminance[rows, columns]
    reduced = _reduce(part, _PAGE_SIDE)
    enlarge = _LEAST_SIDE / min(reduced.shape)
    if enlarge > 1 and enlarge * max(reduced.shape) <= _PAGE_SIDE:
        reduced = cv2.resize(reduced, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_CUBIC)
    scale = part.shape[1] / reduced.shape[1]
    return Page(_cover(reduced, alone=False), (columns.start, rows.start), scale)


def _cover(luminance: Luminance, alone: bool = True) -> Coverage:
    """How much of each pixel ink covers; alone: of one digit, so that what is much smaller is none of it."""
    histogram = _histogram(luminance)
    level = _flat_level(luminance, histogram)
    if level is None:
        darkness, faintest = _darkness_on_paper(luminance), _FAINTEST_PHOTOGRAPHED
        histogram = _histogram(darkness)
    else:
        (darkness, histogram), faintest = _contrast(luminance, level, histogram), _FAINTEST
    if not alone and (level is None or _reaches_both_sides(darkness)):
        darkness = rules.without_rules(darkness, faintest=_RULES * _full_level(histogram))
        histogram = _histogram(darkness)
    full = _full_level(histogram)
    if full < faintest:
        raise EmptyPicture
    coverage = np.zeros_like(darkness)
    around = _around(darkness, full * _REACH)
    edge = 0 if level is not None else round(_EDGE * max(luminance.shape))
    ink = cv2.bitwise_and(darkness[around], _without_specks(darkness[around], full, edge, alone))
    coverage[around] = cv2.convertScaleAbs(ink, alpha=255 / full)  # saturates at 255
    return coverage


def _around(levels: Coverage, least: float, margin: int = 1) -> tuple[slice, slice]:
    """The rows and columns that hold all that exceeds a level, and so many more on each side."""
    x, y, width, height = cv2.boundingRect(cv2.threshold(levels, least, 255, cv2.THRESH_BINARY)[1])
    return slice(max(0, y - margin), y + height + margin), slice(max(0, x - margin), x + width + margin)


def normalise(coverage: Coverage) -> Coverage:
    """Set ink as MNIST does: scaled into a 20 px box, its centre of mass in the middle of 28 x 28.

    coverage is (h, w) uint8, 0 none to 255 all; returns (28, 28) uint8. The centre of mass comes
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
    """What part of the page `normalise` shows: x, y, width and height in px, beyond its edges where need be.

    Raises EmptyPicture.
    """
    (rows, columns), box, left, top = _placed(coverage)
    across, down = (columns.stop - columns.start) / box.shape[1], (rows.stop - rows.start) / box.shape[0]
    return columns.start - left * across, rows.start - top * down, SIDE * across, SIDE * down


def _placed(coverage: Coverage) -> tuple[tuple[slice, slice], npt.NDArray[np.float32], int, int]:
    """The rows and columns that have ink; these brought to the box's size; and where it begins in the 28 x 28."""
    inked = _inked(coverage)
    drawn = coverage[inked]
    scale = BOX / max(drawn.shape)
    size = [max(1, round(length * scale)) for length in drawn.shape[::-1]]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    box = cv2.resize(drawn.astype(np.float32), size, interpolation=method)
    box = np.clip(box * (255 / box.max()), 0, 255)
    return inked, box, _shift(box.sum(axis=0)), _shift(box.sum(axis=1))


def cut_to_ink(coverage: Coverage) -> Coverage:
    """The rows and columns that have ink, without blur about it. Raises EmptyPicture."""
    return coverage[_inked(coverage)]


def _inked(coverage: Coverage) -> tuple[slice, slice]:
    peak = int(coverage.max(initial=0))
    if peak == 0:
        raise EmptyPicture
    return _around(coverage, peak * _REACH, margin=0)


def _shift(mass: npt.NDArray[np.floating]) -> int:
    """Where a box begins, given its columns' or rows' mass, when its centre of mass comes to the middle."""
    centre = float(mass @ np.arange(len(mass)) / mass.sum())
    return int(np.clip(round(SIDE / 2 - centre), 0, SIDE - len(mass)))


def _reduce(luminance: Luminance, side: int) -> Luminance:
    scale = side / max(luminance.shape)
    if scale >= 1:
        return luminance
    size = [max(1, round(length * scale)) for length in luminance.shape[::-1]]
    return np.asarray(cv2.resize(luminance, size, interpolation=cv2.INTER_AREA), np.uint8)


def _flat_level(luminance: Luminance, histogram: Histogram) -> int | None:
    """The background's level where it is flat, as on a canvas or a scan; None where it shades off.

    The border counts as much as the whole, because a bold digit may fill most of a tight crop
    but seldom most of its border.
    """
    border = np.concatenate([luminance[0], luminance[-1], luminance[:, 0], luminance[:, -1]])
    share = (histogram / luminance.size + _histogram(border) / border.size) / 2
    level = int(share.argmax())
    flat = share[max(0, level - _FLATNESS) : level + _FLATNESS + 1].sum() >= _FLAT_SHARE
    return level if flat else None


def _contrast(luminance: Luminance, level: int, histogram: Histogram) -> tuple[Coverage, Histogram]:
    """How far each pixel strays from a flat background, to the side on which the ink is; and its histogram.

    Cubing tells that side: it lets few strong pixels (ink) outweigh many weak ones (noise).
    """
    strays = np.arange(256) - level
    if histogram @ strays.astype(np.float64) ** 3 > 0:
        darkness, levels = cv2.subtract(luminance, level), np.maximum(strays, 0)  # saturates at 0
    else:
        darkness, levels = cv2.subtract(cv2.bitwise_not(luminance), 255 - level), np.maximum(-strays, 0)
    return np.asarray(darkness, np.uint8), np.bincount(levels, histogram, 256).astype(np.float32)


def _darkness_on_paper(luminance: Luminance) -> Coverage:
    """How much darker each pixel is than the paper around it, 0 to 255, whatever the light.

    Light on paper multiplies, so the paper's shade is divided out. Light ink on dark is turned over first.
    A first surface, through all of the picture, tells ink from paper well enough for that.
    """
    small = _reduce(luminance, _SHADE_SIDE)
    strays = small - _light(small, np.ones(small.shape, np.float32))
    if (strays**3).sum() > 0:
        luminance, small, strays = 255 - luminance, 255 - small, -strays
    paper = (np.abs(strays) < 1.5 * strays.std() + 1).astype(np.float32)
    shade = cv2.resize(_shade(small, paper), luminance.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(cv2.subtract(shade, luminance), cv2.max(shade, _DIMMEST), scale=255)  # saturates at 0


def _shade(small: Luminance, paper: npt.NDArray[np.float32]) -> Luminance:
    """The luminance of the paper behind dark ink, (h, w); paper is 1 where it surely shows, elsewhere 0.

    The light is a smooth surface through the paper. Closing with a brush wider than a stroke finds what
    else is in the shade. It works on what is left when the light is divided out, for towards a dark edge
    of the picture it would take the falling light for a stroke.
    """
    light = np.maximum(_light(small, paper), 1)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_SHADE_BRUSH, _SHADE_BRUSH))
    rest = np.minimum(small / light, _BRIGHTEST).astype(np.float32)
    closed = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, brush)
    shade = cv2.GaussianBlur(closed, (0, 0), _SHADE_BRUSH / 4) * light
    return np.asarray(shade.round().clip(0, 255), np.uint8)


def _light(small: Luminance, paper: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The quadratic surface nearest to the luminance where there is paper (1, elsewhere 0), (h, w).

    Least squares by the normal equations: six unknowns, well apart, need nothing finer.
    """
    down, across = np.meshgrid(*(np.linspace(-1, 1, length, dtype=np.float32) for length in small.shape), indexing="ij")
    terms = np.stack([np.ones_like(down), down, across, down * across, down**2, across**2]).reshape(6, -1)
    weighed = terms * paper.ravel()
    weights = np.linalg.lstsq(weighed @ terms.T, weighed @ small.ravel().astype(np.float32), rcond=None)[0]
    return np.asarray((weights @ terms).reshape(small.shape), np.float32)


def _full_level(histogram: Histogram) -> int:
    """The darkness of a pixel that ink covers wholly, given how many have each: that of the core's darkest fifth.

    A few pixels darker than all others (dust, noise) do not count.
    """
    darker = np.cumsum(histogram[::-1])[::-1]  # darker[v]: how many pixels are v or darker
    peak = int(np.flatnonzero(darker >= min(8, darker[0])).max())
    core = darker[max(1, round(peak * _CORE))]
    return int(np.flatnonzero(darker >= max(8, core / 5)).max(initial=0))


def _without_specks(darkness: Coverage, full: int, edge: int, alone: bool) -> Coverage:
    """A mask, 255 on the ink and the blur around it: components with a core; if alone, none that are specks.

    Nor any that lie within so many px of the picture's edge and touch it, unless there are no others: where
    paper ends, what lies beside it shows as a strip or a corner.
    """
    reach = cv2.threshold(darkness, full * _REACH, 255, cv2.THRESH_BINARY)[1]
    counter = cv2.CV_16U if reach.size <= _WORKING_SIDE**2 else cv2.CV_32S  # 16 bits are twice as fast
    count, labels, stats, _ = cv2.connectedComponentsWithStats(reach, connectivity=8, ltype=counter)
    if count > 2:
        has_core = np.zeros(count, bool)
        has_core[labels[darkness > full * _CORE]] = True
        has_core[0] = False
        inner = has_core & ~_along_the_edge(stats, darkness.shape, edge)
        if edge and not alone:
            inner &= ~_in_a_corner(stats, darkness.shape)
        kept = _no_specks(has_core, stats) if alone else has_core
        if (kept & inner).any():
            kept = _no_specks(inner, stats) if alone else inner
        reach = np.where(kept, np.uint8(255), np.uint8(0))[labels]
    return np.asarray(cv2.dilate(reach, np.ones((3, 3), np.uint8)), np.uint8)


def _no_specks(candidates: npt.NDArray[np.bool_], stats: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which of the candidate components, (n,), are not specks beside the largest of them."""
    length = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) * candidates
    area = stats[:, cv2.CC_STAT_AREA] * candidates
    return np.asarray(
        candidates & ((length >= _SPECK_LENGTH * length.max()) | (area >= _SPECK_AREA * area.max())), bool
    )


def _along_the_edge(stats: npt.NDArray[np.int32], shape: tuple[int, ...], edge: int) -> npt.NDArray[np.bool_]:
    """Which components, (n,), touch a side of the picture and reach no more than so many px into it."""
    x, y, width, height = stats[:, :4].T
    beside = ((x == 0) | (x + width == shape[1])) & (width <= edge)
    above_or_below = ((y == 0) | (y + height == shape[0])) & (height <= edge)
    return np.asarray(beside | above_or_below)


def _in_a_corner(stats: npt.NDArray[np.int32], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Which components, (n,), touch two sides of the picture: what a page lies on, when it lies askew."""
    x, y, width, height = stats[:, :4].T
    sides = [x == 0, y == 0, x + width == shape[1], y + height == shape[0]]
    return np.asarray(np.sum(sides, axis=0) >= 2)


def _reaches_both_sides(darkness: Coverage) -> bool:
    """Whether there is something to the very left and right, or above and below, as rules of a scanned page do."""
    if min(darkness.shape) < 3:
        return False
    across, down = darkness[:, [1, -2]].max(axis=0), darkness[[1, -2]].max(axis=1)
    return bool(min(across) >= _FAINTEST or min(down) >= _FAINTEST)


def _histogram(levels: npt.NDArray[np.uint8]) -> Histogram:
    return cv2.calcHist([levels], [0], None, [256], [0, 256]).ravel()  # ten times faster than numpy's
