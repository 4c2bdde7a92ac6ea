"""Set a line of writing as its network sees it: one size, one height, no wide gaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from digitink.ink import Coverage
from digitink.numbers.lines import Line, Segment

HEIGHT = 32  # px, of what the network sees
DIGIT = 20  # px, of a digit in it: room for what is larger, and for what hangs below the line
MARGIN = 4  # px without ink at both ends
STEP = 2  # px of a strip to a column of what the network gives
# A wider gap is made so wide, in heights of a digit: all that a gap tells is that another digit begins.
WIDEST_GAP = 1.5
# Lower marks, in heights of a digit, do not tell where a line runs: commas hang from it, and dashes float.
_TALL = 0.6


@dataclass(frozen=True)
class Strip:
    """A line as the network sees it, and where its segments lie in it."""

    coverage: Coverage = field(repr=False)  # (HEIGHT, w) uint8, light ink (255) on black (0); w a multiple of STEP
    scale: float  # px of the strip to one of the page
    lefts: tuple[float, ...]  # of each of the line's segments, in px of the strip


def strip_of(line: Line) -> Strip:
    """Set a line's segments on a strip, in the line's order. The line has one segment at least."""
    scale = DIGIT / line.height
    top = _middle(line) - HEIGHT / 2 / scale
    lefts = _closed_up(line.segments, WIDEST_GAP * line.height)
    high = max(1, round(HEIGHT / scale))
    wide = max(left + segment.box[2] for left, segment in zip(lefts, line.segments, strict=True))
    page = np.zeros((high, wide), np.uint8)
    for left, segment in zip(lefts, line.segments, strict=True):
        _lay(segment.coverage, page, segment.box[1] - round(top), left)
    width = max(1, round(wide * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(page, (width, HEIGHT), interpolation=method).astype(np.float32)
    room = MARGIN + (width + 2 * MARGIN) % STEP
    seen = np.pad(small * (255 / max(1.0, float(small.max()))), ((0, 0), (MARGIN, room)))
    return Strip(seen.round().astype(np.uint8), scale, tuple(MARGIN + left * scale for left in lefts))


def _middle(line: Line) -> float:
    """Find the middle between a line's top and its bottom, on the page."""
    tall = [segment.box for segment in line.segments if segment.box[3] >= _TALL * line.height]
    return float(np.median([top + high / 2 for _, top, _, high in tall or [segment.box for segment in line.segments]]))


def _closed_up(segments: Sequence[Segment], widest: float) -> list[int]:
    """Find where each segment begins, from the first one's left end, after gaps wider than so many px are closed up."""
    lefts = [0] * len(segments)
    reach, shift = None, 0
    for place in sorted(range(len(segments)), key=lambda number: segments[number].left):
        segment = segments[place]
        if reach is None:
            reach = shift = segment.left
        shift += max(0, segment.left - reach - round(widest))
        lefts[place] = segment.left - shift
        reach = max(reach, segment.right)
    return lefts


def _lay(coverage: Coverage, page: Coverage, top: int, left: int) -> None:
    """Lay ink on a page; what is above or below it is left out."""
    first, last = max(0, -top), min(len(coverage), len(page) - top)
    if first < last:
        own = page[top + first : top + last, left : left + coverage.shape[1]]
        np.maximum(own, coverage[first:last], out=own)
