"""Who writes: pendigits' 14 held-out writers' digits, with mathnote's signs and letters beside them."""

import re
import statistics
from collections import defaultdict
from functools import cache

import numpy as np

from digitink.errors import DataError
from digitink.training.data import lzw, strokes
from samples.lines.characters import Character, downstroke, upright, wide
from samples.lines.styles import Style

_STRAY = (0.72, 1.3)  # natural heights beyond these shares of a writer's median one are cut to them
_READS_AS_A_DIGIT = "oOIl"  # letters that nobody can tell from a digit

# Where letters end, above the baseline; what is not named ends at 1, on it or at the second number's depth.
_LOW = dict.fromkeys("aceimnorsuvwxz", 0.62) | {"i": 0.85, "t": 0.9}
_DEEP = dict.fromkeys("gpqy", (0.62, 0.38)) | {"j": (0.85, 0.38), "Q": (1, 0.1)}


@cache
def real_strokes() -> strokes.Strokes:
    """Load the strokes that lines are composed of; raises DataError where a source of them is missing."""
    found = strokes.load()
    if found.missing:
        raise DataError(
            f"Lines are composed of real strokes; {' and '.join(found.missing)} cannot be found or fetched."
        )
    return found


@cache
def hands() -> list[dict[str, list[Character]]]:
    """Load the digits of each of the 14 held-out writers, in heights of that writer's median digit.

    The file mixes its writers' digits; each segment's comment says which writer's it is. How large a digit was beside
    the others is known from the file too, and is kept.
    """
    remaining = iter(real_strokes().held_out)
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
    writers = []
    for written_by in found.values():
        median = statistics.median(height for _, height in written_by)
        hand = defaultdict(list)
        for drawing, height in written_by:
            hand[drawing.label].append(upright(drawing, float(np.clip(height / median, *_STRAY))))
        writers.append(dict(hand))
    return writers


def _segments() -> list[str]:
    """Return the held-out writers' part of pendigits, a text a digit."""
    name = strokes.PENDIGITS[1]
    path = next(folder / name for folder in strokes.folders() if (folder / name).is_file())
    return lzw.uncompress(path.read_bytes()).decode("latin-1").split(".SEGMENT")[1:]


@cache
def symbols() -> dict[str, list[strokes.Drawing]]:
    """Load mathnote's signs and letters, grouped by their labels."""
    found = defaultdict(list)
    for drawing in real_strokes().symbols:
        if drawing.strokes:
            found[drawing.label].append(drawing)
    return dict(found)


@cache
def letters() -> list[str]:
    """List the letters that nobody takes for a digit."""
    return sorted(label for label in symbols() if re.fullmatch("[A-Za-z]", label) and label not in _READS_AS_A_DIGIT)


def write(text: str, style: Style, rng: np.random.Generator) -> list[Character]:
    """Write a text in one writer's hand, each character a little different from the others."""
    hand = hands()[rng.integers(len(hands()))]
    return [
        (downstroke(style.one, rng) if style.one and label == "1" else _character(label, hand, rng)).shaped(
            np.exp(rng.normal(0, style.uneven)),
            style.wider * np.exp(rng.normal(0, 0.03)),
            style.slant + rng.normal(0, 0.02 + style.uneven / 4),
            rng.normal(0, style.rise),
        )
        for label in text
    ]


def _character(label: str, hand: dict[str, list[Character]], rng: np.random.Generator) -> Character:
    """One of the writer's digits, or a sign or a letter as large as it is beside digits."""
    if label in hand:
        return hand[label][rng.integers(len(hand[label]))]
    if label == "%":
        return _percent_sign(hand["0"], rng)
    drawing = symbols()[label][rng.integers(len(symbols()[label]))]
    match label:
        case ".":
            return _dot(drawing, rng)
        case ":":
            return upright(drawing, rng.uniform(0.35, 0.65), foot=-rng.uniform(0.03, 0.2))
        case ",":
            height = rng.uniform(0.16, 0.32)
            return upright(drawing, height, foot=rng.uniform(0.4, 0.8) * height)
        case "-":
            return wide(drawing, rng.uniform(0.3, 0.6), -rng.uniform(0.4, 0.55))
        case "+":
            return wide(drawing, rng.uniform(0.4, 0.65), -rng.uniform(0.42, 0.55))
        case "/":
            height = rng.uniform(1, 1.35)
            return upright(drawing, height, foot=rng.uniform(0.2, 0.8) * (height - 1))
    height, depth = _DEEP.get(label, (_LOW.get(label, 1.0), 0.0))
    return upright(drawing, height + depth, depth)


def _dot(drawing: strokes.Drawing, rng: np.random.Generator) -> Character:
    """Set the pen down on the baseline, where it trembles or draws a little."""
    size = rng.uniform(0.01, 0.09)
    points = np.concatenate(drawing.strokes)
    scale = size / max(float(np.ptp(points, axis=0).max()), 0.01)
    moved = [(stroke - points.min(axis=0)) * scale - [0, size / 2] for stroke in drawing.strokes]
    return Character(".", [np.asarray(stroke, np.float64) for stroke in moved])


def _percent_sign(zeros: list[Character], rng: np.random.Generator) -> Character:
    """Two of the writer's zeros, made small, and mathnote's slash between them: neither source has this sign."""
    size, wide = rng.uniform(0.3, 0.42), rng.uniform(0.65, 0.9)
    upper, lower = (
        zeros[rng.integers(len(zeros))].shaped(size * rng.uniform(0.9, 1.1), drop=drop)
        for drop in (-rng.uniform(0.55, 0.65), rng.uniform(-0.03, 0.03))
    )
    slash = upright(symbols()["/"][rng.integers(len(symbols()["/"]))], 1)
    slash = slash.shaped(wider=0.5 * wide / max(slash.width, 0.05))
    return Character("%", [*upper.at(0), *slash.at(0.25 * wide), *lower.at(wide - 0.5 * lower.width)])
