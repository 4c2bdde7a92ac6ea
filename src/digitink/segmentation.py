"""A page of ink into the pieces that digits are made of, line by line, in reading order.

Ink that hangs together is one piece, unless it may be several digits that touch: then it is cut along
the seams that cross the least ink. Which neighbouring pieces make up a digit is not decided here but by
what they look like to the network: see lattice.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from digitink.errors import UnreadablePicture
from digitink.ink import Box, Coverage
from digitink.ink.components import usual_height

Floats = npt.NDArray[np.float32]
_Path = tuple[npt.NDArray[np.intp], float]  # each row's column, and the ink crossed in px

# A pixel belongs to the ink when at least so much of it is covered, of 255: less joins digits by their blur.
_INK = 110
# Pieces of which every side is shorter than this share of a digit's height are dust.
_DUST = 0.06
# A mark this much lower than its line is too small for a digit: a dot, a comma, a dash.
SMALL = 0.4
# Marks of this height begin lines; a lower one belongs to a line when it is no farther below or above than this.
_TALL, _NEAR = 0.65, 0.3
# Two such marks are in one line when this share of the lower one's height lies beside the other.
_BESIDE = 0.4
# Lines are brought to this height before seams are sought in them, in px; a seam is a few of these wide.
_SEAM_HEIGHT = 48
# A seam keeps this far from the ends of the ink and from its neighbours, as a share of the line's height.
_SEAM_APART = 0.12
# A seam crosses at most so much ink, as a share of the line's height.
_SEAM_LONGEST = 1.0
# At most so many seams through one piece, for every line's height of its width.
_SEAMS = 5
# What is wider than so many lines' heights is a rule or a fringe, not touching digits.
_WIDEST = 40
# More pieces than this are not read: a page of digits has fewer, and noise, which has many more, would take minutes.
_MOST = 1000
# Upright cuts stand so many px apart, and cross at most so much ink, as a share of the line's height.
_STEP, _STRAIGHT_LONGEST = 4, 0.6


@dataclass(frozen=True)
class Piece:
    """Ink of one or several digits, or of a part of one."""

    box: Box  # on the page
    coverage: Coverage = field(repr=False)  # (height, width) uint8, 0 where the page's ink is not this piece's

    @property
    def left(self) -> int:
        """Its first column."""
        return self.box[0]

    @property
    def right(self) -> int:
        """The column after its last."""
        return self.box[0] + self.box[2]


@dataclass(frozen=True)
class Seam:
    """Where a piece may be cut."""

    right: npt.NDArray[np.bool_] = field(repr=False)  # (height, width), what lies on its right
    crossed: float  # how much ink it crosses, as a share of the line's height
    column: float  # where it runs on the whole, in the piece's px


@dataclass(frozen=True)
class Line:
    """The marks of one line of writing, from left to right."""

    height: float  # px, of a digit in it
    pieces: tuple[Piece, ...]


def lines(coverage: Coverage) -> list[Line]:
    """Find the lines of a page of ink, (h, w) uint8, from top to bottom, and what of them hangs together.

    Raises UnreadablePicture where there are more than a thousand pieces.
    """
    pieces = _connected(coverage)
    if not pieces:
        return []
    usual = usual_height([piece.box[3] for piece in pieces])
    rows = _rows(sorted((piece for piece in pieces if piece.box[3] >= _TALL * usual), key=lambda piece: piece.left))
    for piece in pieces:
        if piece.box[3] < _TALL * usual:
            beside, nearest = _nearest(piece, rows)
            if _below(piece, beside) <= _NEAR * usual or piece.box[3] < SMALL * usual:
                nearest.append(piece)
            else:
                rows.append([piece])
    rows.sort(key=lambda row: float(np.median([_middle(piece) for piece in row])))
    return [
        Line(
            usual_height([piece.box[3] for piece in row]),
            tuple(sorted(row, key=lambda piece: piece.left + piece.right)),
        )
        for row in rows
    ]


def _connected(coverage: Coverage) -> list[Piece]:
    """The pieces of ink that hang together, each with the blur around it; without dust."""
    core = cv2.threshold(coverage, _INK - 1, 255, cv2.THRESH_BINARY)[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8, ltype=cv2.CV_32S)
    if count == 1:
        return []
    usual = usual_height(stats[1:, cv2.CC_STAT_HEIGHT])
    blur = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    labels = np.where(labels > 0, labels, blur)
    height, width = coverage.shape
    pieces = []
    kept = 1 + np.flatnonzero(stats[1:, 2:4].max(axis=1) >= _DUST * usual)
    if len(kept) > _MOST:
        raise UnreadablePicture("There are too many marks on this page to read it at once: send a part of it.")
    for label in kept:
        x, y, w, h = (int(value) for value in stats[label, :4])
        rows, columns = slice(max(0, y - 1), min(height, y + h + 1)), slice(max(0, x - 1), min(width, x + w + 1))
        own = np.where(labels[rows, columns] == label, coverage[rows, columns], np.uint8(0))
        pieces.append(Piece((columns.start, rows.start, own.shape[1], own.shape[0]), own))
    return pieces


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Sort pieces, given from left to right, into lines that may climb or fall."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        shares = [_beside(piece, row) for row in rows]
        if shares and max(shares) >= _BESIDE:
            rows[int(np.argmax(shares))].append(piece)
        else:
            rows.append([piece])
    return rows


def _beside(piece: Piece, row: Sequence[Piece]) -> float:
    """What share of a piece, or of the last ones of a row if these are lower, lies at the other's height."""
    last = row[-3:]
    top, bottom = (float(np.mean([edge(one) for one in last])) for edge in (lambda p: p.box[1], _bottom))
    common = min(bottom, _bottom(piece)) - max(top, piece.box[1])
    return common / min(bottom - top, piece.box[3])


def _bottom(piece: Piece) -> int:
    return piece.box[1] + piece.box[3]


def _middle(piece: Piece) -> float:
    return piece.box[1] + piece.box[3] / 2


def _nearest(piece: Piece, rows: Sequence[list[Piece]]) -> tuple[Piece, list[Piece]]:
    """The piece of a row that lies nearest to one, and its row."""
    others = [(other, row) for row in rows for other in row]
    left, top, width, height = np.array([other.box for other, _ in others]).T
    across = np.maximum(np.maximum(left - piece.right, piece.left - left - width), 0)
    below = np.maximum(np.maximum(top - _bottom(piece), piece.box[1] - top - height), 0)
    return others[int(np.hypot(across, below).argmin())]


def _below(one: Piece, other: Piece) -> int:
    """How far the one lies below the other, or above; 0 when beside."""
    return max(other.box[1] - _bottom(one), one.box[1] - _bottom(other), 0)


def seams(piece: Piece, height: float) -> list[Seam]:
    """Where a piece may be cut, from left to right; height is that of its line's digits.

    Along the seams that cross little ink; and upright between them, because where digits touch along a
    stroke, every seam would rather leave that stroke and cross another.
    """
    if piece.box[2] > _WIDEST * height:
        return []
    cost = _cost(piece, height)
    found = []
    for path, crossed in _with_upright_cuts(cost, _cheapest(cost)):
        right = (np.arange(cost.shape[1]) >= path[:, np.newaxis]).astype(np.uint8)
        right = cv2.resize(right, piece.box[2:], interpolation=cv2.INTER_NEAREST)
        column = float(path.mean()) * piece.box[2] / cost.shape[1]
        found.append(Seam(right.astype(bool), crossed / _SEAM_HEIGHT, column))
    return found


def _cost(piece: Piece, height: float) -> Floats:
    """How much ink each pixel has, 0 to 1, where the line's digits are _SEAM_HEIGHT px high."""
    scale = _SEAM_HEIGHT / height
    size = tuple(max(3, round(scale * length)) for length in piece.box[2:])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(piece.coverage, size, interpolation=method).astype(np.float32) / 255)


def part(piece: Piece, left: Seam | None, right: Seam | None) -> Piece | None:
    """What lies between two seams of a piece, or one and its end; None where that is no ink."""
    own = piece.coverage
    if left is right is None:
        return piece
    if left:
        own = np.where(left.right, own, np.uint8(0))
    if right:
        own = np.where(right.right, np.uint8(0), own)
    if own.max(initial=0) < _INK:
        return None
    x, y, width, height = cv2.boundingRect(own)
    return Piece((piece.box[0] + x, piece.box[1] + y, width, height), own[y : y + height, x : x + width])


def together(parts: Sequence[Piece]) -> Piece:
    """One piece of several."""
    if len(parts) == 1:
        return parts[0]
    left, top = min(part.left for part in parts), min(part.box[1] for part in parts)
    right, bottom = max(part.right for part in parts), max(_bottom(part) for part in parts)
    coverage = np.zeros((bottom - top, right - left), np.uint8)
    for part in parts:
        x, y, width, height = part.box
        own = coverage[y - top : y - top + height, x - left : x - left + width]
        np.maximum(own, part.coverage, out=own)
    return Piece((left, top, right - left, bottom - top), coverage)


def _cheapest(cost: Floats) -> list[_Path]:
    """The seams from top to bottom that cross the least ink: each row's column, and the ink crossed in px.

    Source: Avidan and Shamir 2007, "Seam carving for content-aware image resizing"; by dynamic
    programming from both ends, so that there is one through each pixel of the middle row. Of those that
    cross the same ink only the cheapest is kept.
    """
    step = cost + np.float32(0.02)
    down, up = _accumulated(step), _accumulated(step[::-1])[::-1]
    paths = _traced(down, up)
    crossed = np.take_along_axis(cost, paths, axis=1).sum(axis=0)
    apart, most = _SEAM_APART * _SEAM_HEIGHT, max(1, round(_SEAMS * cost.shape[1] / _SEAM_HEIGHT))
    inside = (paths.mean(axis=0) > apart) & (paths.mean(axis=0) < cost.shape[1] - apart)
    found: list[int] = []
    for column in np.argsort(crossed, kind="stable"):
        if len(found) == most or crossed[column] > _SEAM_LONGEST * _SEAM_HEIGHT:
            break
        if inside[column] and _differ(cost, paths[:, column], paths[:, found], apart):
            found.append(int(column))
    return sorted(((paths[:, column], float(crossed[column])) for column in found), key=_place)


def _with_upright_cuts(cost: Floats, others: Sequence[_Path]) -> list[_Path]:
    """Upright cuts at regular distances, except where they would cross what another seam crosses."""
    found = list(others)
    paths = np.array([path for path, _ in others], np.intp).reshape(-1, len(cost)).T
    for column in range(_STEP, cost.shape[1] - 2, _STEP):
        path = np.full(len(cost), column)
        crossed = float(cost[:, column].sum())
        if crossed <= _STRAIGHT_LONGEST * _SEAM_HEIGHT and _differ(cost, path, paths, 3):
            found.append((path, crossed))
    return sorted(found, key=_place)


def _place(seam: _Path) -> float:
    return float(seam[0].mean())


def _differ(cost: Floats, one: npt.NDArray[np.intp], others: npt.NDArray[np.intp], apart: float) -> bool:
    """Whether a seam, (h,), crosses other ink than each of others, (h, n)."""
    every = np.arange(len(cost))
    inked = (cost[every, one] > 0.3)[:, np.newaxis] | (np.take_along_axis(cost, others, axis=1) > 0.3)
    inked |= ~inked.any(axis=0)
    strays = np.where(inked, np.abs(one[:, np.newaxis] - others), 0)
    return bool((strays.max(axis=0) > apart).all())


def _accumulated(step: Floats) -> Floats:
    """The least cost of a path from the top to each pixel, which goes down straight or aslant."""
    total = step.copy()
    for row in range(1, len(step)):
        above = np.pad(total[row - 1], 1, constant_values=np.inf)
        aslant = np.minimum(above[:-2], above[2:]) + np.float32(0.4) * step[row]
        total[row] += np.minimum(above[1:-1], aslant)
    return total


def _traced(down: Floats, up: Floats) -> npt.NDArray[np.intp]:
    """The columns, (h, w), of the cheapest path through each pixel of the middle row."""
    height, width = down.shape
    middle = height // 2
    paths = np.tile(np.arange(width), (height, 1))
    for totals, rows in ((down, range(middle - 1, -1, -1)), (up, range(middle + 1, height))):
        column = paths[middle]
        for row in rows:
            near = np.clip(np.stack([column, column - 1, column + 1]), 0, width - 1)
            column = paths[row] = np.take_along_axis(near, totals[row][near].argmin(axis=0)[np.newaxis], axis=0)[0]
    return paths
