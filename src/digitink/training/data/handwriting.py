"""Write numbers, signs and words in many hands and with many pens: how much of each pixel ink covers.

There are three hands: handwriting fonts, real pen strokes, and MNIST's digits along their middle lines. Each writes
what it can; a new one is one more function in HANDS.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from digitink.labels import DIGITS
from digitink.training.data import augment, mnist, strokes, texts
from digitink.training.data.pen import height_of_one, one, slant
from digitink.training.data.ranges import log_uniform
from digitink.training.data.strokes import Drawing

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

# Strokes are drawn so many times as large, and then reduced: cv2 has no pens of less than a pixel.
_OVERSAMPLING = 2
# MNIST's digits are many more than are needed, and finding their middle lines takes time.
_OF_MNIST = 3000
_AWAY = 24.0  # px of a sheet, how far from its line a pixel's distance is kept: in tenths, that fits into a byte
_FRACTION = 4  # bits of a px in which cv2 takes places
_MEASURED_AT = 100  # points
_LEAST_INK = 0.3  # of a px, that some px of what is written has: less is not seen
_STRAIGHT = 0.3  # of what is written by strokes, the share in straight lines, as some people write bars and stems
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Sources:
    """The hands that handwriting is made of."""

    digits: mnist.Digits
    fonts: tuple[Path, ...]
    drawings: dict[str, list[Drawing]] = field(default_factory=dict, repr=False)  # real strokes, by label

    @classmethod
    def of(cls, digits: mnist.Digits, font_files: Sequence[Path], real: strokes.Strokes) -> Self:
        """Take what of the real strokes is for training, and some of the digits."""
        some = mnist.Digits(digits.images[:_OF_MNIST], digits.labels[:_OF_MNIST])
        return cls(some, tuple(font_files), strokes.by_label([*real.digits, *real.symbols]))

    @cached_property
    def lines(self) -> dict[str, list[Bytes]]:
        """How far each px of a sheet is from a digit's middle line, in tenths of px, by label."""
        found: dict[str, list[Bytes]] = {}
        for image, label in zip(self.digits.images, self.digits.labels, strict=True):
            sheet = cv2.resize(image, (augment.SHEET, augment.SHEET), interpolation=cv2.INTER_CUBIC)
            away = cv2.distanceTransform(1 - augment.middle_line(sheet), cv2.DIST_L2, 5)
            found.setdefault(str(label), []).append((10 * np.minimum(away, _AWAY)).astype(np.uint8))
        return found


def any_pen(rng: Random) -> float:
    """Choose how wide a pen is, in heights of the digits it writes: from a hard pencil to a broad marker."""
    return log_uniform(0.025, 0.17, rng)


def write(text: str, height: float, pen: float, sources: Sources, rng: Random) -> Floats:
    """Write a line of text, its digits so many px high, with a pen so wide, in px: (h, w) float32, 0 to 1.

    Whose hand can write it is drawn; where none can, a single px without ink.
    """
    for hand in rng.permutation(np.array(HANDS)):
        line = hand(text, height, pen, sources, rng)
        if line is not None and line.size and line.max() > _LEAST_INK:
            return _textured(_wobbled(line, height, rng), height, rng)
    return np.zeros((1, 1), np.float32)


def number(rng: Random) -> str:
    """Make up a number, sometimes with signs: a date, a time, an amount, a fraction."""
    each = rng.integers(0, len(DIGITS), int(rng.integers(1, 9)))
    texts.begin(each, rng)
    digits = "".join(map(str, each))
    form = rng.integers(12)
    day, month, year = rng.integers(1, 32), rng.integers(1, 13), rng.integers(0, 2100)
    if form == 0:
        return f"{day}.{month}.{year}"
    if form == 1:
        return f"{rng.integers(24)}:{rng.integers(60):02}"
    if form == 2:
        return f"-{digits}"
    if form == 3:
        return f"{digits}.{rng.integers(100)}"
    if form == 4:
        return f"{rng.integers(1, 20)}/{rng.integers(1, 100)}"
    if form == 5:
        return f"{rng.integers(100)}+{rng.integers(100)}={rng.integers(200)}"
    return digits


def words(rng: Random) -> str:
    """Make up a few words of letters that mean nothing."""
    lengths = rng.integers(1, 9, int(rng.integers(1, 4)))
    return " ".join("".join(rng.choice(list(_LETTERS[: rng.choice([26, 52])]), length)) for length in lengths)


def _by_font(text: str, height: float, pen: float, sources: Sources, rng: Random) -> Floats | None:
    """Set in a handwriting font, with lines as wide as its maker drew them, or a little wider."""
    if not sources.fonts:
        return None
    path = sources.fonts[rng.integers(len(sources.fonts))]
    font = ImageFont.truetype(path, max(8, round(height * _OVERSAMPLING / _digit_height(path))))
    left, top, right, bottom = font.getbbox(text)
    if right - left < 2 or bottom - top < 2:
        return None
    page = Image.new("L", (round(right - left) + 8, round(bottom - top) + 8))
    ImageDraw.Draw(page).text((4 - left, 4 - top), text, font=font, fill=255)
    line = np.asarray(page)
    if rng.random() < 0.5:
        width = int(rng.integers(2, 2 + max(1, round(pen / 2))))
        line = cv2.dilate(line, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))
    return _reduced(line)


@cache
def _digit_height(path: Path) -> float:
    """Measure how high a font's digits are, the median of the ten, in its size."""
    font = ImageFont.truetype(path, _MEASURED_AT)
    boxes = [font.getbbox(digit) for digit in DIGITS]
    return float(np.median([bottom - top for _, top, _, bottom in boxes])) / _MEASURED_AT


def _by_strokes(text: str, height: float, pen: float, sources: Sources, rng: Random) -> Floats | None:
    """Write by real pen strokes, a glyph beside the other; None where there are none of some character."""
    if any(character != " " and character not in sources.drawings for character in text):
        return None
    placed: list[npt.NDArray[Any]] = []
    at, lean, gap = 0.0, slant(0.12, rng), rng.uniform(0.02, 0.4)
    straight = rng.uniform(0.01, 0.07) if rng.random() < _STRAIGHT else 0.0
    plain = height_of_one(rng)
    for character in text:
        if character == " ":
            at += 0.6 * height
            continue
        kinds = sources.drawings[character]
        glyph = kinds[rng.integers(len(kinds))]
        size = height * float(np.exp(rng.normal(0, 0.08))) * _SIZES.get(character, 1.0)
        if character == "1" and plain:
            glyph, size = one(rng), plain * size
        below = _BELOW.get(character, 0.0) * height + rng.normal(0, 0.03) * height
        drawn = [_straightened(stroke, straight) * size for stroke in glyph.strokes]
        extent = np.concatenate(drawn).max(0)
        corner = np.array([at, height - below - extent[1]])
        placed += [stroke @ np.array([[1, 0], [-lean, 1]]) + corner for stroke in drawn]
        at += float(extent[0]) + max(0.6 * pen, height * gap * rng.uniform(0.4, 1.6))
    return _drawn(placed, pen, rng) if placed else None


def _straightened(stroke: Floats, strays: float) -> Floats:
    """Draw a stroke as straight lines from corner to corner, which stray no more than so from it."""
    if not strays or len(stroke) < 3:
        return stroke
    # OpenCV takes whole px or float32, and measures in the stroke's own unit.
    return np.asarray(cv2.approxPolyDP(np.ascontiguousarray(stroke, np.float32), strays, False)[:, 0], np.float32)


# How long a sign's longer side is, in heights of a digit; and how high above the line it begins.
_SIZES = {"-": 0.5, "+": 0.6, "=": 0.55, ".": 0.08, ",": 0.25, ":": 0.5, "/": 1.1}
_BELOW = {"-": 0.45, "+": 0.2, "=": 0.35, ",": -0.15, ":": 0.15}


def _drawn(lines: Sequence[npt.NDArray[Any]], pen: float, rng: Random) -> Floats:
    """Draw lines, (n, 2) each, in px, with a round pen or with one that is broad in one direction."""
    points = np.concatenate(lines)
    low, margin = points.min(0), pen + 2
    size = np.ceil(points.max(0) - low + 2 * margin).astype(int)
    page = np.zeros((_OVERSAMPLING * size[1], _OVERSAMPLING * size[0]), np.uint8)
    nib, thickness = _nib(pen, rng)
    for shift in nib:
        for line in lines:
            moved = ((line - low + margin + shift) * _OVERSAMPLING * 2**_FRACTION).round().astype(np.int32)
            cv2.polylines(page, [moved], False, 255, thickness, cv2.LINE_AA, _FRACTION)
            if len(line) == 1:
                radius = 2**_FRACTION * thickness // 2
                cv2.circle(page, moved[0].tolist(), radius, 255, -1, cv2.LINE_AA, _FRACTION)
    drawn = _reduced(page)
    # A pen that is narrower than what cv2 can draw leaves as much less ink.
    return drawn * min(1.0, pen * _OVERSAMPLING / thickness) if len(nib) == 1 else drawn


def _nib(pen: float, rng: Random) -> tuple[npt.NDArray[np.float64], int]:
    """Choose a nib: where its points are, (n, 2) px about its middle, and how thick each draws, in px of the page."""
    thickness = max(1, round(_OVERSAMPLING * pen))
    if rng.random() >= 0.2 or thickness <= 3:
        return np.zeros((1, 2)), thickness
    angle = rng.uniform(0, np.pi)
    thickness = max(1, round(thickness * rng.uniform(0.3, 0.6)))
    reach = (_OVERSAMPLING * pen - thickness) / _OVERSAMPLING / 2
    return np.linspace(-reach, reach, 5)[:, np.newaxis] * np.array([np.cos(angle), np.sin(angle)]), thickness


def _by_mnist(text: str, height: float, pen: float, sources: Sources, rng: Random) -> Floats | None:
    """Write MNIST's digits beside each other, each along its middle line; None for anything but digits."""
    if not all(character in sources.lines for character in text):
        return None
    side = augment.SHEET
    scale = height * side / (20 * 4) / side  # their digits are 20 px high, and sheets 4 times as large
    cell, gap = round(side * scale), rng.uniform(-0.05, 0.35) * height
    page = np.zeros((round(1.3 * cell), round((len(text) + 1) * (cell + max(0, gap)))), np.float32)
    at = 0.1 * cell
    lean = rng.normal(0, 0.12)
    for character in text:
        kinds = sources.lines[character]
        away = kinds[rng.integers(len(kinds))]
        inked = cv2.boundingRect((away < 5).astype(np.uint8))
        size = scale * float(np.exp(rng.normal(0, 0.06)))
        rise = 0.12 * cell + rng.normal(0, 0.04) * height
        begin = at - size * inked[0]
        matrix = np.array([[size, -lean * size, begin + lean * size * side / 2], [0, size, rise]])
        far = cv2.warpAffine(away, matrix, page.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=255)
        np.maximum(page, np.clip(pen / 2 + 0.5 - far.astype(np.float32) / 10 * size, 0, 1), out=page)
        at += size * inked[2] + pen + gap * rng.uniform(0.5, 1.5)
    return page * min(1.0, pen)


Hand = Callable[[str, float, float, Sources, Random], Floats | None]
HANDS: tuple[Hand, ...] = (_by_font, _by_strokes, _by_mnist)


def _reduced(page: Bytes) -> Floats:
    """Bring a page that was drawn larger to its size: (h, w) float32, 0 to 1."""
    height, width = (max(1, length // _OVERSAMPLING) for length in page.shape)
    return cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def _wobbled(line: Floats, height: float, rng: Random) -> Floats:
    """Shake a line, stretch it and let it climb a little, on a page with room for that."""
    room = round(0.15 * height) + 2
    line = cv2.copyMakeBorder(line, room, room, room, room, cv2.BORDER_CONSTANT, value=0)
    h, w = line.shape
    steps = (max(2, round(w / height * 2)), 3)
    shifts = rng.normal(0, rng.uniform(0, 0.05) * height, (steps[1], steps[0], 2)).astype(np.float32)
    places = cv2.resize(shifts, (w, h), interpolation=cv2.INTER_CUBIC)
    places[..., 0] += np.arange(w, dtype=np.float32)
    places[..., 1] += np.arange(h, dtype=np.float32)[:, np.newaxis]
    return cv2.remap(line, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def _textured(line: Floats, height: float, rng: Random) -> Floats:
    """Cover not all of the paper, as pencil, chalk and dry pens do. Often left whole."""
    kind = rng.integers(5)
    if kind == 0:
        return _grained(line, height, rng)
    return _pressed(line, height, rng) if kind == 1 else line


def _grained(line: Floats, height: float, rng: Random) -> Floats:
    """Leave ink out where the paper is low, in patches of some px."""
    coarse = rng.uniform(1, max(1.2, 0.06 * height))
    size = [max(2, round(length / coarse)) for length in line.shape]
    grain = cv2.resize(rng.standard_normal(size, np.float32), line.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return line * (1 - rng.uniform(0.2, 0.7) * np.clip(grain * 0.7 + 0.3, 0, 1))


def _pressed(line: Floats, height: float, rng: Random) -> Floats:
    """Press harder here and less there, along the line."""
    size = (3, max(2, round(line.shape[1] / height * 2)))
    return line * cv2.resize(rng.uniform(0.5, 1, size).astype(np.float32), line.shape[::-1])
