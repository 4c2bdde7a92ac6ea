"""How photographs are read when a threshold finds the ink instead of the network: one row a method.

Each method stands where the recognizer has its finder; the rest of the road is the same, and so are the pictures, which
are those of benchmarks/photographs.py. Parameters are those of the papers; none was fitted to these pictures.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from benchmarks.photographs import judge
from digitink import Recognizer
from digitink.ink import Coverage, Finder
from digitink.picture import Luminance
from samples.photographed import GROUPS, KINDS, Hands, Photograph, held_out, picture

Method = Callable[[Luminance], Coverage]  # (h, w) uint8, dark ink on light, to (h, w) uint8, 0 no ink or 255
_Levels = npt.NDArray[np.float64]  # (h, w)

# The side of the window of local methods, in px. Papers and scikit-image's guide say 15 to 25; it is to be wider than a
# stroke.
WINDOW = 25
# What is not this much darker than the paper behind it is no ink, of 255: what digitink asked for before the finder.
_FAINTEST = 40
# A straight line that is longer than so many px, one and a half digits, is no part of a digit.
_LONG = 150
_STEEPEST, _STEP = 16, 2  # degrees that lines may climb, and between the elements that look for them
_THICKEST = 7  # px of a line that a stroke is joined across
_SPECK = 8  # px, longer than a speck is
# A page is looked for in a picture of this side, in px; its outline may stray by this share of its length from four
# straight sides, and it takes at least this share of the picture.
_OUTLINED, _STRAYS, _LEAST_PAGE = 500, 0.02, 0.2
_TRIMMED = 0.02  # of each side of a page that was straightened, because its outline strays


def otsu(gray: Luminance) -> Coverage:
    """Threshold all of it at the level that parts its histogram best (Otsu 1979)."""
    return np.asarray(cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1], np.uint8)


def background(gray: Luminance, window: int = WINDOW) -> Coverage:
    """Divide by the paper, which closing with a brush wider than any stroke finds; then as `otsu`.

    What is hardly darker than the paper stays paper. This is what digitink did before the finder, roughly.
    """
    closed = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8))
    paper = cv2.max(cv2.GaussianBlur(closed, (0, 0), window / 4), 1)
    darkness = cv2.divide(cv2.subtract(paper, gray), paper, scale=255)
    level, _ = cv2.threshold(darkness, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return _where(darkness > max(level, _FAINTEST))


def sauvola(gray: Luminance, window: int = WINDOW, k: float = 0.2) -> Coverage:
    """Threshold each pixel by the mean and the deviation around it (Sauvola and Pietikäinen 2000)."""
    mean, deviation = _around(gray, window)
    return _where(gray < mean * (1 + k * (deviation / 128 - 1)))


def wolf(gray: Luminance, window: int = WINDOW, k: float = 0.5) -> Coverage:
    """Do the same, where the picture's least level and its greatest deviation set the scale (Wolf and Jolion 2004)."""
    mean, deviation = _around(gray, window)
    share = deviation / max(1.0, float(deviation.max()))
    return _where(gray < mean - k * (1 - share) * (mean - int(gray.min())))


def nick(gray: Luminance, window: int = WINDOW, k: float = -0.1) -> Coverage:
    """Threshold each pixel by the mean around it and that of the squares (Khurshid and others 2009)."""
    mean, deviation = _around(gray, window)
    squares = deviation**2 + mean**2
    return _where(gray < mean + k * np.sqrt(np.maximum(0, squares - (mean / window) ** 2)))


def su(gray: Luminance, window: int = WINDOW) -> Coverage:
    """Take what is as dark as the edges around it, where there are enough (Su, Lu and Tan 2010)."""
    most, least = (method(gray, np.ones((3, 3), np.uint8)).astype(np.float64) for method in (cv2.dilate, cv2.erode))
    contrast = (255 * (most - least) / (most + least + 1)).astype(np.uint8)
    edges = (cv2.threshold(contrast, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]).astype(np.float64)
    count = _sum(edges, window)
    mean = _sum(edges * gray, window) / np.maximum(count, 1)
    deviation = np.sqrt(
        np.maximum(0, _sum(edges * gray.astype(np.float64) ** 2, window) / np.maximum(count, 1) - mean**2)
    )
    return _where((count >= window) & (gray <= mean + deviation / 2))


METHODS: dict[str, Callable[..., Coverage]] = {
    "Otsu": otsu,
    "background divided out": background,
    "Sauvola": sauvola,
    "Wolf": wolf,
    "NICK": nick,
    "Su": su,
}


def _where(ink: npt.NDArray[np.bool_]) -> Coverage:
    return np.where(ink, np.uint8(255), np.uint8(0))


def _around(gray: Luminance, window: int) -> tuple[_Levels, _Levels]:
    """Take the mean and the standard deviation of the window around each pixel."""
    mean = _sum(gray.astype(np.float64), window) / window**2
    squares = _sum(gray.astype(np.float64) ** 2, window) / window**2
    return mean, np.sqrt(np.maximum(0, squares - mean**2))


def _sum(levels: _Levels, window: int) -> _Levels:
    return np.asarray(cv2.boxFilter(levels, -1, (window, window), normalize=False, borderType=cv2.BORDER_REFLECT))


def dark_on_light(luminance: Luminance, window: int = WINDOW) -> Luminance:
    """Turn light ink on dark over: ink strays far from the mean around it; the two sides of an edge stray alike.

    Cubing lets few pixels that stray far outweigh many that stray little.
    """
    strays = luminance - _around(luminance, window)[0]
    return np.asarray(cv2.bitwise_not(luminance), np.uint8) if (strays**3).sum() > 0 else luminance


def cleaned(ink: Coverage) -> Coverage:
    """Without long straight lines, what hangs at the picture's edge, and specks, as before text is read by others."""
    rest = _without_lines(ink)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8, ltype=cv2.CV_32S)
    kept = stats[:, 2:4].max(axis=1) > _SPECK
    kept[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = False
    kept[0] = False
    return _where(kept[labels]) if count > 1 else rest


def _without_lines(ink: Coverage) -> Coverage:
    """Open by long elements, level and upright and aslant, to find the lines; join what crossed them again."""
    height, width = ink.shape
    pad = int(np.sin(np.radians(_STEEPEST)) * max(ink.shape) / 2) + 2
    # A pixel more on each side, for thin lines are not quite straight.
    wider = cv2.copyMakeBorder(cv2.dilate(ink, np.ones((3, 3), np.uint8)), pad, pad, pad, pad, cv2.BORDER_CONSTANT)
    size = wider.shape[::-1]
    lines = np.zeros_like(wider)
    for degrees in range(-_STEEPEST, _STEEPEST + 1, _STEP):
        turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), degrees, 1)
        turned = cv2.warpAffine(wider, turn, size, flags=cv2.INTER_NEAREST)
        found = cv2.max(*(_opened(turned, shape) for shape in ((1, _LONG), (_LONG, 1))))
        if found.any():
            back = cv2.warpAffine(found, turn, size, flags=cv2.INTER_NEAREST + cv2.WARP_INVERSE_MAP)
            lines = cv2.max(lines, back)
    there = cv2.dilate(lines, np.ones((3, 3), np.uint8))[pad : pad + height, pad : pad + width]
    rest = cv2.subtract(ink, there)
    joined = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((_THICKEST, _THICKEST), np.uint8))
    return np.asarray(cv2.max(rest, cv2.min(joined, there)), np.uint8)


def _opened(ink: Coverage, shape: tuple[int, int]) -> Coverage:
    element = np.ones(shape, np.uint8)
    # Beyond the picture there is no ink.
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, element, borderType=cv2.BORDER_CONSTANT, borderValue=0))


def page_corners(gray: Luminance) -> npt.NDArray[np.float32] | None:
    """Find the largest bright region where it has four straight sides, as document scanners do: its corners, (4, 2).

    From the left upper one by the clock. None where there is no such region.
    """
    share = min(1.0, _OUTLINED / max(gray.shape))
    small = cv2.GaussianBlur(cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), (5, 5), 0)
    bright = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    corners = cv2.approxPolyDP(outline, _STRAYS * cv2.arcLength(outline, True), True)[:, 0].astype(np.float32)
    if len(corners) != 4 or cv2.contourArea(corners) < _LEAST_PAGE * small.size:
        return None
    down, across = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = [down.argmin(), across.argmax(), down.argmax(), across.argmin()]
    return np.asarray(corners[order] / share, np.float32) if len(set(order)) == 4 else None


def straightened(taken: Image.Image) -> Image.Image:
    """Show the page alone, as if seen from above; the picture as it is where no page is found."""
    pixels = np.asarray(taken.convert("RGB"))
    corners = page_corners(np.asarray(taken.convert("L")))
    if corners is None:
        return taken
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = max(8.0, *sides[::2]), max(8.0, *sides[1::2])
    sheet = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = cv2.getPerspectiveTransform(corners, sheet - _TRIMMED * np.array([width, height], np.float32))
    size = [round((1 - 2 * _TRIMMED) * side) for side in (width, height)]
    return Image.fromarray(cv2.warpPerspective(pixels, seen, size, flags=cv2.INTER_LINEAR))


@dataclass(frozen=True)
class Binarization:
    """Finds ink by a method, whatever its polarity: stands where a recognizer has its finder."""

    method: Method
    cleans: bool = False

    def coverage(self, luminance: Luminance) -> Coverage:
        """Return 255 where there is ink, else 0: (h, w) uint8 of (h, w) uint8."""
        ink = self.method(dark_on_light(luminance))
        return cleaned(ink) if self.cleans else ink


@dataclass(frozen=True)
class Road:
    """A row of the table."""

    name: str
    method: str | None  # None: the finder
    straightens: bool = False  # the page is looked for first
    cleans: bool = False

    def recognizer(self, window: int) -> Recognizer:
        """Make a recognizer with the method in the finder's place."""
        recognizer = Recognizer()
        if self.method is not None:
            local = self.method != "Otsu"
            method = partial(METHODS[self.method], window=window) if local else METHODS[self.method]
            recognizer.finder = cast(Finder, Binarization(method, self.cleans))
        return recognizer


def roads(named: str = "") -> list[Road]:
    """List the rows: each method as it is, on the page alone, cleaned, and both; then the finder."""
    rows = []
    for method, (cleans, straightens) in product(METHODS, product((False, True), repeat=2)):
        ways = [text for text, done in (("page straightened", straightens), ("cleaned", cleans)) if done]
        rows.append(Road(", ".join([method, *ways]), method, straightens, cleans))
    rows += [Road("the finder", None), Road("the finder, page straightened", None, straightens=True)]
    return [row for row in rows if named.lower() in row.name.lower()]


Shares = dict[str, tuple[float, list[float]]]  # of each row, how much was right, 0 to 1, and the ms of each picture


def read(kind: str, rows: Sequence[Road], count: int, window: int, hands: Hands) -> Shares:
    """Read pictures of a kind by each row's way."""
    cv2.setNumThreads(1)
    recognizers = [row.recognizer(window) for row in rows]
    right: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)
    for place in range(count):
        taken = picture(kind, place, hands)
        for row, recognizer in zip(rows, recognizers, strict=True):
            start = time.perf_counter()
            shown = replace(taken, picture=straightened(taken.picture)) if row.straightens else taken
            right[row.name].append(_right(recognizer, shown, KINDS[kind].asked, f"{row.name}: {kind}, {place}"))
            spent[row.name].append(1e3 * (time.perf_counter() - start))
    return {row.name: (statistics.fmean(right[row.name]), spent[row.name]) for row in rows}


def _right(recognizer: Recognizer, shown: Photograph, asked: str, name: str) -> float:
    try:
        return judge(recognizer, shown, asked).right
    except ValueError as error:  # noise that the finder never gives may break the road behind it: as if refused
        print(f"{name}: {error}", file=sys.stderr)
        return float(shown.label == "")


def table(names: Sequence[str], found: Iterable[Shares], rows: Sequence[Road]) -> Iterator[str]:
    """Print per cent right, a column a group, in Markdown; of pictures without handwriting, those with a digit."""
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)
    for kind, of_kind in zip(names, found, strict=True):
        for name, (right, each) in of_kind.items():
            shares[name, KINDS[kind].group].append(right)
            spent[name] += each
    groups = [group for group in GROUPS if any(KINDS[kind].group == group for kind in names)]
    yield f"| finds the ink | {' | '.join(groups)} | ms |"
    yield f"| --- | {' | '.join('---:' for _ in groups)} | ---: |"
    for row in rows:
        means = {group: 100 * statistics.fmean(shares[row.name, group]) for group in groups}
        cells = [f"{100 - mean if group == 'without handwriting' else mean:.1f}" for group, mean in means.items()]
        yield f"| {row.name} | {' | '.join(cells)} | {statistics.median(spent[row.name]):.0f} |"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=20, help="pictures of each kind")
    options.add_argument("--kind", default="", help="only kinds whose names hold this")
    options.add_argument("--method", default="", help="only rows whose names hold this")
    options.add_argument("--window", type=int, default=WINDOW, help="px, the side of the local methods' window")
    options.add_argument("--jobs", type=int, default=1, help="processes, each reading kinds of its own")
    chosen = options.parse_args()
    hands, rows = held_out(), roads(chosen.method)
    names = [name for name in KINDS if chosen.kind in name]
    work = partial(read, rows=rows, count=chosen.count, window=chosen.window, hands=hands)
    writers = f"; {hands.drawings} held-out drawings" if hands.drawings else ""
    print(f"{chosen.count} pictures of each of {len(names)} kinds; the project's own strokes{writers}")
    print("per cent right; without handwriting: per cent with a digit; ms a picture, the median\n")
    if chosen.jobs > 1:
        with ProcessPoolExecutor(chosen.jobs) as processes:
            found = list(processes.map(work, names))
    else:
        found = [work(name) for name in names]
    for line in table(names, found, rows):
        print(line)


if __name__ == "__main__":
    main()
