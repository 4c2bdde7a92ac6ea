"""Add to a written line what paper and the finder leave beside it, and bring it to the strip that the network sees."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from digitink.ink import Coverage
from digitink.numbers import strip
from digitink.numbers.lines import lines_of
from digitink.training.data.glyphs import HEIGHT, TIMES

Random = np.random.Generator

TOP = (strip.HEIGHT - strip.DIGIT) / 2 * TIMES  # px above a digit on a written line

# Chosen to be wide: nothing was fitted.
_BOXED = 0.1  # of lines, those with boxes
_RULED, _SPECKED = 0.07, 0.1  # those with some of the line that is written on, or of another above it; and with specks
_FEWEST = 4  # sides that alone show that they are of boxes, and not ones
_BEYOND = 0.28  # heights of a digit, how far boxes reach above and below at most: more is cut off the strip
_LEANING = 0.05  # how far boxes' sides lean in a picture that is taken aslant, of their height: standard deviation
_THICKEST = 8  # px of a page, a box's line: as bold as many pens
_AS_READ = 0.75  # of strips, those that are set as the reader sets a line, where it finds one
_FAINT = 160  # of 255: a side so faint was taken for ink with doubt, as no one is whose digits are black


def with_remains(page: Coverage, boxes: Sequence[tuple[float, float]], rng: Random) -> tuple[Coverage, float]:
    """Add what the finder may leave of boxes and rules, and specks; an empty page gets some of it always.

    boxes are where each mark begins and ends, in px of the page. Also returns how high the line then seems to be, in
    heights of a digit: boxes are higher.
    """
    kinds, high = rng.random(3) < (_BOXED, _RULED, _SPECKED), 1.0
    if not boxes:
        kinds[rng.integers(3)] = True
    if kinds[0]:
        high = _add_boxes(page, boxes, rng)
    if kinds[1]:
        for _ in range(rng.integers(1, 3)):
            above = rng.random() < 0.4
            y = TOP + (-rng.uniform(0.1, 0.35) if above else 1 + rng.uniform(-0.02, 0.3)) * HEIGHT
            _add_line(page, (0, y), (page.shape[1], y + rng.normal(0, 3)), rng)
    if kinds[2]:
        for _ in range(rng.integers(1, 6)):
            place = (int(rng.integers(page.shape[1])), int(rng.integers(len(page))))
            radius = round(rng.uniform(0.005, 0.025) * HEIGHT)
            cv2.circle(page, place, radius, int(rng.integers(60, 200)), -1, cv2.LINE_AA)
    return page, high


def _add_boxes(page: Coverage, boxes: Sequence[tuple[float, float]], rng: Random) -> float:
    """Draw boxes around marks, or at even distances on an empty page; return how high they are, in heights of a digit.

    They share their sides, or each mark has a box of its own, or they are a comb: teeth that stand on a line. All of it
    is left, or all sides alone, or some of what lies above and below; or some sides, with all of that. No side is left
    by itself, before a number, after it or between its digits: nobody could tell it from a one.
    """
    kind = str(rng.choice(["shared", "own", "comb"]))
    top, bottom = TOP - rng.uniform(0.12, _BEYOND) * HEIGHT, TOP + (1 + rng.uniform(0.12, _BEYOND)) * HEIGHT
    if kind == "comb":
        top = bottom - rng.uniform(0.2, 0.6) * (bottom - top)
    sides = _sides(boxes, kind == "own", rng)
    lean = rng.normal(0, _LEANING) * (bottom - top)
    thickness, level = int(rng.integers(1, _THICKEST + 1)), int(rng.integers(80, 256))
    along = list(zip(sides[::2], sides[1::2], strict=True)) if kind == "own" else [(sides[0], sides[-1])]
    beside = [(start, end, y) for y in ((bottom,) if kind == "comb" else (top, bottom)) for start, end in along]
    left = str(rng.choice(["all", "sides", "lengths", "some"]))
    if left == "sides" and len(sides) < max(len(boxes) + 1, _FEWEST):
        left = "all"
    kept = rng.uniform(0.3, 1)
    for x in sides:
        if left != "lengths" and (left != "some" or rng.random() < kept):
            _add_line(page, (x + lean, top), (x + rng.normal(0, 2), bottom), rng, thickness, level)
    for start, end, y in beside:
        if left != "sides":
            _add_line(page, (start, y), (end, y + rng.normal(0, 2)), rng, thickness, level, whole=left != "lengths")
    return 1.0 if kind == "comb" else (bottom - top) / HEIGHT


def _sides(boxes: Sequence[tuple[float, float]], own: bool, rng: Random) -> list[float]:
    """Choose where sides of boxes are, from left to right, in px: one or two between marks that stand apart."""
    if not boxes:
        width = rng.uniform(0.6, 1.2) * HEIGHT
        ends = np.arange(1, rng.integers(3, 9)) * width
        boxes = [(left + 0.2 * width, left + 0.8 * width) for left in ends]
    gaps = [(left, right) for (_, left), (right, _) in pairwise(boxes) if left < right]
    between = []
    for left, right in gaps:
        room = rng.uniform(0.1, 0.4) * (right - left)
        between += [left + room, right - room] if own else [(left + right) / 2]
    return sorted([boxes[0][0] - 0.3 * HEIGHT, *between, boxes[-1][1] + 0.3 * HEIGHT])


def _add_line(
    page: Coverage,
    start: tuple[float, float],
    end: tuple[float, float],
    rng: Random,
    thickness: int | None = None,
    level: int | None = None,
    whole: bool = False,
) -> None:
    """Draw a straight line, of which only some may have been taken for ink, where it need not be whole.

    An upright one that is not faint stays whole: a part of it would be a one in everybody's hand.
    """
    drawn = np.zeros_like(page)
    ends = [tuple(round(value) for value in point) for point in (start, end)]
    level = level or int(rng.integers(80, 256))
    cv2.line(drawn, ends[0], ends[1], level, thickness or int(rng.integers(1, 6)), cv2.LINE_AA)
    is_upright = abs(end[1] - start[1]) > abs(end[0] - start[0])
    if rng.random() < 0.6 and not (whole or (is_upright and level > _FAINT)):
        size = (max(2, page.shape[1] // 40), max(2, len(page) // 40))
        kept = cv2.resize(rng.random(size[::-1], np.float32), page.shape[::-1], interpolation=cv2.INTER_LINEAR)
        drawn[kept < rng.uniform(0.3, 0.6)] = 0
    np.maximum(page, drawn, out=page)


def seen(page: Coverage, high: float, rng: Random) -> Coverage | None:
    """Bring a page to a strip as the reader does, about; or as large as a line's height tells. More or less sharp.

    high is how high the line may seem, in heights of a digit. None where there is no ink to speak of.
    """
    columns = np.flatnonzero(page.max(axis=0) > 100)
    if not len(columns):
        return None
    page = page[:, max(0, columns[0] - 2) : columns[-1] + 3]
    seen = _as_read(page, rng) if rng.random() < _AS_READ else None
    if seen is None:
        seen = _set(page, high, rng)
    seen = _worn(seen, rng)
    return (seen * (255 / max(1.0, float(seen.max())))).round().astype(np.uint8)


def _as_read(page: Coverage, rng: Random) -> npt.NDArray[np.float32] | None:
    """Set a page that climbs or falls a little as the reader would; None unless it finds all of it on one line."""
    climb = rng.normal(0, 0.02)
    page = np.pad(page, ((HEIGHT, HEIGHT), (2, 2)))
    matrix = np.array([[1, 0, 0], [climb, 1, -climb * page.shape[1] / 2]])
    lines = lines_of(cv2.warpAffine(page, matrix, page.shape[::-1], flags=cv2.INTER_LINEAR))
    if len(lines) != 1 or lines[0].apart:
        return None
    line = replace(lines[0], height=lines[0].height * float(np.exp(rng.normal(0, 0.05))))
    return strip.strip_of(line).coverage.astype(np.float32)


def _set(page: Coverage, high: float, rng: Random) -> npt.NDArray[np.float32]:
    """Set a page by what is known of its line instead of what is found."""
    scale = float(np.exp(rng.normal(0, 0.08))) / TIMES / (high if rng.random() < 0.5 else 1)
    climb, middle = rng.normal(0, 0.02), len(page) / 2
    width = max(1, round(page.shape[1] * scale))
    # What is made smaller is blurred first, as INTER_AREA would.
    soft = cv2.blur(page, (TIMES, TIMES))
    shift = strip.HEIGHT / 2 - scale * middle + rng.normal(0, 0.8) - climb * width / 2
    matrix = np.array([[scale, 0, strip.MARGIN], [climb * scale, scale, shift]])
    room = 2 * strip.MARGIN + width + (width % strip.STEP)
    return cv2.warpAffine(soft, matrix, (room, strip.HEIGHT), flags=cv2.INTER_LINEAR).astype(np.float32)


def _worn(seen: npt.NDArray[np.float32], rng: Random) -> npt.NDArray[np.float32]:
    """Blur a strip, make its strokes thicker or thinner, its ink uneven: each now and then."""
    if rng.random() < 0.4:
        seen = cv2.GaussianBlur(seen, None, rng.uniform(0.2, 1.0))
    if rng.random() < 0.4:
        seen = seen * (255 / max(1.0, float(seen.max())))  # or a hair would be lost
        seen = np.clip((seen - 128) * rng.uniform(1, 2) + 128 + rng.uniform(-30, 60), 0, 255)
    if rng.random() < 0.12:
        size = (max(2, seen.shape[1] // 8), 4)
        patches = cv2.resize(rng.uniform(0.2, 1.2, size[::-1]).astype(np.float32), seen.shape[::-1])
        seen = seen * np.minimum(patches, 1)
    if rng.random() < 0.08:
        seen = np.clip(seen + rng.normal(0, rng.uniform(3, 15), seen.shape), 0, 255)
    return seen.astype(np.float32)
