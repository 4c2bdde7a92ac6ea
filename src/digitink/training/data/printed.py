"""Print what is no handwriting on paper: rules, squares, boxes, tables, text, and what emblems.py adds.

Every print is a function (page, fonts, rng) that draws on a page, (h, w) float32 from 0 to 1, in place, and returns
where one would write on it: boxes x, y, width, height in px, of one digit each or of a line. A new one is added to
PRINTS, at the end of this file.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitink.labels import DIGITS
from digitink.training.data import press
from digitink.training.data.emblems import drawing, logo, punched
from digitink.training.data.press import Floats, Print, Random, Slot
from digitink.training.data.ranges import log_uniform

__all__ = ["PRINTS", "Slot"]

_COMMON = "etaoinshrdlucmfwypvbgkETAOINSHRDLUCM"
_SMALLEST_TEXT = 6  # px: what is smaller shows as a gray line


def rules(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Rule lines, perhaps with a margin line."""
    height, width = page.shape
    gap, mask = press.gap(page, rng), np.zeros(page.shape, np.uint8)
    places = np.arange(rng.uniform(0, gap), height, gap)
    thickness = press.thickness(gap, rng)
    for place in places:
        press.line(mask, (0, place), (width, place), thickness)
    press.ink(page, mask, rng)
    if rng.random() < 0.3:
        margin = np.zeros(page.shape, np.uint8)
        place = rng.uniform(0.02, 0.25) * width
        press.line(margin, (place, 0), (place, height), 1)
        press.ink(page, margin, rng)
    return [Slot(0.05 * width, place - gap, 0.9 * width, gap) for place in places if place >= gap]


def squares(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print squared or millimeter paper, or dots where squares would meet."""
    height, width = page.shape
    gap, mask = press.gap(page, rng), np.zeros(page.shape, np.uint8)
    down, across = np.arange(rng.uniform(0, gap), height, gap), np.arange(rng.uniform(0, gap), width, gap)
    if rng.random() < 0.3:
        for y in down:
            for x in across:
                cv2.circle(mask, (round(x), round(y)), max(0, round(gap / 24)), 255, -1, cv2.LINE_AA)
    else:
        thickness = press.thickness(gap, rng)
        every = int(rng.choice([0, 0, 5, 10]))  # so many-th line is bolder
        for number, y in enumerate(down):
            press.line(mask, (0, y), (width, y), thickness * (1 + (every > 0 and number % every == 0)))
        for number, x in enumerate(across):
            press.line(mask, (x, 0), (x, height), thickness * (1 + (every > 0 and number % every == 0)))
    press.ink(page, mask, rng)
    return []


def boxes(page: Floats, fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print rows of boxes, a digit a box: side by side, apart, or a comb; perhaps with text."""
    height, width = page.shape
    side = press.gap(page, rng) * rng.uniform(1, 2)
    tall, apart = side * rng.uniform(0.8, 1.6), rng.choice([0, 0, side * rng.uniform(0.05, 0.4)])
    form, thickness = rng.integers(3), max(0.7, side * log_uniform(0.015, 0.15, rng))
    mask, slots = np.zeros(page.shape, np.uint8), []
    y = rng.uniform(0.02, 0.3) * height
    while y + tall < height:
        x, count = rng.uniform(0.02, 0.3) * width, int(rng.integers(1, 12))
        for _ in range(count):
            if x + side >= width:
                break
            press.box(mask, (x, y, side, tall), thickness, comb=form == 2)
            slots.append(Slot(x, y, side, tall, one_digit=True))
            x += side + apart
        y += tall * rng.uniform(1, 3)
    press.ink(page, mask, rng)
    if form == 1:
        text(page, fonts, rng)
    return slots


def table(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print rows and columns with lines between them, or only between some; perhaps with a shaded head."""
    height, width = page.shape
    row, columns = press.gap(page, rng) * rng.uniform(0.8, 1.6), int(rng.integers(1, 6))
    edges = np.cumsum(rng.uniform(0.5, 1, columns + 1))
    edges = (edges - edges[0]) / (edges[-1] - edges[0]) * rng.uniform(0.6, 0.98) * width + rng.uniform(0, 0.02) * width
    rows = np.arange(rng.uniform(0, row), height, row)
    mask, thickness = np.zeros(page.shape, np.uint8), press.thickness(row, rng)
    if rng.random() < 0.85:
        for y in rows:
            press.line(mask, (edges[0], y), (edges[-1], y), thickness)
    if rng.random() < 0.85:
        for x in edges:
            press.line(mask, (x, rows[0]), (x, rows[-1]), thickness)
    if rng.random() < 0.3:
        head = page[int(rows[0]) : int(rows[0] + row), int(edges[0]) : int(edges[-1])]
        head *= np.float32(rng.uniform(0.3, 0.95))
    press.ink(page, mask, rng)
    return [Slot(left, y, right - left, row) for y in rows for left, right in pairwise(edges)]


def text(page: Floats, fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print text: paragraphs, headings, labels, columns of numbers."""
    if not fonts:
        return []
    height, width = page.shape
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    for _ in range(int(rng.integers(1, 4))):
        size = max(_SMALLEST_TEXT, round(min(press.gap(page, rng), 0.5 * height)))
        font = _font(fonts[int(rng.integers(len(fonts)))], size)
        lines, leading = int(rng.integers(1, 14)), size * rng.uniform(1.1, 1.8)
        x, y = rng.uniform(-0.1, 0.7) * width, rng.uniform(-0.1, 0.9) * height
        room = int(rng.uniform(0.2, 1) * width / (0.5 * size)) + 1  # a character is about half as wide as high
        for number in range(min(lines, int(height / leading) + 1)):
            draw.text((x, y + number * leading), _made_up(room, rng), font=font, fill=255)
    press.ink(page, np.asarray(mask), rng)
    return []


def field(page: Floats, fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print a form's labels with lines, dotted or whole, to write on beside or below them."""
    height, width = page.shape
    gap, slots = press.gap(page, rng) * rng.uniform(1, 2), []
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
    press.ink(page, np.asarray(mask), rng)
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
    press.box(mask, box, thickness, comb=rng.random() < 0.2)
    press.ink(page, mask, rng)
    return [Slot(*box)]


@lru_cache(maxsize=200)  # opening a font takes about as long as drawing a line with it
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Open a font, so many px high."""
    return ImageFont.truetype(path, size)


def _made_up(room: int, rng: Random) -> str:
    """Make up some words, or figures, of about so many characters."""
    if rng.random() < 0.25:
        return "".join(rng.choice(list(DIGITS + ".,-/: %"), room))
    words: list[str] = []
    while sum(map(len, words)) + len(words) < room:
        words.append("".join(rng.choice(list(_COMMON), int(rng.integers(1, 11)))))
    return " ".join(words)


# The more often something is met, or mistaken for writing, the more often it is here.
PRINTS: tuple[Print, ...] = (
    *(rules, rules, squares, squares, boxes, boxes, boxes, boxes, boxes, table, table, table, table),
    *(text, text, text, text, text, field, field, frame, logo, drawing, punched, punched),
)
