"""How often lines of handwriting are read exactly: MNIST's digits in a row, and real pen strokes in seven kinds.

The digits are those of pendigits' 14 held-out writers, each number in one writer's hand; signs and letters are
mathnote's. The lines are composed here and share nothing with the lines that networks are trained on, so that a network
that knows only its own generator's lines is found out. Other benchmarks and decisions take them from `lines()`.
"""

import argparse
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.latency import milliseconds
from digitink import Recognizer
from digitink.errors import DataError, EmptyPicture
from digitink.training.data import lzw, mnist, strokes
from digitink.training.evaluate import Evaluation
from samples.writing import Hand, written

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Line = tuple[Bytes, str]  # (h, w) uint8, dark on white, and what is written there, signs among it

# The gaps between MNIST's digits, in px: from some that touch to as far apart as they are written on forms.
LENGTH, CLOSEST, WIDEST = 5, -2, 10
_MARGIN = 4  # px around a string

KINDS = ("apart", "touching", "joined", "uneven", "signs", "boxes", "letters")
MNIST = "mnist"  # a row of the table, but no kind of line
_WITHOUT_DIGITS = "letters"
_NOTHING = np.zeros((0, 0), np.uint8)
# Of contact sheets: px of a picture's place, places in a row, pictures of a kind, and misses of a kind.
_CELL, _COLUMNS, _SHOWN, _MOST = (480, 110), 4, 24, 60
_LONGEST = 10  # digits of a number

# What follows is in heights of the writer's digits. It was chosen by eye, on contact sheets, so that lines look like
# people's and a person can read them; not by what a reader makes of them.
_HEIGHTS = (30, 250)  # px, from a number on a small canvas to one that fills a tablet
_PENS = (0.03, 0.15)  # from a ballpoint to a marker
_MARGINS = (0.1, 1.5)
_DARKEST_OF_LIGHT, _LIGHTEST = 140, 215  # gray levels of boxes that are printed faintly
_ROWS = 0.05  # how high the rows are in which gaps between two characters are measured
_SUNK = 0.35  # of the narrower of two characters, how much of it may stand above or under the other
# How often a character is joined to the next: where its end is near the next one's start as they stand close, or far.
_CLOSE, _NEAR, _JOINED_NEAR, _JOINED_FAR = 0.15, 0.75, 0.75, 0.07
_STEEPEST = 0.6  # how far a joining pen goes to the right at least, of how far it goes up or down
_DRAWN_AT = 4  # times as large, then reduced: anti-aliased
_FRACTION = 4  # bits of OpenCV's coordinates that are behind the point
_STRAY = (0.72, 1.3)  # natural heights beyond these shares of a writer's median one are cut to them
_READS_AS_A_DIGIT = "oOIl"  # letters that nobody can tell from a digit

# Where letters end, above the baseline; what is not named ends at 1, on it or at the second number's depth.
_LOW = dict.fromkeys("aceimnorsuvwxz", 0.62) | {"i": 0.85, "t": 0.9}
_DEEP = dict.fromkeys("gpqy", (0.62, 0.38)) | {"j": (0.85, 0.38), "Q": (1, 0.1)}


@dataclass(frozen=True)
class _Character:
    """One character's strokes, each (n, 2), y down, the baseline at 0; x begins at 0."""

    label: str
    strokes: list[Floats]

    @property
    def width(self) -> float:
        return float(max(stroke[:, 0].max() for stroke in self.strokes))

    def shaped(self, scale: float = 1, wider: float = 1, slant: float = 0, drop: float = 0) -> "_Character":
        """The same, scaled, stretched, leaning to the right by slant a height, and moved down."""
        shape = np.array([[scale * wider, 0], [-slant * scale, scale]])
        moved = [stroke @ shape for stroke in self.strokes]
        left = min(stroke[:, 0].min() for stroke in moved)
        return _Character(self.label, [stroke - [left, -drop] for stroke in moved])

    def at(self, x: float) -> list[Floats]:
        return [stroke + np.array([x, 0]) for stroke in self.strokes]


@dataclass
class _Page:
    """What is to be drawn: strokes of the pen, and boxes printed in another gray and width."""

    strokes: list[Floats] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    box_pen: float = 0.02
    box_gray: int | None = None  # None: as dark as the pen


@dataclass(frozen=True)
class _Style:
    """How one line is written."""

    pen: float
    slant: float
    wider: float
    gap: float
    uneven: float = 0.04  # how far sizes stray
    rise: float = 0.025  # how far characters stray from the baseline
    climb: float = 0.0  # degrees


def lines(kind: str, count: int, seed: int = 0) -> Iterator[Line]:
    """Yield lines of one of KINDS: (h, w) uint8, dark on white, and what is written, such as "24.11.2026" or "0417".

    A line is the same for its place and the seed, whatever the count. Raises DataError where strokes are not installed.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    for place in range(count):
        yield _line(kind, np.random.default_rng([seed, KINDS.index(kind), place]))


def _line(kind: str, rng: np.random.Generator) -> Line:
    pen = _spread(_PENS, rng)
    style = _Style(pen, rng.normal(0.03, 0.07), rng.uniform(0.88, 1.12), rng.uniform(0.1, 0.45))
    if kind == "boxes":
        style = replace(style, climb=rng.normal(0, 0.5))
    if kind == "uneven":
        slant, climb = rng.uniform(-0.25, 0.5), rng.uniform(-5, 5)
        style = _Style(pen, slant, rng.uniform(0.8, 1.2), rng.uniform(0.04, 0.5), 0.16, 0.09, climb)
    text = _text(kind, rng)
    characters = _characters(text, style, rng)
    while kind == "joined" and min(_ways(characters)) >= _NEAR:  # nobody would join any of these
        text = _number(rng, len(text), len(text))
        characters = _characters(text, style, rng)
    page = _Page()
    if kind == "boxes":
        _fill_boxes(page, characters, rng)
    else:
        joined = _joins(characters, rng) if kind == "joined" else [False] * len(text)
        page.strokes = _written(characters, _places(characters, joined, kind, style, rng), joined, rng)
    height = _spread(_HEIGHTS, rng)
    return _drawn(page, height, style, rng), text


def _spread(between: tuple[float, float], rng: np.random.Generator) -> float:
    """A number between two, each doubling as likely as the next."""
    return float(np.exp(rng.uniform(*np.log(between))))


# What is written.


def _text(kind: str, rng: np.random.Generator) -> str:
    if kind == "signs":
        return _FORMS[rng.integers(len(_FORMS))](rng)
    if kind == _WITHOUT_DIGITS:
        return "".join(rng.choice(_letters(), rng.integers(3, 9)))
    return _number(rng, 2 if kind in ("touching", "joined") else 1, _LONGEST)


def _number(rng: np.random.Generator, least: int, most: int) -> str:
    return "".join(map(str, rng.integers(10, size=rng.integers(least, most + 1))))


def _amount(rng: np.random.Generator, most: int) -> str:
    """A whole number as people write it: nothing before the first digit but a single 0."""
    return str(int(_number(rng, 1, most)))


def _date(rng: np.random.Generator) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1930, 2040))
    return [
        f"{day}.{month}.{year}",
        f"{day:02}.{month:02}.{year}",
        f"{day}.{month}.{year % 100:02}",
        f"{day:02}/{month:02}/{year}",
        f"{year}-{month:02}-{day:02}",
    ][rng.integers(5)]


def _decimal(rng: np.random.Generator) -> str:
    return _amount(rng, 4) + str(rng.choice([".", ","])) + _number(rng, 1, 3)


def _negative(rng: np.random.Generator) -> str:
    return "-" + (str(rng.integers(1, 10 ** rng.integers(1, 5))) if rng.random() < 0.7 else _decimal(rng))


def _fraction(rng: np.random.Generator) -> str:
    return f"{rng.integers(1, 30)}/{rng.integers(2, 100)}"


def _time(rng: np.random.Generator) -> str:
    return f"{rng.integers(24)}:{rng.integers(60):02}"


def _plus(rng: np.random.Generator) -> str:
    first, second = _amount(rng, 3), _amount(rng, 4)
    return f"{first}+{second}" if rng.random() < 0.5 else f"+{second}"


def _percent(rng: np.random.Generator) -> str:
    return (_decimal(rng) if rng.random() < 0.3 else _amount(rng, 3)) + "%"


_FORMS: tuple[Callable[[np.random.Generator], str], ...] = (
    *(_date, _date, _decimal, _decimal),
    *(_negative, _fraction, _time, _plus, _percent),
)


# The writers' characters.


@cache
def _strokes() -> strokes.Strokes:
    found = strokes.load()
    if found.missing:
        raise DataError(
            f"Lines are composed of real strokes; {' and '.join(found.missing)} cannot be found or fetched."
        )
    return found


@cache
def _hands() -> list[dict[str, list[_Character]]]:
    """The digits of each of the 14 held-out writers, in heights of that writer's median digit.

    The file mixes its writers' digits; each segment's comment says which writer's it is. How large a digit was beside
    the others is known from the file too, and is kept.
    """
    remaining = iter(_strokes().held_out)
    expected = next(remaining)
    found: dict[int, list[tuple[strokes.Drawing, float]]] = defaultdict(list)
    for segment in _segments():
        label, writer = re.findall(r"\.COMMENT\s+(\d)\s+(\d+)", segment)[0]
        downs = [re.findall(r"^\s*\d+\s+(\d+)\s*$", part, re.MULTILINE) for part in segment.split(".PEN_DOWN")[1:]]
        lengths = [len(ys) for ys in downs if ys]
        # Digits that the loader leaves out, as they lack a stroke, are passed over.
        if (label, lengths) == (expected.label, [len(stroke) for stroke in expected.strokes]):
            ys = [int(y) for part in downs for y in part]
            found[int(writer)].append((expected, max(ys) - min(ys)))
            expected = next(remaining, expected)
    hands = []
    for written_by in found.values():
        median = statistics.median(height for _, height in written_by)
        hand = defaultdict(list)
        for drawing, height in written_by:
            hand[drawing.label].append(_upright(drawing, float(np.clip(height / median, *_STRAY))))
        hands.append(dict(hand))
    return hands


def _segments() -> list[str]:
    """The held-out writers' part of pendigits, a text a digit."""
    name = strokes.PENDIGITS[1]
    path = next(folder / name for folder in strokes.folders() if (folder / name).is_file())
    return lzw.uncompress(path.read_bytes()).decode("latin-1").split(".SEGMENT")[1:]


@cache
def _symbols() -> dict[str, list[strokes.Drawing]]:
    found = defaultdict(list)
    for drawing in _strokes().symbols:
        if drawing.strokes:
            found[drawing.label].append(drawing)
    return dict(found)


@cache
def _letters() -> list[str]:
    return sorted(label for label in _symbols() if re.fullmatch("[A-Za-z]", label) and label not in _READS_AS_A_DIGIT)


def _upright(drawing: strokes.Drawing, height: float, foot: float = 0) -> _Character:
    """A drawing as a character of this height that ends at foot, below the baseline where that is above 0."""
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = height / max(float(high[1] - low[1]), 0.01)
    moved = [(stroke - [low[0], high[1]]) * scale + [0, foot] for stroke in drawing.strokes]
    return _Character(drawing.label, [_smooth(np.asarray(stroke, np.float64)) for stroke in moved])


def _wide(drawing: strokes.Drawing, width: float, middle: float) -> _Character:
    """A drawing as a character of this width around a middle: for signs that may have no height."""
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = width / max(float(high[0] - low[0]), 0.01)
    center = (low[1] + high[1]) / 2
    moved = [(stroke - [low[0], center]) * scale + [0, middle] for stroke in drawing.strokes]
    return _Character(drawing.label, [_smooth(np.asarray(stroke, np.float64)) for stroke in moved])


def _smooth(stroke: Floats, steps: int = 4) -> Floats:
    """A Catmull-Rom curve through a stroke's points: tablets give few where the pen is fast."""
    if len(stroke) < 3:
        return stroke
    padded = np.concatenate([2 * stroke[:1] - stroke[1:2], stroke, 2 * stroke[-1:] - stroke[-2:-1]])
    before, start, end, after = (padded[k : len(padded) - 3 + k, np.newaxis] for k in range(4))
    t = (np.arange(steps) / steps)[:, np.newaxis]
    curve = start + t / 2 * (
        end - before + t * (2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before))
    )
    return np.concatenate([curve.reshape(-1, 2), stroke[-1:]])


def _characters(text: str, style: _Style, rng: np.random.Generator) -> list[_Character]:
    hands = _hands()
    hand = hands[rng.integers(len(hands))]
    return [
        _character(label, hand, rng).shaped(
            np.exp(rng.normal(0, style.uneven)),
            style.wider * np.exp(rng.normal(0, 0.03)),
            style.slant + rng.normal(0, 0.02 + style.uneven / 4),
            rng.normal(0, style.rise),
        )
        for label in text
    ]


def _character(label: str, hand: dict[str, list[_Character]], rng: np.random.Generator) -> _Character:
    """One of the writer's digits, or a sign or a letter as large as it is beside digits."""
    if label in hand:
        return hand[label][rng.integers(len(hand[label]))]
    if label == "%":
        return _percent_sign(hand["0"], rng)
    drawing = _symbols()[label][rng.integers(len(_symbols()[label]))]
    match label:
        case ".":
            return _dot(drawing, rng)
        case ":":
            return _upright(drawing, rng.uniform(0.35, 0.65), foot=-rng.uniform(0.03, 0.2))
        case ",":
            height = rng.uniform(0.16, 0.32)
            return _upright(drawing, height, foot=rng.uniform(0.4, 0.8) * height)
        case "-":
            return _wide(drawing, rng.uniform(0.3, 0.6), -rng.uniform(0.4, 0.55))
        case "+":
            return _wide(drawing, rng.uniform(0.4, 0.65), -rng.uniform(0.42, 0.55))
        case "/":
            height = rng.uniform(1, 1.35)
            return _upright(drawing, height, foot=rng.uniform(0.2, 0.8) * (height - 1))
    height, depth = _DEEP.get(label, (_LOW.get(label, 1.0), 0.0))
    return _upright(drawing, height + depth, depth)


def _dot(drawing: strokes.Drawing, rng: np.random.Generator) -> _Character:
    """A point on the baseline: the pen set down, which trembles or draws a little."""
    size = rng.uniform(0.01, 0.09)
    points = np.concatenate(drawing.strokes)
    scale = size / max(float(np.ptp(points, axis=0).max()), 0.01)
    moved = [(stroke - points.min(axis=0)) * scale - [0, size / 2] for stroke in drawing.strokes]
    return _Character(".", [np.asarray(stroke, np.float64) for stroke in moved])


def _percent_sign(zeros: list[_Character], rng: np.random.Generator) -> _Character:
    """Two of the writer's zeros, made small, and mathnote's slash between them: neither source has this sign."""
    size, wide = rng.uniform(0.3, 0.42), rng.uniform(0.65, 0.9)
    upper, lower = (
        zeros[rng.integers(len(zeros))].shaped(size * rng.uniform(0.9, 1.1), drop=drop)
        for drop in (-rng.uniform(0.55, 0.65), rng.uniform(-0.03, 0.03))
    )
    slash = _upright(_symbols()["/"][rng.integers(len(_symbols()["/"]))], 1)
    slash = slash.shaped(wider=0.5 * wide / max(slash.width, 0.05))
    return _Character("%", [*upper.at(0), *slash.at(0.25 * wide), *lower.at(wide - 0.5 * lower.width)])


# How it is placed.


def _places(
    characters: Sequence[_Character], joined: Sequence[bool], kind: str, style: _Style, rng: np.random.Generator
) -> list[float]:
    """Where each character begins, so that the ink between any two has the gap that the kind asks for."""
    places = [0.0]
    for (before, character), goes_on in zip(pairwise(characters), joined, strict=False):
        narrower = min(before.width, character.width)
        if kind == "touching":  # from ink that overlaps, by half a pen's width at most, to a hair between; a few apart
            room = rng.uniform(-min(style.pen / 2, 0.06), 0.02) if rng.random() < 0.75 else rng.uniform(0.02, 0.15)
            apart = -_SUNK * narrower - style.pen
        elif kind == "joined":
            room, apart = rng.uniform(0.02, 0.3), -style.pen
        elif kind == "uneven":
            room, apart = max(0.03, style.gap * rng.uniform(0.6, 1.4)), -_SUNK / 2 * narrower - style.pen
        else:
            room, apart = max(0.05, style.gap * rng.uniform(0.6, 1.4)), 0.04
        place = max(_least_distance(before, character) + room, before.width + apart) + style.pen
        if goes_on:  # the pen gets to the next character as it writes on: to the right, steeply at most
            (x, y), (next_x, next_y) = before.strokes[-1][-1], character.strokes[0][0]
            place = max(place, x - next_x + max(0.05, _STEEPEST * abs(y - next_y)))
        places.append(places[-1] + place)
    return places


def _least_distance(before: _Character, after: _Character) -> float:
    """How far after is to begin from before's beginning for their lines to touch, in the rows that both have."""
    right: dict[int, float] = {}
    left: dict[int, float] = {}
    for stroke in before.strokes:
        for x, y in _dense(stroke):
            row = round(y / _ROWS)
            right[row] = max(right.get(row, x), x)
    for stroke in after.strokes:
        for x, y in _dense(stroke):
            for row in range(round(y / _ROWS) - 1, round(y / _ROWS) + 2):
                left[row] = min(left.get(row, x), x)
    common = right.keys() & left.keys()
    return max((right[row] - left[row] for row in common), default=0.0)


def _dense(stroke: Floats) -> Floats:
    """The stroke's points, with more between those that are more than half a row apart."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    along = np.concatenate([[0], np.cumsum(steps)])
    wanted = np.linspace(0, along[-1], max(2, int(2 * along[-1] / _ROWS)))
    return np.stack([np.interp(wanted, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _joins(characters: Sequence[_Character], rng: np.random.Generator) -> list[bool]:
    """Which characters are joined to the next: most of those whose end is near the next one's start, and one at least.

    Those who join digits join a 2 to what follows, and lift the pen before a five that starts at its far right.
    """
    ways = _ways(characters)
    joined = [bool(rng.random() < (_JOINED_NEAR if way < _NEAR else _JOINED_FAR)) for way in ways]
    joined[int(np.argmin(ways))] = True
    return [*joined, False]


def _ways(characters: Sequence[_Character]) -> list[float]:
    """How far it is from each character's end to the next one's start, where they stand as close as most do."""
    return [
        float(np.hypot(*(last.strokes[-1][-1] - [last.width + _CLOSE, 0] - following.strokes[0][0])))
        for last, following in pairwise(characters)
    ]


def _written(
    characters: Sequence[_Character], places: Sequence[float], joined: Sequence[bool], rng: np.random.Generator
) -> list[Floats]:
    """All strokes, each that is joined drawn on to the next character's first by a pen that stays down."""
    strokes: list[Floats] = []
    on = False
    for character, place, goes_on in zip(characters, places, joined, strict=True):
        first, *others = character.at(place)
        if on:
            last = strokes.pop()
            first = np.concatenate([last, _way(last, first, rng), first])
        strokes += [first, *others]
        on = goes_on
    return strokes


def _way(last: Floats, first: Floats, rng: np.random.Generator) -> Floats:
    """The pen's way from a stroke's end to the next one's start: a cubic that leaves and arrives as the strokes do."""
    start, end = last[-1], first[0]
    far = float(np.hypot(*(end - start)))
    leaving, arriving = _direction(last[::-1][:12][::-1]), _direction(first[:12])
    bend = far * rng.uniform(0.1, 0.4, size=2)
    t = np.linspace(0, 1, 14)[1:-1, np.newaxis]
    control, other = start + bend[0] * leaving, end - bend[1] * arriving
    return np.asarray(
        (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * control + 3 * (1 - t) * t**2 * other + t**3 * end, np.float64
    )


def _direction(points: Floats) -> Floats:
    """Where points lead to, a unit vector, or none where they stay."""
    moved = points[-1] - points[0]
    return np.asarray(moved / max(float(np.hypot(*moved)), 0.01), np.float64)


def _fill_boxes(page: _Page, characters: Sequence[_Character], rng: np.random.Generator) -> None:
    """Set each character into its box of a form; careless writers touch the boxes, and boxes share sides or do not."""
    careless = rng.random() < 0.4
    width, height = rng.uniform(0.95, 1.5), rng.uniform(1.25, 1.75)
    between = 0.0 if rng.random() < 0.5 else rng.uniform(0.08, 0.4)
    page.box_pen = rng.uniform(0.012, 0.035)
    page.box_gray = int(rng.integers(_DARKEST_OF_LIGHT, _LIGHTEST)) if rng.random() < 0.5 else None
    for place, character in enumerate(characters):
        left, top = place * (width + between), -(height + 1) / 2
        right, bottom = left + width, top + height
        page.boxes.append(np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]))
        room = 0.8 * width
        if character.width > room and not careless:
            character = character.shaped(max(0.7, room / character.width))
        high = -min(stroke[:, 1].min() for stroke in character.strokes)
        middle = float(np.clip(rng.normal(0, 0.1), -0.22, 0.22)) if careless else rng.normal(0, 0.04)
        sunk = float(np.clip(rng.normal(0, 0.15), -0.3, 0.3)) if careless else rng.normal(0, 0.05) + (high - 1) / 2
        lifted = character.shaped(drop=sunk)
        page.strokes += lifted.at(left + width / 2 - character.width / 2 + middle)


# How it is drawn.


def _drawn(page: _Page, height: float, style: _Style, rng: np.random.Generator) -> Bytes:
    """Draw a page with a round pen, (h, w) uint8, on a white canvas that is larger than the ink by some margin."""
    slope = np.radians(style.climb)
    turn = np.array([[np.cos(slope), -np.sin(slope)], [np.sin(slope), np.cos(slope)]])
    everything = np.concatenate([*page.strokes, *page.boxes]) @ turn
    margins = np.array([[_spread(_MARGINS, rng) for _ in range(2)] for _ in range(2)]) + style.pen
    low, high = everything.min(axis=0) - margins[0], everything.max(axis=0) + margins[1]
    across, down = np.ceil((high - low) * height).astype(int)
    ink = int(rng.integers(0, 70)) if rng.random() < 0.5 else 0
    canvas = np.full((down, across), 255, np.uint8)
    layers = [(page.strokes, style.pen, ink)]
    if page.boxes:
        layers.append((page.boxes, page.box_pen, ink if page.box_gray is None else page.box_gray))
    for drawn, pen, gray in layers:
        covered = np.zeros((down * _DRAWN_AT, across * _DRAWN_AT), np.uint8)
        wide = max(_DRAWN_AT, round(pen * height * _DRAWN_AT))  # a pixel at least
        for stroke in drawn:
            points = (stroke @ turn - low) * height * _DRAWN_AT
            cv2.polylines(
                covered, [np.round(points * 2**_FRACTION).astype(np.int32)], False, 255, wide, shift=_FRACTION
            )
        share = cv2.resize(covered, (across, down), interpolation=cv2.INTER_AREA) / 255
        canvas = np.minimum(canvas, np.round(255 - share * (255 - gray))).astype(np.uint8)
    return canvas


# MNIST's digits in a row.


def string(digits: mnist.Digits, rng: np.random.Generator) -> tuple[Bytes, str]:
    """Set some digits side by side: (36, w) uint8, light on black, and what they are."""
    chosen = rng.integers(len(digits), size=LENGTH)
    page = np.zeros((28, 0), np.uint8)
    for digit in digits.images[chosen]:
        x, _, width, _ = cv2.boundingRect(digit)
        gap = int(rng.integers(CLOSEST, WIDEST + 1)) if page.size else 0
        start = max(0, page.shape[1] + gap)
        wider = np.zeros((28, max(page.shape[1], start + width)), np.uint8)
        wider[:, : page.shape[1]] = page
        wider[:, start : start + width] = np.maximum(wider[:, start : start + width], digit[:, x : x + width])
        page = wider
    return np.pad(page, _MARGIN), "".join(map(str, digits.labels[chosen]))


# How it is read.


@dataclass(frozen=True)
class Outcome:
    """One line, what was read there, and how sure that is."""

    kind: str
    picture: Bytes
    label: str
    read: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether all is read as it is written; of letters, whether no digit is read."""
        if self.kind == _WITHOUT_DIGITS:
            return not any(each.isdigit() for each in self.read)
        return self.read == self.label

    @property
    def caption(self) -> str:
        """What is written and what was read, for a contact sheet."""
        read = self.read.replace("\n", " | ") or "nothing"
        return f"{self.kind}: {self.label} -> {read} ({100 * self.confidence:.0f} %)"


def outcome(recognizer: Recognizer, kind: str, picture: Bytes, label: str) -> Outcome:
    """Read a line. Of signs `Reading.written` counts where there is one, or else the digits alone."""
    try:
        reading = recognizer.read(picture)
    except EmptyPicture:
        return Outcome(kind, picture, label, "", 0.0)
    if kind == "signs":
        read = getattr(reading, "written", None)
        if read is not None:
            return Outcome(kind, picture, label, read, reading.confidence)
        label = _digits(label)
    return Outcome(kind, picture, label, reading.text, reading.confidence)


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """One line of the table."""
    right = np.array([each.right for each in outcomes])
    cells = f"{name:10}{len(right):7}{100 * right.mean():9.2f}{100 * right.std() / np.sqrt(len(right)):7.2f}"
    if all(each.kind == _WITHOUT_DIGITS for each in outcomes):
        return f"{cells}   without any digit; {100 - 100 * right.mean():.1f} % of the lines have one"
    labels, read = [each.label for each in outcomes], [each.read for each in outcomes]
    lengths = np.array([len(one) != len(other) for one, other in zip(labels, read, strict=True)])
    found = Evaluation(name, labels, read, np.array([each.confidence for each in outcomes]))
    cells += f"{100 * lengths.mean():8.2f}{100 * found.calibration_error:13.2f}"
    if right.all():
        return f"{cells}{'-':>13}"
    least_sure = np.argsort(found.confidence)[: max(1, len(right) // 10)]
    return f"{cells}{100 * np.sum(~right[least_sure]) / np.sum(~right):13.0f}"


def contact_sheet(captioned: Iterable[Line]) -> Bytes:
    """Pictures in a grid, each with its caption."""
    cells = []
    for picture, caption in captioned:
        cell = np.full((_CELL[1], _CELL[0]), 235, np.uint8)
        height, width = picture.shape
        scale = min((_CELL[0] - 8) / width, (_CELL[1] - 24) / height, 2)
        shown = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cell[20 : 20 + shown.shape[0], 4 : 4 + shown.shape[1]] = shown
        cv2.putText(cell, caption, (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 0, 1, cv2.LINE_AA)
        cells.append(cell)
    while len(cells) % _COLUMNS or not cells:
        cells.append(np.full((_CELL[1], _CELL[0]), 235, np.uint8))
    return np.vstack([np.hstack(cells[start : start + _COLUMNS]) for start in range(0, len(cells), _COLUMNS)])


def _pictures(kind: str, count: int, seed: int, held_out: bool) -> Iterator[Line]:
    if kind != MNIST:
        return lines(kind, count, seed)
    rng, digits = np.random.default_rng(seed), mnist.load()[1 if held_out else 2]
    return (string(digits, rng) for _ in range(count))


def _table(kinds: Sequence[str], count: int, seed: int, held_out: bool) -> list[Outcome]:
    """Print the table; give the first misses of each kind."""
    recognizer = Recognizer()
    print(f"{'':10}{'lines':>7}{'exact %':>9}{'+-':>7}{'length':>8}{'calibration':>13}{'least sure':>13}")
    outcomes: list[Outcome] = []
    misses: list[Outcome] = []
    for kind in kinds:
        pictures = _pictures(kind, count, seed, held_out)
        read = [outcome(recognizer, kind, picture, label) for picture, label in pictures]
        print(row(kind, read), flush=True)
        misses += [each for each in read if not each.right][:_MOST]
        outcomes += [replace(each, picture=_NOTHING) for each in read]  # thousands of pictures would take gigabytes
    numbers = [each for each in outcomes if each.kind not in (MNIST, _WITHOUT_DIGITS)]
    if len({each.kind for each in numbers}) > 1:
        print(row("all", numbers))
    with_signs = [each for each in outcomes if each.kind == "signs"]
    if with_signs and all(each.label.isdigit() for each in with_signs):
        print("signs: compared by their digits alone, as the reader gives no signs")
    return misses


def main() -> None:
    """Print a table, a row a kind of line, and the median time of a canvas of five digits."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=2000, help="lines of each kind")
    options.add_argument("--kind", choices=(MNIST, *KINDS), action="append", help="only this; may be repeated")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--held-out", action="store_true", help="of MNIST the held-out digits, to choose by")
    options.add_argument("--misses", metavar="PNG", help="draw here some misses of each kind")
    options.add_argument("--sheet", metavar="PNG", help="draw some lines of each kind here, and read none")
    chosen = options.parse_args()
    kinds = chosen.kind or (MNIST, *KINDS)
    try:
        _strokes()
    except DataError as error:
        kinds = [kind for kind in kinds if kind == MNIST]
        print(f"{error} Only {MNIST} is measured.", file=sys.stderr)
    if chosen.sheet:
        drawn = ((kind, line) for kind in kinds for line in _pictures(kind, _SHOWN, chosen.seed, chosen.held_out))
        cv2.imwrite(chosen.sheet, contact_sheet((picture, f"{kind}: {label}") for kind, (picture, label) in drawn))
        return
    misses = _table(kinds, chosen.count, chosen.seed, chosen.held_out)
    if chosen.misses:
        cv2.imwrite(chosen.misses, contact_sheet((miss.picture, miss.caption) for miss in misses))
    cv2.setNumThreads(1)
    page, _ = written(["20735"], Hand(size=150, pen=0.08))
    recognizer = Recognizer()
    taken = sorted(milliseconds(lambda: recognizer.read(page), runs=100))
    tenth = len(taken) // 10
    print(
        f"a canvas of {page.shape[1]} x {page.shape[0]} with five digits: median {statistics.median(taken):.2f} ms "
        f"({taken[tenth]:.2f} to {taken[-tenth]:.2f})"
    )


if __name__ == "__main__":
    main()
