"""Print what nobody writes into: punched holes, logos, codes, stamps, line drawings. See also printed.py."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from digitink.training.data import press
from digitink.training.data.press import Bytes, Floats, Random, Slot
from digitink.training.data.ranges import log_uniform


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
    press.ink(page, holes, rng)
    press.ink(page, rings, rng)
    return []


def logo(page: Floats, _fonts: Sequence[Path], rng: Random) -> list[Slot]:
    """Print filled forms, bar codes, checkered codes, stamps."""
    height, width = page.shape
    mask = np.zeros(page.shape, np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        size = max(8, int(min(height, width) * rng.uniform(0.05, 0.5)))
        x, y = (int(rng.integers(max(1, length - size // 2))) for length in (width, height))
        _EMBLEMS[rng.integers(len(_EMBLEMS))](mask, x, y, size, rng)
    press.ink(page, mask, rng)
    return []


def _bar_code(mask: Bytes, x: int, y: int, size: int, rng: Random) -> None:
    """Draw upright bars, whose upper left corner is at x, y."""
    bars = np.repeat(rng.integers(0, 2, (1, max(2, size // 2))), 2, 1).repeat(max(2, size // 2), 0)
    press.paste(mask, (255 * bars).astype(np.uint8), x, y)


def _square_code(mask: Bytes, x: int, y: int, size: int, rng: Random) -> None:
    """Draw a square of black and white cells, whose upper left corner is at x, y."""
    cell = max(1, size // int(rng.integers(8, 25)))
    code = rng.integers(0, 2, (size // cell, size // cell)).repeat(cell, 0).repeat(cell, 1)
    press.paste(mask, (255 * code).astype(np.uint8), x, y)


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
    press.ink(page, mask, rng)
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
    press.line(mask, (left, y - size / 2), (left, bottom), thickness)
    press.line(mask, (left, bottom), (right, bottom), thickness)
    heights = rng.uniform(-0.5, 0.5, 8) * size + y
    for start, end in pairwise(zip(np.linspace(left, right, 8), heights, strict=True)):
        press.line(mask, start, end, thickness)
        if rng.random() < 0.4:
            press.box(mask, (*start, size / 12, bottom - start[1]), thickness, comb=False)
