"""Split a page of ink into lines, and each line into connected segments in reading order.

A segment may be a digit, a part of one or several that touch: what is on a line is told by its network, see reader.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from digitink.errors import UnreadablePicture
from digitink.ink import Box, Coverage
from digitink.ink.components import connected, usual_height

# A pixel belongs to the ink when at least so much of it is covered, of 255: less joins digits by their blur.
INK = 110
# Pieces of which every side is shorter than this share of a digit's height are dust: not the points of a fine pen. With
# twice as much, two points more of 240 lines with signs were lost, and no photograph was read otherwise.
_DUST = 0.03
# A mark this much lower than its line is too small for a digit: a dot, a comma, a dash.
SMALL = 0.4
# Marks of this height begin lines; a lower one belongs to a line when it is no farther below or above than this.
_TALL, _NEAR = 0.65, 0.3
# Two such marks are in one line when this share of the lower one's height lies beside the other.
_BESIDE = 0.4
# More segments than this are not read: a page of digits has fewer, and noise, which has many more, would take minutes.
_MOST = 1000


@dataclass(frozen=True)
class Segment:
    """Ink of one or several digits, or of a part of one."""

    box: Box  # on the page
    coverage: Coverage = field(repr=False)  # (height, width) uint8, 0 where the page's ink is not this segment's

    @property
    def left(self) -> int:
        """Its first column."""
        return self.box[0]

    @property
    def right(self) -> int:
        """The column after its last."""
        return self.box[0] + self.box[2]


@dataclass(frozen=True)
class Line:
    """The marks of one line of writing, from left to right."""

    height: float  # px, of a digit in it
    segments: tuple[Segment, ...]
    apart: tuple[Segment, ...] = ()  # too small for its digits and too far above or below to be written with them


def lines_of(coverage: Coverage) -> list[Line]:
    """Find the lines of a page of ink, (h, w) uint8, from top to bottom, and what of them hangs together.

    Raises UnreadablePicture where there are more than a thousand segments.
    """
    segments = _connected(coverage)
    if not segments:
        return []
    usual = usual_height([segment.box[3] for segment in segments])
    rows = _rows(
        sorted((segment for segment in segments if segment.box[3] >= _TALL * usual), key=lambda segment: segment.left)
    )
    apart: list[list[Segment]] = [[] for _ in rows]
    for segment in segments:
        if segment.box[3] < _TALL * usual:
            beside, nearest = _nearest(segment, rows)
            if _below(segment, beside) <= _NEAR * usual:
                rows[nearest].append(segment)
            elif segment.box[3] < SMALL * usual:
                apart[nearest].append(segment)
            else:
                rows.append([segment])
                apart.append([])
    lines = [
        Line(usual_height([segment.box[3] for segment in row]), _in_order(row), _in_order(beside))
        for row, beside in zip(rows, apart, strict=True)
    ]
    return sorted(lines, key=lambda line: float(np.median([_middle(segment) for segment in line.segments])))


def _in_order(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    return tuple(sorted(segments, key=lambda segment: segment.left + segment.right))


def _connected(coverage: Coverage) -> list[Segment]:
    """Return the segments of ink that hang together, each with the blur around it; without dust."""
    core = cv2.threshold(coverage, INK - 1, 255, cv2.THRESH_BINARY)[1]
    labels, stats = connected(core)
    if len(stats) == 1:
        return []
    usual = usual_height(stats[1:, cv2.CC_STAT_HEIGHT])
    counted = labels if labels.dtype == np.uint16 else labels.astype(np.float32)  # cv2 dilates no int32
    labels = np.where(labels > 0, counted, cv2.dilate(counted, np.ones((3, 3), np.uint8)))
    height, width = coverage.shape
    segments = []
    large = 1 + np.flatnonzero(stats[1:, 2:4].max(axis=1) >= _DUST * usual)
    if len(large) > _MOST:
        raise UnreadablePicture("There are too many marks on this page to read at once. Use a part of it.")
    for label in large:
        x, y, w, h = (int(value) for value in stats[label, :4])
        rows, columns = slice(max(0, y - 1), min(height, y + h + 1)), slice(max(0, x - 1), min(width, x + w + 1))
        own = np.where(labels[rows, columns] == label, coverage[rows, columns], np.uint8(0))
        segments.append(Segment((columns.start, rows.start, own.shape[1], own.shape[0]), own))
    return segments


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Sort segments, given from left to right, into lines that may climb or fall."""
    rows: list[list[Segment]] = []
    for segment in segments:
        overlaps = [_overlap(segment, row) for row in rows]
        if overlaps and max(overlaps) >= _BESIDE:
            rows[int(np.argmax(overlaps))].append(segment)
        else:
            rows.append([segment])
    return rows


def _overlap(segment: Segment, row: Sequence[Segment]) -> float:
    """Return what share of a segment, or of the last ones of a row if these are lower, lies at the other's height."""
    last = row[-3:]
    top, bottom = (float(np.mean([edge(one) for one in last])) for edge in (lambda p: p.box[1], _bottom))
    common = min(bottom, _bottom(segment)) - max(top, segment.box[1])
    return common / min(bottom - top, segment.box[3])


def _bottom(segment: Segment) -> int:
    return segment.box[1] + segment.box[3]


def _middle(segment: Segment) -> float:
    return segment.box[1] + segment.box[3] / 2


def _nearest(segment: Segment, rows: Sequence[list[Segment]]) -> tuple[Segment, int]:
    """Return the segment of a row that lies nearest to one, and which row that is."""
    others = [(other, number) for number, row in enumerate(rows) for other in row]
    left, top, width, height = np.array([other.box for other, _ in others]).T
    across = np.maximum(np.maximum(left - segment.right, segment.left - left - width), 0)
    below = np.maximum(np.maximum(top - _bottom(segment), segment.box[1] - top - height), 0)
    return others[int(np.hypot(across, below).argmin())]


def _below(one: Segment, other: Segment) -> int:
    """Return how far the one lies below the other, or above; 0 when beside."""
    return max(other.box[1] - _bottom(one), one.box[1] - _bottom(other), 0)


def together(parts: Sequence[Segment]) -> Segment:
    """One segment of several."""
    if len(parts) == 1:
        return parts[0]
    left, top = min(part.left for part in parts), min(part.box[1] for part in parts)
    right, bottom = max(part.right for part in parts), max(_bottom(part) for part in parts)
    coverage = np.zeros((bottom - top, right - left), np.uint8)
    for part in parts:
        x, y, width, height = part.box
        own = coverage[y - top : y - top + height, x - left : x - left + width]
        np.maximum(own, part.coverage, out=own)
    return Segment((left, top, right - left, bottom - top), coverage)
