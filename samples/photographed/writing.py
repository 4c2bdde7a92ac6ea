"""Compose digits and numbers of real strokes, and lay them on a page with some pen."""

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from digitink.labels import DIGITS
from samples.drawing import DRAWINGS
from samples.photographed.varied import Bytes, Color, Floats, Rng, between, chance, cloud, grain, lay, near, pick

Strokes = tuple[Floats, ...]  # each (n, 2) float32: x to the right, y down
Hand = Callable[[int, Rng], Strokes]  # draws a digit in its own way, its longer side about 1

_FINE = 4  # bits of a pixel's fraction that OpenCV is given
_OWN_SHARE = (
    0.25  # of the pictures in the project's own strokes where there are other writers: these are but 21 drawings
)
_LEVEL = 0.1  # points of two digits are level when so near in height: a pen's width


class Drawn(Protocol):
    """What digitink.training.data.strokes gives for a drawing."""

    label: str
    strokes: Strokes


@dataclass(frozen=True)
class Writing:
    """A digit, a number or lines of them; lengths in heights of a digit, the box from (0, 0)."""

    label: str
    strokes: Strokes

    @property
    def size(self) -> tuple[float, float]:
        """Measure width and height."""
        width, height = np.concatenate(self.strokes).max(axis=0)
        return float(width), float(height)


class Hands:
    """Who writes: the project's own strokes, and other writers' where they are given."""

    def __init__(self, drawings: Iterable[Drawn] = ()) -> None:
        """Group drawings by their writers where these are known; what is no digit is left out."""
        writers: dict[object, dict[int, list[Strokes]]] = defaultdict(lambda: defaultdict(list))
        for drawing in drawings:
            if drawing.label in set(DIGITS):
                writers[getattr(drawing, "writer", None)][int(drawing.label)].append(drawing.strokes)
        by_name = sorted(writers.items(), key=lambda item: str(item[0]))
        self.writers = [ways for _, ways in by_name if len(ways) == len(DIGITS)]
        self.drawings = sum(len(drawn) for ways in self.writers for drawn in ways.values())

    def some(self, rng: Rng) -> Hand:
        """Choose who writes a picture."""
        if not self.writers or chance(rng, _OWN_SHARE):
            return _own(rng)
        ways = pick(rng, self.writers)
        return lambda digit, rng: tuple(_rounded(stroke) for stroke in pick(rng, ways[digit]))

    def with_plain_ones(self, rng: Rng) -> "Hands":
        """Return the same people, whose ones are a stroke alone, about as high as their other digits."""
        slant, height = rng.normal(-0.1, 0.12), between(rng, 0.9, 1.35)
        return _PlainOnes(self, slant, height)


class _PlainOnes(Hands):
    """Hands whose ones are a stroke alone."""

    def __init__(self, others: Hands, slant: float, height: float) -> None:
        super().__init__()
        self.others, self.slant, self.height = others, slant, height

    def some(self, rng: Rng) -> Hand:
        """Choose who writes a picture."""
        hand = self.others.some(rng)

        def draw(digit: int, rng: Rng) -> Strokes:
            if digit != 1:
                return hand(digit, rng)
            along, lean = np.linspace(0, 1, 8), self.slant + rng.normal(0, 0.05)
            aside = lean * (along - 1) + rng.normal(0, 0.01) * np.sin(3 * along)
            return (np.stack([aside, self.height * along], axis=1).astype(np.float32),)

        return draw


def held_out() -> Hands:
    """Load the writers that no training saw, where their strokes are found; else the own strokes alone."""
    try:
        strokes = importlib.import_module("digitink.training.data.strokes")
    except ModuleNotFoundError:
        return Hands()
    return Hands(strokes.load().held_out)


def _own(rng: Rng) -> Hand:
    """Make up a writer of the project's strokes: a way for each digit, a slant and a breadth."""
    ways = [pick(rng, [drawing for drawing in DRAWINGS if drawing.digit == digit]) for digit in range(len(DIGITS))]
    slant, breadth = rng.normal(-0.1, 0.12), between(rng, 0.75, 1.15)

    def draw(digit: int, rng: Rng) -> Strokes:
        bend, phase, turn = rng.normal(0, 0.025, 2), between(rng, 0, 6), rng.normal(0, 0.05)
        strokes = []
        for stroke in ways[digit].strokes:
            x, y = np.asarray(stroke, np.float32).T
            bent = x + bend[0] * np.sin(4 * y + phase) + (slant + turn) * (y - 0.5)
            strokes.append(np.stack([breadth * bent, y + bend[1] * np.sin(4 * x + phase) + turn * x], 1))
        return tuple(np.asarray(stroke, np.float32) for stroke in strokes)

    return draw


def _rounded(stroke: Floats) -> Floats:
    """Cut a polyline's corners once, as a pen does; its ends stay."""
    if len(stroke) < 3:
        return stroke
    between_ = [0.75 * stroke[:-1] + 0.25 * stroke[1:], 0.25 * stroke[:-1] + 0.75 * stroke[1:]]
    return np.concatenate([stroke[:1], np.stack(between_, 1).reshape(-1, 2), stroke[-1:]]).astype(np.float32)


def digits(rng: Rng, least: int, most: int) -> str:
    """Draw a number of that many digits."""
    return "".join(map(str, rng.integers(0, len(DIGITS), int(rng.integers(least, most + 1)))))


def write(hands: Hands, lines: Sequence[str], rng: Rng) -> Writing:
    """Write lines of digits in one hand, unevenly as people do."""
    hand, apart, climb = hands.some(rng), between(rng, 1.6, 2.4), rng.normal(0, 0.02)
    gap, touching = between(rng, 0.12, 0.5), 0.35 if chance(rng, 0.25) else 0.0
    strokes = []
    for row, text in enumerate(lines):
        for stroke in line(hand, text, gap, touching, rng):
            strokes.append(stroke + [0, apart * row] + stroke[:, :1] * [0, climb])
    return Writing("\n".join(lines), _from_corner(strokes))


def alone(hand: Hand, digit: int, rng: Rng) -> Strokes:
    """Draw one digit: its box from (0, 0), and about 1 high."""
    grown = between(rng, 0.9, 1.1)
    return _from_corner([grown * stroke for stroke in hand(digit, rng)])


def line(hand: Hand, text: str, gap: float, touching: float, rng: Rng) -> list[Floats]:
    """Set digits side by side on a line that ends at 0, `gap` apart; that share of them touches the one before."""
    strokes: list[Floats] = []
    last: Floats | None = None
    for digit in text:
        drawn = alone(hand, int(digit), rng)
        points = np.concatenate([_stepped(stroke, _LEVEL / 2) for stroke in drawn])
        below = points[:, 1].max() + rng.normal(0, 0.05)
        start = 0.0
        if last is not None:
            beside = float(last[:, 0].max()) + max(0.05, gap * between(rng, 0.7, 1.3))
            # What is level must be apart by more than a pen, unless it is to touch.
            apart = between(rng, 0.02, 0.12) if chance(rng, touching) else 0.24
            start = _touch(last, points - np.array([0, below]), apart)
            start = start if apart < 0.24 else max(beside, start)
        moved = np.array([start, -below])
        before = points[:0] if last is None else last[last[:, 0] > start - 1]  # a narrow digit hides none before it
        last = np.concatenate([before, points + moved])
        strokes += [np.asarray(stroke + moved, np.float32) for stroke in drawn]
    return strokes


def _touch(left: Floats, right: Floats, apart: float) -> float:
    """Find where the right digit begins when what is level of both is `apart`."""
    level = np.abs(left[:, np.newaxis, 1] - right[:, 1]) < _LEVEL
    if not level.any():
        return float(left[:, 0].max()) + apart
    return float(np.where(level, left[:, np.newaxis, 0] - right[:, 0], -np.inf).max()) + apart


def _from_corner(strokes: Iterable[Floats]) -> Strokes:
    """Move strokes so that their box begins at (0, 0)."""
    strokes = list(strokes)
    corner = np.concatenate(strokes).min(axis=0)
    return tuple(np.asarray(stroke - corner, np.float32) for stroke in strokes)


@dataclass(frozen=True)
class Pen:
    """What is written with; the width in heights of a digit."""

    width: float
    color: Color
    opacity: float = 0.9
    rough: float = 0.0  # how much the paper's tooth shows, 0 to 1
    nib: float = 0.0  # how much thinner it is across than along, 0 to 1
    pressure: float = 0.1  # how much the width strays


BLUE, BLACK, RED, GREEN, VIOLET = (35, 55, 140), (28, 28, 34), (175, 35, 40), (25, 105, 60), (90, 40, 120)
_INKS: Sequence[Color] = (BLUE, BLUE, BLACK, BLACK, RED, GREEN, VIOLET)


def dark(rng: Rng) -> Pen:
    """Choose a pencil, a ballpoint, a fountain pen, a felt tip or a marker."""
    ink = near(rng, pick(rng, _INKS), 20)
    pencil = Pen(
        between(rng, 0.04, 0.09), near(rng, (75, 75, 80)), between(rng, 0.6, 0.9), between(rng, 0.3, 0.7), 0, 0.2
    )
    ballpoint = Pen(between(rng, 0.035, 0.075), ink, between(rng, 0.75, 0.95), between(rng, 0, 0.3), 0, 0.12)
    fountain = Pen(between(rng, 0.06, 0.13), ink, between(rng, 0.7, 0.95), 0.1, between(rng, 0.2, 0.5), 0.15)
    felt = Pen(between(rng, 0.07, 0.14), ink, between(rng, 0.85, 1), between(rng, 0, 0.2), 0, 0.05)
    return pick(rng, (pencil, ballpoint, ballpoint, fountain, felt, marker(rng)))


def marker(rng: Rng) -> Pen:
    """Choose a thick marker."""
    ink = near(rng, pick(rng, _INKS), 20)
    return Pen(between(rng, 0.1, 0.2), ink, between(rng, 0.85, 1), between(rng, 0, 0.25), between(rng, 0, 0.3), 0.05)


def light(rng: Rng) -> Pen:
    """Choose a light pen for dark paper."""
    ink = near(rng, pick(rng, ((240, 240, 240), (240, 240, 240), (235, 215, 120), (200, 205, 215))), 12)
    return Pen(between(rng, 0.05, 0.13), ink, between(rng, 0.85, 1), between(rng, 0, 0.3), 0, 0.1)


def chalk(rng: Rng) -> Pen:
    """Choose a piece of chalk."""
    ink = near(rng, pick(rng, ((240, 240, 235), (240, 240, 235), (240, 225, 130), (240, 170, 170), (160, 200, 235))))
    return Pen(between(rng, 0.06, 0.14), ink, between(rng, 0.8, 1), between(rng, 0.4, 0.9), between(rng, 0, 0.3), 0.15)


def ink(page: Bytes, strokes: Iterable[Floats], digit: float, pen: Pen, rng: Rng) -> None:
    """Lay strokes, in px, on a page in place; `digit` is a digit's height in px."""
    strokes = [np.asarray(stroke, np.float32) for stroke in strokes]
    points, width = np.concatenate(strokes), max(1.6, pen.width * digit)
    left, top = np.maximum(0, np.floor(points.min(axis=0) - width - 2)).astype(int)
    right, bottom = np.ceil(points.max(axis=0) + width + 2).astype(int)
    times = int(np.clip(np.ceil(8 / width), 1, 4))  # thicknesses are whole numbers of px: 8 are fine enough
    mask = np.zeros(((bottom - top) * times, (right - left) * times), np.uint8)
    for stroke in strokes:
        _stroke(mask, (stroke - [left, top]) * times, width * times, pen, rng)
    if times > 1:
        mask = cv2.resize(mask, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    covered = mask.astype(np.float32) * (pen.opacity / 255)
    if pen.rough:
        tooth = grain(mask.shape, rng) + cloud(mask.shape, rng, max(2.0, digit / 60))
        covered *= np.clip(1 - 0.45 * pen.rough * (tooth + 0.4), 0.15, 1)
    lay(page, covered, pen.color, int(left), int(top))


def _stroke(mask: Bytes, points: Floats, width: float, pen: Pen, rng: Rng) -> None:
    """Draw a stroke in place, thicker and thinner by the nib and by pressure."""
    points = _stepped(points, max(2.0, 0.35 * width))
    steps = np.diff(points, axis=0)
    slope = np.abs(np.sin(np.arctan2(steps[:, 1], steps[:, 0]) + np.pi / 4))
    pressure = cloud((1, len(steps)), rng, 1, 12)[0]
    widths = width * (1 - pen.nib * slope) * np.clip(1 + pen.pressure * pressure, 0.6, 1.3)
    places = np.round(points * (1 << _FINE)).astype(int)
    for start, end, thick in zip(places[:-1], places[1:], widths, strict=True):
        cv2.line(mask, start.tolist(), end.tolist(), 255, max(1, round(float(thick))), cv2.LINE_AA, _FINE)


def _stepped(points: Floats, step: float) -> Floats:
    """Set points about so many px apart along a polyline; a dot becomes a short dash."""
    if len(points) == 1:
        points = np.concatenate([points, points + step / 4])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    places = np.linspace(0, along[-1], max(2, int(along[-1] / step) + 1))
    return np.stack([np.interp(places, along, points[:, axis]) for axis in (0, 1)], 1).astype(np.float32)
