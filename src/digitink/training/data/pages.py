"""Write on a page: into what is printed there, or anywhere; one line, or several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digitink.labels import DIGITS
from digitink.training.data import handwriting, texts
from digitink.training.data.handwriting import Floats, Random, Sources
from digitink.training.data.press import Slot
from digitink.training.data.ranges import log_uniform

_LARGE = 0.5  # of what is written anywhere, the share that takes up much of its page
_MOST_LINES = 24  # are written on a page: more take long to draw and teach no more
_LEAST_HEIGHT = 7  # px, of a digit: a smaller one cannot be read
INKED = 0.3  # of a px: with so much ink on it, it counts as ink where light and contrast are measured


@dataclass(frozen=True)
class Written:
    """Handwriting on a sheet; where there is none, such as is not hard to read."""

    coverage: Floats
    height: float = 30.0  # px, of its smallest digits
    pen: float = 3.0  # px
    contrast: float = 0.3  # of 1, between it and what it lies on
    text: str = ""  # of one line


Write = Callable[[tuple[int, ...], Sequence[Slot], Sources, Random], Written]


def write(shape: tuple[int, ...], slots: Sequence[Slot], sources: Sources, rng: Random) -> Written:
    """Write on a page, where one would in what is printed there, or anywhere."""
    coverage, pen = np.zeros(shape, np.float32), handwriting.any_pen(rng)
    heights: list[float] = []
    if slots and rng.random() < 0.75:
        some = rng.permutation(len(slots))[:_MOST_LINES]
        for slot in [slots[place] for place in some if rng.random() < 0.8]:
            heights.append(_in_slot(coverage, slot, pen, sources, rng))
    if not any(heights):
        heights = _anywhere(coverage, pen, sources, rng)
    smallest = min(filter(None, heights), default=Written.height)
    return Written(coverage, smallest, pen * smallest)


def write_line(shape: tuple[int, ...], slots: Sequence[Slot], sources: Sources, rng: Random) -> Written:
    """Write one line on a page, where one would in what is printed there, or anywhere."""
    coverage, pen = np.zeros(shape, np.float32), handwriting.any_pen(rng)
    boxes = [slot for slot in slots if slot.one_digit]
    some = boxes or slots  # digits in boxes are what is hardest to read
    slot = some[int(rng.integers(len(some)))] if some and rng.random() < 0.75 else None
    if slot and slot.height < 2 * _LEAST_HEIGHT:
        slot = None
    height = slot.height * rng.uniform(0.45, 1.0) if slot else log_uniform(12, 0.6 * min(shape), rng)
    if slot and slot.one_digit:
        row = [each for each in boxes if each.y == slot.y]
        row = row[int(rng.integers(len(row))) // 2 :]
        text = "".join(_digit(rng) for _ in row)
        for digit, box in zip(text, row, strict=True):
            _in_box(coverage, box, digit, height, pen, sources, rng)
        return Written(coverage, height, pen * height, text=text)
    text = _text(rng)
    line = handwriting.write(text, height, _width(pen, height), sources, rng)
    left, top = (rng.uniform(0, max(1, have - want)) for have, want in zip(shape[::-1], line.shape[::-1], strict=True))
    if slot:
        left, top = slot.x + rng.uniform(0, 0.3) * slot.width, slot.y + (slot.height - len(line)) / 2
    if line.shape[1] > shape[1]:  # it would be cut off
        line = cv2.resize(line, None, fx=shape[1] / line.shape[1], fy=shape[1] / line.shape[1])
    _paste(coverage, line, left, top)
    return Written(coverage, height, pen * height, text=text)


def _text(rng: Random) -> str:
    """Make up what lines say that are learned from, as often as there; no scribbles, which no hand here writes."""
    while not (text := texts.text(rng)) or "~" in text:
        pass
    return text


def _in_slot(coverage: Floats, slot: Slot, pen: float, sources: Sources, rng: Random) -> float:
    """Write into a box or on a line; return how high, or 0 where that was too small to be read."""
    height = slot.height * rng.uniform(0.45, 1.0)
    if height < _LEAST_HEIGHT:
        return 0
    if slot.one_digit:
        return height if _in_box(coverage, slot, _digit(rng), height, pen, sources, rng) else 0
    line = _line(height, pen, sources, rng)
    left = slot.x + rng.uniform(0, max(1.0, slot.width - line.shape[1]))
    line = line[:, : max(1, int(1.1 * slot.width))] if rng.random() < 0.5 else line
    top = slot.y + (slot.height - len(line)) / 2 + rng.normal(0, 0.08) * slot.height
    return height if _paste(coverage, line, left, top) else 0


def _in_box(coverage: Floats, box: Slot, digit: str, height: float, pen: float, sources: Sources, rng: Random) -> bool:
    """Write a digit into a box, about in its middle; return whether any of it is there."""
    line = handwriting.write(digit, height, _width(pen, height), sources, rng)
    left = box.x + (box.width - line.shape[1]) / 2 + rng.normal(0, 0.08) * box.width
    top = box.y + (box.height - len(line)) / 2 + rng.normal(0, 0.08) * box.height
    return _paste(coverage, line, left, top)


def _anywhere(coverage: Floats, pen: float, sources: Sources, rng: Random) -> list[float]:
    """Write a few lines below each other; return how high each is, or 0 where nothing of it is on the page."""
    largest = 0.8 * min(coverage.shape)
    height = rng.uniform(0.3, 1) * largest if rng.random() < _LARGE else log_uniform(8, largest, rng)
    left, top = rng.uniform(0, 0.3) * coverage.shape[1], rng.uniform(0, 0.5) * coverage.shape[0]
    heights: list[float] = []
    for number in range(int(rng.choice([1, 1, 2, 4, 8]))):
        line = _line(height * rng.uniform(0.85, 1.15), pen, sources, rng)
        if number and top + len(line) > coverage.shape[0]:
            break
        fits = _paste(coverage, line, left + rng.normal(0, 0.3) * height, top)
        heights.append(height if fits else 0)
        top += len(line) * rng.uniform(0.8, 1.5)
    return heights


def _line(height: float, pen: float, sources: Sources, rng: Random) -> Floats:
    """Write a digit, a number or some words."""
    kind = rng.random()
    text = _digit(rng) if kind < 0.25 else handwriting.number(rng) if kind < 0.85 else handwriting.words(rng)
    return handwriting.write(text, height, _width(pen, height), sources, rng)


def _digit(rng: Random) -> str:
    """Choose a digit."""
    return DIGITS[rng.integers(len(DIGITS))]


def _width(pen: float, height: float) -> float:
    """Return how wide a pen is in px that is so many heights of a digit wide: no less than can be seen."""
    return max(0.8, pen * height)


def _paste(coverage: Floats, line: Floats, left: float, top: float) -> bool:
    """Lay ink on ink; what does not fit on the page is moved onto it, or cut off. Return whether any is there."""
    x, y = (
        int(np.clip(at, 0, max(0, have - want)))
        for at, have, want in zip((left, top), coverage.shape[::-1], line.shape[::-1], strict=True)
    )
    own = coverage[y : y + len(line), x : x + line.shape[1]]
    np.maximum(own, line[: own.shape[0], : own.shape[1]], out=own)
    return bool(own.max(initial=0) > INKED)
