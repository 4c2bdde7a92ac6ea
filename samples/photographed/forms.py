"""Lay out forms with a box for each digit, and tables: where the digits go, and the lines printed round them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from samples.photographed import papers, prints, writing
from samples.photographed.papers import Area, Sheet
from samples.photographed.varied import Bytes, Color, Floats, Rng, between, chance, lay, near, pick, scaled
from samples.photographed.writing import Hand, Hands, Writing

Line = tuple[float, float, float, float]  # from x, y to x, y, in heights of a digit

_FINE = 4  # bits of a pixel's fraction that OpenCV is given


@dataclass(frozen=True)
class Form:
    """Printed lines, and the writing among them; lengths in heights of a digit, the ink's box from (0, 0)."""

    writing: Writing
    lines: Sequence[Line]
    color: Color
    width: float
    captioned: bool = False

    def paper(self, area: Area, rng: Rng) -> Sheet:
        """Print the form where its ink will be, or in the middle of the sheet where none will be."""
        sheet = papers.white(area, rng)
        return self.on(sheet, area, rng)

    def on(self, sheet: Sheet, area: Area, rng: Rng) -> Sheet:
        """Print the form on a sheet."""
        places = np.array(self.lines)
        low, high = places.reshape(-1, 2).min(axis=0), places.reshape(-1, 2).max(axis=0)
        corner = np.array(area.box[:2])
        if area.box[0] == area.box[2]:
            corner = corner - (low + high) / 2 * area.digit
        ends = np.round((places * area.digit + np.tile(corner, 2)) * (1 << _FINE)).astype(int)
        thick = max(1, round(self.width * area.digit))
        for x, y, to_x, to_y in ends.tolist():
            cv2.line(sheet.page, (x, y), (to_x, to_y), self.color, thick, cv2.LINE_AA, _FINE)
        if self.captioned:
            # Above the ink too: a comb's teeth are lower.
            self._caption(sheet.page, corner + np.minimum(low, [low[0], 0]) * area.digit, area, rng)
        return sheet

    def _caption(self, page: Bytes, corner: Floats, area: Area, rng: Rng) -> None:
        """Print what is to be filled in above the boxes, where there is room."""
        word = prints.line(prints.caption(rng), max(8, round(area.digit * between(rng, 0.2, 0.45))), rng)
        top = int(corner[1] - word.shape[0] - 0.25 * area.digit)
        if top > 2 and 0 < corner[0] < page.shape[1] - word.shape[1]:
            lay(page, 0.9 * word, (50, 50, 55), int(corner[0]), top)


def _line_color(rng: Rng) -> Color:
    """Choose lines from a light gray to black, or of a form's color."""
    gray = between(rng, 20, 200)
    return pick(
        rng,
        (
            (gray, gray, gray),
            (gray, gray, gray),
            near(rng, (200, 70, 60), 30),
            near(rng, (70, 110, 190), 30),
            near(rng, (60, 150, 95), 30),
        ),
    )


def _rectangle(left: float, top: float, right: float, bottom: float) -> list[Line]:
    return [
        (left, top, right, top),
        (right, top, right, bottom),
        (right, bottom, left, bottom),
        (left, bottom, left, top),
    ]


Cells = Callable[[int, float, float, Rng], tuple[list[Line], float]]


def boxes(count: int, wide: float, high: float, _: Rng) -> tuple[list[Line], float]:
    """Set boxes side by side that share their walls: the lines, and how far it is from a box to the next."""
    lines = _rectangle(0, 0, count * wide, high)
    return lines + [(place * wide, 0, place * wide, high) for place in range(1, count)], wide


def separate(count: int, wide: float, high: float, rng: Rng) -> tuple[list[Line], float]:
    """Set boxes with gaps between them."""
    step = wide + between(rng, 0.08, 0.5)
    return [line for place in range(count) for line in _rectangle(place * step, 0, place * step + wide, high)], step


def comb(count: int, wide: float, high: float, rng: Rng) -> tuple[list[Line], float]:
    """Set a comb: a line below, and teeth between the digits; a frame at times."""
    tooth = high * (1 - between(rng, 0.15, 0.6))
    lines = _rectangle(0, 0, count * wide, high) if chance(rng, 0.3) else [(0, high, count * wide, high)]
    lines += [(place * wide, tooth, place * wide, high) for place in range(1, count)]
    return lines + [(end, tooth if chance(rng, 0.5) else 0, end, high) for end in (0, count * wide)], wide


def form(cells: Cells, hands: Hands, rng: Rng) -> Form:
    """Fill in a number, a digit a box."""
    number, hand = writing.digits(rng, 4, 8), hands.some(rng)
    fill = between(rng, 0.5, 0.92)
    high = 1 / fill
    wide = max(high * between(rng, 0.65, 1.1), 0.95)
    lines, step = cells(len(number), wide, high, rng)
    strokes = []
    for place, digit in enumerate(number):
        strokes += _centered(hand, int(digit), place * step + wide / 2, high / 2, rng)
    return _form(number, strokes, lines, _line_color(rng), scaled(rng, 0.02, 0.07), chance(rng, 0.35))


def _form(
    label: str, strokes: list[Floats], lines: Sequence[Line], color: Color, width: float, captioned: bool
) -> Form:
    """Move all so that the ink's box begins at (0, 0)."""
    corner = np.concatenate(strokes).min(axis=0)
    moved = [tuple(map(float, np.array(line) - np.tile(corner, 2))) for line in lines]
    placed = tuple(np.asarray(stroke - corner, np.float32) for stroke in strokes)
    return Form(Writing(label, placed), moved, color, width, captioned)  # type: ignore[arg-type]


def _centered(hand: Hand, digit: int, x: float, y: float, rng: Rng) -> list[Floats]:
    """Write a digit about a place."""
    drawn = writing.alone(hand, digit, rng)
    middle = np.concatenate(drawn).max(axis=0) / 2
    return [np.asarray(stroke + np.array([x, y]) - middle + rng.normal(0, 0.05, 2), np.float32) for stroke in drawn]


def table(hands: Hands, rng: Rng) -> Form:
    """Fill in a ruled table of three columns and four to eight rows; a row's label is its digits without spaces."""
    rows, high = int(rng.integers(4, 9)), between(rng, 1.35, 2.2)
    longest = [int(rng.integers(2, 5)) for _ in range(3)]
    widths = [0.85 * count + between(rng, 0.6, 1.6) for count in longest]
    walls = np.cumsum([0, *widths])
    hand, gap, strokes, label = hands.some(rng), between(rng, 0.12, 0.25), [], []
    for row in range(rows):
        cells = [writing.digits(rng, max(1, count - 1), count) for count in longest]
        label.append("".join(cells))
        for cell, wall, wide in zip(cells, walls, widths, strict=False):
            drawn = writing.line(hand, cell, gap, 0, rng)
            long = float(np.concatenate(drawn)[:, 0].max())
            start = wall + max(0.12, (wide - long) * between(rng, 0.25, 0.75))
            bottom = row * high + (high + 1) / 2 + rng.normal(0, 0.05)
            strokes += [
                np.asarray(stroke * [min(1, (wide - 0.2) / long), 1] + [start, bottom], np.float32) for stroke in drawn
            ]
    lines: list[Line] = [(0, row * high, walls[-1], row * high) for row in range(rows + 1)]
    lines += [(wall, 0, wall, rows * high) for wall in walls]
    return _form("\n".join(label), strokes, lines, _line_color(rng), scaled(rng, 0.015, 0.06), False)
