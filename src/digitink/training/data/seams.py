"""Find where ink may be cut in two: along the seams that cross the least of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from digitink.numbers.lines import INK, Segment

Floats = npt.NDArray[np.float32]
_Path = tuple[npt.NDArray[np.intp], float]  # each row's column, and the ink crossed in px

# Lines are brought to this height before seams are sought in them, in px; a seam is a few of these wide.
_SEAM_HEIGHT = 48
# A seam keeps this far from the ends of the ink and from its neighbors, as a share of the line's height.
_SEAM_APART = 0.12
# A seam crosses at most so much ink, as a share of the line's height.
_SEAM_LONGEST = 1.0
# At most so many seams through one segment, for every line's height of its width.
_SEAMS = 5
# What is wider than so many lines' heights is a rule or a fringe, not touching digits.
_WIDEST = 40
# Upright cuts stand so many px apart, and cross at most so much ink, as a share of the line's height.
_STEP, _STRAIGHT_LONGEST = 4, 0.6


@dataclass(frozen=True)
class Seam:
    """Where a segment may be cut."""

    right: npt.NDArray[np.bool_] = field(repr=False)  # (height, width), what lies on its right
    crossed: float  # how much ink it crosses, as a share of the line's height
    column: float  # where it runs on the whole, in the segment's px


def seams(segment: Segment, height: float) -> list[Seam]:
    """Return where a segment may be cut, from left to right; height is that of its line's digits.

    Along the seams that cross little ink; and upright between them, because where digits touch along a
    stroke, every seam would rather leave that stroke and cross another.
    """
    if segment.box[2] > _WIDEST * height:
        return []
    cost = _cost(segment, height)
    found = []
    for path, crossed in _with_upright_cuts(cost, _cheapest(cost)):
        right = (np.arange(cost.shape[1]) >= path[:, np.newaxis]).astype(np.uint8)
        right = cv2.resize(right, segment.box[2:], interpolation=cv2.INTER_NEAREST)
        column = float(path.mean()) * segment.box[2] / cost.shape[1]
        found.append(Seam(right.astype(bool), crossed / _SEAM_HEIGHT, column))
    return found


def _cost(segment: Segment, height: float) -> Floats:
    """Return how much ink each pixel has, 0 to 1, where the line's digits are _SEAM_HEIGHT px high."""
    scale = _SEAM_HEIGHT / height
    size = tuple(max(3, round(scale * length)) for length in segment.box[2:])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(segment.coverage, size, interpolation=method).astype(np.float32) / 255)


def part(segment: Segment, left: Seam | None, right: Seam | None) -> Segment | None:
    """Return what lies between two seams of a segment, or one and its end; None where that is no ink."""
    own = segment.coverage
    if left is right is None:
        return segment
    if left:
        own = np.where(left.right, own, np.uint8(0))
    if right:
        own = np.where(right.right, np.uint8(0), own)
    if own.max(initial=0) < INK:
        return None
    x, y, width, height = cv2.boundingRect(own)
    return Segment((segment.box[0] + x, segment.box[1] + y, width, height), own[y : y + height, x : x + width])


def _cheapest(cost: Floats) -> list[_Path]:
    """Return the seams from top to bottom that cross the least ink: each row's column, and the ink crossed in px.

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
    """Tell whether a seam, (h,), crosses other ink than each of others, (h, n)."""
    every = np.arange(len(cost))
    inked = (cost[every, one] > 0.3)[:, np.newaxis] | (np.take_along_axis(cost, others, axis=1) > 0.3)
    inked |= ~inked.any(axis=0)
    strays = np.where(inked, np.abs(one[:, np.newaxis] - others), 0)
    return bool((strays.max(axis=0) > apart).all())


def _accumulated(step: Floats) -> Floats:
    """Return the least cost of a path from the top to each pixel, which goes down straight or aslant."""
    total = step.copy()
    for row in range(1, len(step)):
        above = np.pad(total[row - 1], 1, constant_values=np.inf)
        aslant = np.minimum(above[:-2], above[2:]) + np.float32(0.4) * step[row]
        total[row] += np.minimum(above[1:-1], aslant)
    return total


def _traced(down: Floats, up: Floats) -> npt.NDArray[np.intp]:
    """Return the columns, (h, w), of the cheapest path through each pixel of the middle row."""
    height, width = down.shape
    middle = height // 2
    paths = np.tile(np.arange(width), (height, 1))
    for totals, rows in ((down, range(middle - 1, -1, -1)), (up, range(middle + 1, height))):
        column = paths[middle]
        for row in rows:
            near = np.clip(np.stack([column, column - 1, column + 1]), 0, width - 1)
            column = paths[row] = np.take_along_axis(near, totals[row][near].argmin(axis=0)[np.newaxis], axis=0)[0]
    return paths
