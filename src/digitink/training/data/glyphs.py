"""Write one character in some hand: along a pen's strokes, or as a picture from MNIST or a font."""

import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np
import numpy.typing as npt

from digitink import labels
from digitink.numbers import strip
from digitink.training.data import augment, fonts, mnist, outliers, pen
from digitink.training.data.strokes import Drawing, Stroke, by_label

Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

TIMES = 3  # characters are written so many times as large as they are seen
HEIGHT = strip.DIGIT * TIMES  # px, of a digit as it is written

_HIGH, _HANGING = "bdfhklti", "gjpqy"  # letters that reach as high as digits, and those that hang below the line
# Where some hands strike a digit through, in its width and height; and how often a hand does.
BARS = {"0": ((0.95, 0.0), (0.05, 1.0)), "7": ((0.1, 0.5), (0.85, 0.45)), "1": ((-0.6, 1.0), (1.6, 1.0))}
# How a character of a pen's strays from how it was drawn: standard deviations, as augment.Settings has them.
_ROTATION, _SHEAR, _STRETCH, _WOBBLE = 0.1, 0.1, 0.1, 0.025


@dataclass(frozen=True)
class GlyphSources:
    """What lines are written with: of pens, by writer and label; MNIST's digits; of fonts, by font and character."""

    writers: tuple[dict[str, list[Drawing]], ...]
    symbols: dict[str, list[Drawing]] = field(repr=False)
    digits: dict[str, list[Bytes]] = field(repr=False)
    fonts: tuple[dict[str, Bytes], ...] = field(repr=False)

    @classmethod
    def of(
        cls, digits: mnist.Digits, font_files: Sequence[Path], pens: Sequence[Drawing], symbols: Sequence[Drawing]
    ) -> Self:
        """With MNIST's digits, these fonts, digits of pens by their writers, and drawings of anything."""
        hands = [[one for one in pens if one.writer == writer] for writer in sorted({one.writer for one in pens})]
        writers = tuple(hand for hand in map(by_label, hands) if set(labels.DIGITS) <= set(hand))
        images: dict[str, list[Bytes]] = {}
        for image, label in zip(digits.images, digits.labels, strict=True):
            images.setdefault(str(label), []).append(outliers.cut_to_ink(image))
        characters = labels.DIGITS + string.ascii_letters
        typefaces = []
        for file in font_files:
            sheets, which = fonts.sheets([file], characters)
            glyphs = {characters[place]: outliers.cut_to_ink(sheet) for sheet, place in zip(sheets, which, strict=True)}
            if set(labels.DIGITS) <= set(glyphs):
                typefaces.append(glyphs)
        return cls(writers, by_label(symbols), images, tuple(typefaces))


@dataclass(frozen=True)
class Writer:
    """Whose strokes a line is written with, by label; and others', if the hand is so much of the way to theirs."""

    drawings: dict[str, list[Drawing]] = field(default_factory=dict, repr=False)
    others: dict[str, list[Drawing]] = field(default_factory=dict, repr=False)
    share: float = 0.0

    @classmethod
    def of(cls, writers: Sequence[dict[str, list[Drawing]]], rng: Random) -> Self:
        """Choose one, or one on the way to another; nobody where there are none."""
        if not writers:
            return cls()
        one, other = (writers[number] for number in rng.integers(len(writers), size=2))
        return cls(one, other, rng.uniform(*pen.BETWEEN)) if rng.random() < pen.BLENDED else cls(one)


@dataclass
class Glyph:
    """A mark to write: strokes (n, 2) in px from its upper left corner, or a picture of it, and its size in px."""

    strokes: list[npt.NDArray[Any]]
    picture: Bytes | None
    width: float
    height: float
    below: float  # px between its lower end and the line that is written on


def write(
    character: str,
    hand: str,
    writer: Writer,
    typeface: dict[str, Bytes],
    sources: GlyphSources,
    size: float,
    redrawn: augment.Settings | None,
    rng: Random,
) -> Glyph:
    """Choose how one character is written: in the hand where that can write it, else in another.

    Pictures of characters are drawn anew, where it is said how.
    """
    if character == "~":
        return _pictured(outliers.cut_to_ink(outliers.scribble(rng)), size * rng.uniform(0.5, 1.4))
    if character in labels.SIGNS:
        return _sign(character, sources, size, rng)
    drawings = writer.drawings.get(character) or (
        sources.symbols.get(character) if character not in labels.DIGITS else None
    )
    if hand == "pen" and drawings:
        high, below = _letter(character, rng)
        drawing = drawings[rng.integers(len(drawings))]
        if others := writer.others.get(character):
            drawing = pen.between(drawing, others, writer.share, rng)
        return _drawn(_strayed(pen.augmented(drawing, rng), rng), size * high, below)
    pictures = sources.digits.get(character)
    if hand == "mnist" and pictures:
        picture = pictures[rng.integers(len(pictures))]
        return _pictured(_augmented(picture, character, redrawn, rng), size * max(0.75, len(picture) / 20))
    if character in typeface:
        high, below = _letter(character, rng)
        return _pictured(_augmented(typeface[character], character, redrawn, rng), size * high, below)
    if pictures:
        return _pictured(_augmented(pictures[rng.integers(len(pictures))], character, redrawn, rng), size)
    return _pictured(outliers.cut_to_ink(outliers.scribble(rng)), size)


def _augmented(picture: Bytes, character: str, how: augment.Settings | None, rng: Random) -> Bytes:
    """Draw a picture of a character, cut to its ink, as another hand would, with another pen; as it is where not."""
    if how is None:
        return picture
    return outliers.cut_to_ink(augment.draw_sheet(augment.on_sheet(picture), labels.label_of(character), rng, how))


def _strayed(strokes: Sequence[Stroke], rng: Random) -> list[Stroke]:
    """Turn, slant, stretch and wobble a character as no two of a hand are alike. See augment.Settings."""
    points = np.concatenate(strokes)
    low, span = points.min(0), max(1e-3, float(np.ptp(points, axis=0).max()))
    turn, stretch = rng.normal(0, _ROTATION), np.exp(rng.normal(0, _STRETCH) / 2)
    shape = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shape = shape @ np.array([[1, rng.normal(0, _SHEAR)], [0, 1]]) @ np.diag([stretch, 1 / stretch])
    # Two waves, of half a period to one and a half across a character, move each point a little.
    waves, phases = rng.uniform(-1.5, 1.5, (2, 2)) * 2 * np.pi, rng.uniform(0, 2 * np.pi, 2)
    reach = rng.normal(0, _WOBBLE, (2, 2))
    moved = []
    for stroke in strokes:
        inside = (stroke - low) / span
        moved.append(((inside @ shape.T + np.sin(inside @ waves + phases) @ reach) * span).astype(np.float32))
    return moved


def _letter(character: str, rng: Random) -> tuple[float, float]:
    """Choose how high a letter is, and how far its foot is above the line, in heights of a digit; a digit as it is."""
    if character not in string.ascii_lowercase:
        return (1.0 if character in labels.DIGITS else rng.uniform(0.8, 1.2)), 0.0
    high = rng.uniform(0.8, 1.1) if character in _HIGH else rng.uniform(0.45, 0.8)
    return (high + 0.25, -0.25) if character in _HANGING else (high, 0.0)


def _pictured(picture: Bytes, size: float, below: float = 0.0) -> Glyph:
    """Take a picture, so many heights of a digit high, but no wider than two; below is in such heights."""
    scale = min(size * HEIGHT / len(picture), 2 * HEIGHT / picture.shape[1])
    return Glyph([], picture, scale * picture.shape[1], scale * len(picture), below * HEIGHT)


def _drawn(strokes: Sequence[Stroke], size: float, below: float = 0.0) -> Glyph:
    """Take strokes, so many heights of a digit high, but no wider than one and a half; below is in such heights."""
    points = np.concatenate(strokes)
    low, span = points.min(0), np.maximum(np.ptp(points, axis=0), 1e-3)
    scale = min(size * HEIGHT / span[1], 1.5 * max(size, 0.3) * HEIGHT / span[0])
    return Glyph([(stroke - low) * scale for stroke in strokes], None, span[0] * scale, span[1] * scale, below * HEIGHT)


def plain_one(size: float, rng: Random) -> Glyph:
    """Write a one as a single stroke, so many heights of a digit high."""
    return _drawn(pen.augmented(pen.one(rng), rng), size, rng.normal(0, 0.06))


def bar(glyph: Glyph, digit: str, width: float, rng: Random) -> None:
    """Strike a digit through as some hands do, with a pen so wide."""
    ends = np.array(BARS[digit]) + rng.normal(0, 0.06, (2, 2))
    if glyph.picture is None:
        glyph.strokes.append(ends * (glyph.width, glyph.height))
        return
    high, wide = glyph.picture.shape
    picture, (start, end) = glyph.picture.copy(), (ends * (wide, high)).round().astype(int).tolist()
    thickness = max(1, round(width * high / glyph.height))
    cv2.line(picture, start, end, 255, thickness, cv2.LINE_AA)
    glyph.picture = picture


def _sign(character: str, sources: GlyphSources, size: float, rng: Random) -> Glyph:
    """Write a sign: as somebody did, or made up within what people do."""
    high, below = {
        ".": (rng.uniform(0.01, 0.1), rng.uniform(-0.05, 0.06)),
        ",": (rng.uniform(0.15, 0.38), rng.uniform(-0.3, -0.08)),
        "-": (0.02, rng.uniform(0.35, 0.6)),
        "/": (rng.uniform(0.9, 1.3), rng.uniform(-0.2, 0.1)),
        ":": (rng.uniform(0.3, 0.7), rng.uniform(0.0, 0.25)),
        "+": (rng.uniform(0.4, 0.8), rng.uniform(0.1, 0.35)),
        "%": (rng.uniform(0.8, 1.1), rng.uniform(-0.1, 0.1)),
    }[character]
    drawings = sources.symbols.get(character)
    if drawings and rng.random() < 0.5:
        strokes = pen.augmented(drawings[rng.integers(len(drawings))], rng)
        if character == "-":
            span = max(1e-3, float(np.ptp(np.concatenate(strokes)[:, 0])))
            strokes = [stroke * (rng.uniform(0.3, 0.8) / span) for stroke in strokes]
            high = float(np.ptp(np.concatenate(strokes)[:, 1]))
        return _drawn(strokes, size * max(high, 0.02), below)
    return _drawn(_made_up(character, high, rng), size * high, below)


def _made_up(character: str, high: float, rng: Random) -> list[Stroke]:
    """Make up a sign's strokes, in heights of a digit; y goes down."""

    def dot(x: float, y: float) -> list[tuple[float, float]]:
        return [(x, y), (x + rng.normal(0, 0.02), y + rng.uniform(0, 0.04))]

    lean = rng.normal(0, 0.06)
    if character == ".":
        return _strokes([(0, 0), (rng.normal(0, 0.04), high)])
    if character == ",":
        middle = (rng.uniform(0, 0.08), 0.5 * high)
        return _strokes([(0, 0), middle, (-rng.uniform(0, 0.15), high)])
    if character == "-":
        return _strokes([(0, rng.normal(0, 0.02)), (rng.uniform(0.3, 0.85), rng.normal(0, 0.04))])
    if character == "/":
        return _strokes([(rng.uniform(0.25, 0.75), 0), (0, high)])
    if character == ":":
        return _strokes(dot(0, 0), dot(lean, high))
    if character == "+":
        across = high * rng.uniform(0.8, 1.25)
        return _strokes([(0, high / 2 + lean), (across, high / 2 - lean)], [(across / 2 + lean, 0), (across / 2, high)])
    wide, round_ = high * rng.uniform(0.7, 1.0), rng.uniform(0.12, 0.2) * high
    turn = np.linspace(0, 2 * np.pi + 0.5, 12)
    circle = np.stack([np.cos(turn), np.sin(turn)], 1) * round_
    slash = [(0.85 * wide, 0.0), (0.1 * wide, high)]
    ends = ((round_, 1.3 * round_), (wide - round_, high - 1.3 * round_))
    return [*_strokes(slash), *((circle + end).astype(np.float32) for end in ends)]


def _strokes(*lists: Sequence[tuple[float, float]]) -> list[Stroke]:
    return [np.array(points, np.float32) for points in lists]
