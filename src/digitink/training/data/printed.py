"""Print on paper what is no handwriting: rules, squares, boxes, tables, text, holes, logos, drawings.

Every print is a function (page, fonts, rng) that draws on a page, (h, w) float32 from 0 to 1, in place, and returns
where one would write on it: boxes x, y, width, height in px, of one digit each or of a line. A new one is added to
PRINTS, at the end of this file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from digitink.training.data.ranges import log_uniform

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

_COMMON = "etaoinshrdlucmfwypvbgkETAOINSHRDLUCM"
_FRACTION = 4  # bits of a px in which cv2 takes places
_SMALLEST_TEXT = 6  # px: what is smaller shows as a gray line


@dataclass(frozen=True)
class Slot:
    """Where one writes."""

    x: float
    y: float
    width: float
    height: float
    one_digit: bool = False


Print = Callable[[Floats, Sequence[Path], Random], list[Slot]]


def rules(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Rule lines, perhaps with a margin line."""
    height, width = page.shape
    gap, mask = _gap(page, rng), np.zeros(page.shape, np.uint8)
    places = np.arange(rng.uniform(0, gap), height, gap)
    thickness = _thickness(gap, rng)
    for place in places:
        _line(mask, (0, place), (width, place), thickness)
    _ink(page, mask, rng)
    if rng.random() < 0.3:
        margin = np.zeros(page.shape, np.uint8)
        place = rng.uniform(0.02, 0.25) * width
        _line(margin, (place, 0), (place, height), 1)
        _ink(page, margin, rng)
    return [Slot(0.05 * width, place - gap, 0.9 * width, gap) for place in places if place >= gap]


def squares(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print squared or millimeter paper, or dots where squares would meet."""
    height, width = page.shape
    gap, mask = _gap(page, rng), np.zeros(page.shape, np.uint8)
    down, across = np.arange(rng.uniform(0, gap), height, gap), np.arange(rng.uniform(0, gap), width, gap)
    if rng.random() < 0.3:
        for y in down:
            for x in across:
                cv2.circle(mask, (round(x), round(y)), max(0, round(gap / 24)), 255, -1, cv2.LINE_AA)
    else:
        thickness = _thickness(gap, rng)
        every = int(rng.choice([0, 0, 5, 10]))  # so many-th line is bolder
        for number, y in enumerate(down):
            _line(mask, (0, y), (width, y), thickness * (1 + (every > 0 and number % every == 0)))
        for number, x in enumerate(across):
            _line(mask, (x, 0), (x, height), thickness * (1 + (every > 0 and number % every == 0)))
    _ink(page, mask, rng)
    return []


def boxes(page: Floats, fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print rows of boxes, a digit a box: side by side, apart, or a comb; perhaps with text."""
    height, width = page.shape
    side = _gap(page, rng) * rng.uniform(1, 2)
    tall, apart = side * rng.uniform(0.8, 1.6), rng.choice([0, 0, side * rng.uniform(0.05, 0.4)])
    form, thickness = rng.integers(3), max(0.7, side * log_uniform(0.015, 0.15, rng))
    mask, slots = np.zeros(page.shape, np.uint8), []
    y = rng.uniform(0.02, 0.3) * height
    while y + tall < height:
        x, count = rng.uniform(0.02, 0.3) * width, int(rng.integers(1, 12))
        for _ in range(count):
            if x + side >= width:
                break
            _box(mask, (x, y, side, tall), thickness, comb=form == 2)
            slots.append(Slot(x, y, side, tall, one_digit=True))
            x += side + apart
        y += tall * rng.uniform(1, 3)
    _ink(page, mask, rng)
    if form == 1:
        text(page, fonts, rng)
    return slots


def table(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print rows and columns with lines between them, or only between some; perhaps with a shaded head."""
    height, width = page.shape
    row, columns = _gap(page, rng) * rng.uniform(0.8, 1.6), int(rng.integers(1, 6))
    edges = np.cumsum(rng.uniform(0.5, 1, columns + 1))
    edges = (edges - edges[0]) / (edges[-1] - edges[0]) * rng.uniform(0.6, 0.98) * width + rng.uniform(0, 0.02) * width
    rows = np.arange(rng.uniform(0, row), height, row)
    mask, thickness = np.zeros(page.shape, np.uint8), _thickness(row, rng)
    if rng.random() < 0.85:
        for y in rows:
            _line(mask, (edges[0], y), (edges[-1], y), thickness)
    if rng.random() < 0.85:
        for x in edges:
            _line(mask, (x, rows[0]), (x, rows[-1]), thickness)
    if rng.random() < 0.3:
        head = page[int(rows[0]) : int(rows[0] + row), int(edges[0]) : int(edges[-1])]
        head *= np.float32(rng.uniform(0.3, 0.95))
    _ink(page, mask, rng)
    return [Slot(left, y, right - left, row) for y in rows for left, right in pairwise(edges)]


def text(page: Floats, fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print text: paragraphs, headings, labels, columns of numbers."""
    if not fonts:
        return []
    height, width = page.shape
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    for _ in range(int(rng.integers(1, 4))):
        size = max(_SMALLEST_TEXT, round(min(_gap(page, rng), 0.5 * height)))
        font = _font(fonts[int(rng.integers(len(fonts)))], size)
        lines, leading = int(rng.integers(1, 14)), size * rng.uniform(1.1, 1.8)
        x, y = rng.uniform(-0.1, 0.7) * width, rng.uniform(-0.1, 0.9) * height
        room = int(rng.uniform(0.2, 1) * width / (0.5 * size)) + 1  # a character is about half as wide as high
        for number in range(min(lines, int(height / leading) + 1)):
            draw.text((x, y + number * leading), _made_up(room, rng), font=font, fill=255)
    _ink(page, np.asarray(mask), rng)
    return []


def field(page: Floats, fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print a form's labels with lines, dotted or whole, to write on beside or below them."""
    height, width = page.shape
    gap, slots = _gap(page, rng) * rng.uniform(1, 2), []
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    size = max(_SMALLEST_TEXT, round(gap * rng.uniform(0.2, 0.5)))
    y = gap
    while y < height:
        x = rng.uniform(0.02, 0.3) * width
        if fonts:
            label = _made_up(int(rng.integers(3, 14)), rng)
            font = _font(fonts[int(rng.integers(len(fonts)))], size)
            draw.text((x, y - size), label, font=font, fill=255)
            x += draw.textlength(label, font=font) + 0.3 * gap
        end = rng.uniform(0.6, 1) * width
        _dots(draw, x, end, y, step=int(rng.choice([1, 1, 3, 5, 8])))
        if end - x > gap:
            slots.append(Slot(x, y - gap, end - x, gap))
        y += gap * rng.uniform(1.1, 2)
    _ink(page, np.asarray(mask), rng)
    return slots


def _dots(draw: ImageDraw.ImageDraw, start: float, end: float, y: float, step: int) -> None:
    """Draw a level line of dots so many px apart; with step 1, a whole one."""
    if step == 1:
        draw.line([(start, y), (end, y)], fill=255)
    else:
        draw.point([(x, y) for x in range(int(start), int(end), step)], 255)


def frame(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print a box round what is to be written, perhaps without its upper side."""
    height, width = page.shape
    mask, thickness = np.zeros(page.shape, np.uint8), rng.uniform(0.7, 8)
    inset = rng.uniform(0.01, 0.2, 4)
    x, y = inset[0] * width, inset[1] * height
    box = (x, y, width * (1 - inset[2]) - x, height * (1 - inset[3]) - y)
    _box(mask, box, thickness, comb=rng.random() < 0.2)
    _ink(page, mask, rng)
    return [Slot(*box)]


def punched(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Punch holes along an edge, equally far apart, perhaps with the rings of a spiral through them."""
    height, width = page.shape
    apart = log_uniform(0.03, 0.3, rng) * max(height, width)
    radius, inset = apart * rng.uniform(0.1, 0.4), apart * rng.uniform(0.2, 0.9)
    holes, rings = np.zeros((2, height, width), np.uint8)
    upright, far, has_rings = rng.random() < 0.5, rng.random() < 0.5, rng.random() < 0.6
    length, across = (height, width) if upright else (width, height)
    axes = [radius * rng.uniform(0.3, 0.6), inset * rng.uniform(0.8, 1.5)]
    thickness, begin = max(1, round(radius * rng.uniform(0.1, 0.6))), rng.uniform(0, 180)
    for along in np.arange(rng.uniform(0, apart), length, apart):
        aside = across - inset if far else inset
        place = (round(aside), round(along)) if upright else (round(along), round(aside))
        cv2.circle(holes, place, max(1, round(radius)), 255, -1, cv2.LINE_AA)
        if has_rings:
            outward = round(aside + (inset if far else -inset) * 0.6)
            middle = (outward, place[1]) if upright else (place[0], outward)
            size = [max(1, round(axis)) for axis in (axes[::-1] if upright else axes)]
            cv2.ellipse(rings, middle, size, 0, begin, begin + rng.uniform(180, 360), 255, thickness, cv2.LINE_AA)
    _ink(page, holes, rng)
    _ink(page, rings, rng)
    return []


def logo(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print filled forms, bar codes, checkered codes, stamps."""
    height, width = page.shape
    mask = np.zeros(page.shape, np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        size = max(8, int(min(height, width) * rng.uniform(0.05, 0.5)))
        x, y = (int(rng.integers(max(1, length - size // 2))) for length in (width, height))
        _EMBLEMS[rng.integers(len(_EMBLEMS))](mask, x, y, size, rng)
    _ink(page, mask, rng)
    return []


def _bar_code(mask: Bytes, x: int, y: int, size: int, rng: Random) -> None:
    """Draw upright bars, whose upper left corner is at x, y."""
    bars = np.repeat(rng.integers(0, 2, (1, max(2, size // 2))), 2, 1).repeat(max(2, size // 2), 0)
    _paste(mask, (255 * bars).astype(np.uint8), x, y)


def _square_code(mask: Bytes, x: int, y: int, size: int, rng: Random) -> None:
    """Draw a square of black and white cells, whose upper left corner is at x, y."""
    cell = max(1, size // int(rng.integers(8, 25)))
    code = rng.integers(0, 2, (size // cell, size // cell)).repeat(cell, 0).repeat(cell, 1)
    _paste(mask, (255 * code).astype(np.uint8), x, y)


def _stamp(mask: Bytes, x: int, y: int, size: int, rng: Random) -> None:
    """Draw an ellipse round x, y, filled or not."""
    thickness = -1 if rng.random() < 0.5 else int(rng.integers(1, 6))
    axes = (size // 2, int(size / 2 * rng.uniform(0.4, 1)))
    cv2.ellipse(mask, (x, y), axes, rng.uniform(0, 180), 0, 360, 255, thickness, cv2.LINE_AA)


def _form(mask: Bytes, x: int, y: int, size: int, rng: Random) -> None:
    """Fill some form with corners, about x, y."""
    corners = (np.array([x, y]) + rng.uniform(-0.5, 0.5, (int(rng.integers(3, 9)), 2)) * size).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA)


_EMBLEMS: tuple[Callable[[Bytes, int, int, int, Random], None], ...] = (_bar_code, _square_code, _stamp, _form)


def drawing(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print a line drawing, a face or a chart: its lines are as thin as a pen's."""
    height, width = page.shape
    mask, size = np.zeros(page.shape, np.uint8), min(height, width) * rng.uniform(0.2, 0.8)
    x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height
    thickness = max(1, round(size * rng.uniform(0.005, 0.03)))
    (_face if rng.random() < 0.5 else _chart)(mask, x, y, size, thickness, rng)
    _ink(page, mask, rng)
    return []


def _face(mask: Bytes, x: float, y: float, size: float, thickness: int, rng: Random) -> None:
    """Draw a face round x, y: its outline, eyes, a mouth and a nose."""

    def ring(cx: float, cy: float, rx: float, ry: float, begin: float = 0, end: float = 360) -> None:
        places = tuple(round(value) for value in (x + cx * size, y + cy * size, rx * size, ry * size))
        cv2.ellipse(mask, places[:2], places[2:], 0, begin, end, 255, thickness, cv2.LINE_AA)

    ring(0, 0, 0.4, 0.5)
    for side in (-0.15, 0.15):
        ring(side, -0.12, rng.uniform(0.03, 0.09), rng.uniform(0.02, 0.08))
    ring(0, rng.uniform(0.05, 0.2), 0.18, 0.12, 20, 160)
    ring(0, 0.02, 0.04, 0.08, -90, 60)


def _chart(mask: Bytes, x: float, y: float, size: float, thickness: int, rng: Random) -> None:
    """Draw a chart round x, y: two axes, a line that rises and falls, and some bars."""
    left, right, bottom = x - size / 2, x + size / 2, y + size / 2
    _line(mask, (left, y - size / 2), (left, bottom), thickness)
    _line(mask, (left, bottom), (right, bottom), thickness)
    heights = rng.uniform(-0.5, 0.5, 8) * size + y
    for start, end in pairwise(zip(np.linspace(left, right, 8), heights, strict=True)):
        _line(mask, start, end, thickness)
        if rng.random() < 0.4:
            _box(mask, (*start, size / 12, bottom - start[1]), thickness, comb=False)


def _gap(page: Floats, rng: Random) -> float:
    """Choose how far rules lie apart, or text is high, in px: from hardly to be seen to a third of the page."""
    return log_uniform(7, max(12, 0.35 * min(page.shape)), rng)


def _thickness(gap: float, rng: Random) -> float:
    """Choose how thick rules are that lie so far apart, in px."""
    return max(0.5, gap * log_uniform(0.02, 0.1, rng))


def _line(mask: Bytes, start: tuple[float, float], end: tuple[float, float], thickness: float) -> None:
    """Draw a straight line; one thinner than a px is fainter instead."""
    first, last = ([round(value * 2**_FRACTION) for value in point] for point in (start, end))
    cv2.line(mask, first, last, 255 * min(1.0, thickness), max(1, round(thickness)), cv2.LINE_AA, _FRACTION)


def _box(mask: Bytes, box: tuple[float, float, float, float], thickness: float, comb: bool) -> None:
    """Draw a box, or (comb) one without its upper side, and low at its sides."""
    x, y, width, height = box
    top = y + 0.6 * height if comb else y
    _line(mask, (x, top), (x, y + height), thickness)
    _line(mask, (x + width, top), (x + width, y + height), thickness)
    _line(mask, (x, y + height), (x + width, y + height), thickness)
    if not comb:
        _line(mask, (x, y), (x + width, y), thickness)


def _paste(mask: Bytes, form: Bytes, x: int, y: int) -> None:
    """Put a form on a mask, its upper left corner at x, y; what does not fit is cut off."""
    own = mask[y : y + form.shape[0], x : x + form.shape[1]]
    own[:] = form[: own.shape[0], : own.shape[1]]


def _ink(page: Floats, mask: Bytes, rng: Random) -> None:
    """Print what a mask holds on the page, in a tone that mostly differs from it: on light, mostly dark."""
    ground = float(page[::8, ::8].mean())
    darker = rng.random() < (0.9 if ground > 0.5 else 0.3)
    tone = rng.uniform(0, 0.9) * ground if darker else rng.uniform(ground, max(1.05, ground))
    alpha = mask.astype(np.float32) * np.float32(rng.uniform(0.4, 1) / 255)
    page += alpha * (np.float32(tone) - page)


@lru_cache(maxsize=200)  # opening a font takes about as long as drawing a line with it
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Open a font, so many px high."""
    return ImageFont.truetype(path, size)


def _made_up(room: int, rng: Random) -> str:
    """Make up some words, or figures, of about so many characters."""
    if rng.random() < 0.25:
        return "".join(rng.choice(list("0123456789.,-/: %"), room))
    words: list[str] = []
    while sum(map(len, words)) + len(words) < room:
        words.append("".join(rng.choice(list(_COMMON), int(rng.integers(1, 11)))))
    return " ".join(words)


# The more often something is met, or mistaken for writing, the more often it is here.
PRINTS: tuple[Print, ...] = (
    *(rules, rules, squares, squares, boxes, boxes, boxes, boxes, boxes, table, table, table, table),
    *(text, text, text, text, text, field, field, frame, logo, drawing, punched, punched),
)
