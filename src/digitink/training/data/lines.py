"""Make lines of writing for the network that reads them: strips as it sees them, and their labels.

A line is written in one hand: that of a writer whose strokes are known, of MNIST's digits, or of a font (glyphs.py). It
is a number, a number with signs, one among letters, letters alone, or nothing (texts.py); its digits stand apart, touch
or are joined by the pen; and there may be left of boxes and rules what the finder could not tell from ink (remains.py).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from digitink import labels
from digitink.ink import Coverage
from digitink.numbers import ctc, strip
from digitink.training.data import augment, pen, remains, texts
from digitink.training.data.epochs import drawn
from digitink.training.data.glyphs import BARS, HEIGHT, TIMES, Glyph, GlyphSources, Writer, bar, plain_one, write
from digitink.training.data.ranges import log_uniform

__all__ = ["PART", "WIDEST", "draw", "epochs", "line"]

Random = np.random.Generator

PART = 1000  # lines that a core makes at a time
WIDEST = 512  # px; a longer line is written anew
_FRACTION = 4  # bits of a px in which cv2 takes places
# How many of a hundred lines are of each hand. Chosen to be wide; MNIST's were 0.3 until its held-out digits in fives
# were read to 95.75 % by a network learned from nothing, and 12 epochs more with these to 96.38 %.
_HANDS = {"pen": 0.42, "mnist": 0.36, "font": 0.22}
_BARRED = 0.12  # of hands, those that strike a digit of a kind through
_FLOWING = 0.15  # of lines by a pen, those whose marks it leaves for the next one
_REDRAWN = 0.6  # of lines in the hand of MNIST or a font, how many are drawn anew, character by character
_CLOSEST = 0.2  # heights of a digit from where one mark begins to where the next does: nearer ones could not be told


@contextmanager
def epochs(
    sources: GlyphSources, seed: int, size: int = PART
) -> Iterator[Callable[[int, int], list[tuple[Coverage, list[int]]]]]:
    """Start what makes an epoch by every core: (epoch, how many times size of them) -> what `draw` gives."""
    with drawn(draw, sources, seed) as parts:
        yield lambda number, count: [one for part in parts(number, [size] * count) for one in part]


def draw(sources: GlyphSources, count: int, rng: Random) -> list[tuple[Coverage, list[int]]]:
    """Make so many lines: (strip.HEIGHT, w) uint8, light ink on black, w a multiple of strip.STEP; and their labels."""
    return [line(sources, rng) for _ in range(count)]


def line(sources: GlyphSources, rng: Random) -> tuple[Coverage, list[int]]:
    """Make one line: (strip.HEIGHT, w) uint8, w at most WIDEST, and the labels on it from left to right.

    Each letter and each scribble is a mark that is no digit, and so are remains alone.
    """
    while True:
        text = texts.text(rng)
        hand = str(rng.choice(list(_HANDS), p=list(_HANDS.values())))
        page, boxes = _written(text, hand, sources, rng)
        page, high = remains.with_remains(page, boxes, rng)
        seen, known = remains.seen(page, high, rng), _labels(text)
        if seen is not None and seen.shape[1] <= WIDEST and ctc.fits(seen.shape[1] // strip.STEP, known):
            return seen, known


def _labels(text: str) -> list[int]:
    """List the labels of a text's characters, or of remains alone."""
    return [labels.label_of(character) for character in text.replace(" ", "")] or [labels.NOT_A_DIGIT]


def _written(text: str, hand: str, sources: GlyphSources, rng: Random) -> tuple[Coverage, list[tuple[float, float]]]:
    """Write a text: a page, (strip.HEIGHT, w) times TIMES, and where each mark begins and ends on it, in px."""
    width = log_uniform(0.012, 0.17, rng) * HEIGHT  # of the pen: as thin as boxes are, or a thin one would be a side
    writer = Writer.of(sources.writers, rng)
    typeface = sources.fonts[rng.integers(len(sources.fonts))] if sources.fonts else {}
    uneven = 0.22 if rng.random() < 0.25 else 0.09
    # Where all letters are small, they are taken for the height of a digit.
    size = rng.uniform(1, 1.6) if text.islower() and text.replace(" ", "").isalpha() else 1.0
    slant = pen.slant(0.13, rng)
    bounce = abs(rng.normal(0, 0.05 if rng.random() < 0.8 else 0.2)) * HEIGHT
    bars = {digit for digit in BARS if rng.random() < _BARRED}
    plain = pen.height_of_one(rng)
    spacing = _spacing(rng) * HEIGHT
    linked = hand == "pen" and rng.random() < 0.2
    redrawn = replace(augment.Settings(), pen=(width / HEIGHT,) * 2) if rng.random() < _REDRAWN else None
    at, glyphs = 0.0, []
    for character in text:
        if character == " ":
            at += rng.uniform(0.3, 1.2) * HEIGHT
            continue
        high = size * float(np.exp(rng.normal(0, uneven)))
        if character == "1" and plain and hand != "mnist":  # whose ones are plain ones already
            glyph = plain_one(plain * high, rng)
        else:
            glyph = write(character, hand, writer, typeface, sources, high, redrawn, rng)
        if character in bars:
            bar(glyph, character, width, rng)
        gap = spacing + rng.normal(0, 0.05 + 0.25 * abs(spacing) / HEIGHT) * HEIGHT
        glyphs.append((glyph, at, rng.normal(0, bounce)))
        at += max(_CLOSEST * HEIGHT, glyph.width + width + max(gap, -0.3 * HEIGHT))
    room = 2 * HEIGHT
    page = np.zeros((strip.HEIGHT * TIMES, round(at) + 2 * room), np.uint8)
    strokes: list[list[npt.NDArray[Any]]] = []  # of each mark, none where it is a picture
    boxes = []
    for glyph, left, rise in glyphs:
        top = remains.TOP + HEIGHT - glyph.below - glyph.height + rise
        boxes.append((room + left, room + left + glyph.width))
        if glyph.picture is not None:
            _paste(glyph, page, room + left, top, slant)
        placed = [stroke + np.array([room + left, top]) for stroke in glyph.strokes]
        middle = remains.TOP + HEIGHT / 2
        strokes.append(
            [stroke + np.stack([slant * (middle - stroke[:, 1]), 0 * stroke[:, 1]], axis=1) for stroke in placed]
        )
    if hand == "pen" and rng.random() < _FLOWING:
        _flow(strokes, rng)
    _stroke(page, _linked(strokes, rng) if linked else [stroke for own in strokes for stroke in own], width)
    return page, boxes


def _linked(strokes: Sequence[Sequence[npt.NDArray[Any]]], rng: Random) -> list[npt.NDArray[Any]]:
    """Drag the pen from the end of some marks to the beginning of the next; return all strokes of a line."""
    lines: list[npt.NDArray[Any]] = []
    before: Sequence[npt.NDArray[Any]] = ()
    for own in strokes:
        placed = list(own)
        if before and placed and rng.random() < 0.6:
            lines[-1] = np.concatenate([lines[-1], placed[0]])
            placed = placed[1:]
        lines += placed
        before = own
    return lines


def _flow(strokes: list[list[npt.NDArray[Any]]], rng: Random) -> None:
    """Let the pen leave some marks for where the next one begins, and come to some from where the last one ended.

    Part of the way it is still, or already, on the paper, as in quick writing. In place.
    """
    for number, own in enumerate(strokes):
        if not own:
            continue
        following = strokes[number + 1] if number + 1 < len(strokes) else []
        after = following[0][0] if following else own[-1][-1] + rng.uniform([0.2, -1], [0.8, -0.3]) * HEIGHT
        if rng.random() < 0.6:
            own[-1] = np.concatenate([own[-1], _follow(own[-1][-1], after, rng.uniform(0.1, 0.7), rng)])
        last = (
            strokes[number - 1][-1][-1]
            if number and strokes[number - 1]
            else own[0][0] - rng.uniform(0, 0.4, 2) * HEIGHT
        )
        if rng.random() < 0.25:
            own[0] = np.concatenate([_follow(own[0][0], last, rng.uniform(0.1, 0.5), rng)[::-1], own[0]])


def _follow(start: npt.NDArray[Any], end: npt.NDArray[Any], proportion: float, rng: Random) -> npt.NDArray[Any]:
    """Follow a share of the way from one point to another, bent a little: (n, 2)."""
    along = np.linspace(0, min(1.0, proportion), 8)[1:, np.newaxis]
    direction = end - start
    aside = np.array([-direction[1], direction[0]]) * rng.normal(0, 0.15)
    return np.asarray(start + along * direction + along * (1 - along) * aside)


def _spacing(rng: Random) -> float:
    """Choose how far marks stand apart, in heights of a digit: touching, close, or wide apart."""
    kind = rng.random()
    return float(
        rng.uniform(-0.18, 0.02) if kind < 0.25 else rng.uniform(0, 0.4) if kind < 0.8 else rng.uniform(0.4, 1.3)
    )


def _paste(glyph: Glyph, page: Coverage, left: float, top: float, slant: float) -> None:
    """Lay a picture on the page, slanted as the line is."""
    assert glyph.picture is not None
    scale = glyph.width / glyph.picture.shape[1]
    first, last = max(0, int(left - HEIGHT / 2)), min(page.shape[1], int(left + glyph.width + HEIGHT / 2) + 2)
    lean = slant * (remains.TOP + HEIGHT / 2 - top)
    matrix = np.array([[scale, -slant * scale, left - first + lean], [0, scale, top]])
    shape = (last - first, len(page))
    picture = glyph.picture if scale > 0.6 else cv2.GaussianBlur(glyph.picture, None, 0.4 / scale)
    laid = cv2.warpAffine(picture, matrix, shape, flags=cv2.INTER_LINEAR)
    np.maximum(page[:, first:last], laid, out=page[:, first:last])


def _stroke(page: Coverage, lines: Sequence[npt.NDArray[Any]], width: float) -> None:
    """Draw lines, (n, 2) each, in px, with a round pen."""
    thickness = max(1, round(width))
    for points in lines:
        moved = (points * 2**_FRACTION).round().astype(np.int32)
        cv2.polylines(page, [moved], False, 255, thickness, cv2.LINE_AA, _FRACTION)
