"""Which characters are joined to the next, and how the pen gets there without being lifted."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from samples.lines.characters import Character, Floats

# How often a character is joined to the next: where its end is near the next one's start as they stand close, or far.
NEAR = 0.75
_CLOSE, _JOINED_NEAR, _JOINED_FAR = 0.15, 0.75, 0.07


def joins_of(characters: Sequence[Character], rng: np.random.Generator) -> list[bool]:
    """Choose which characters are joined to the next: most whose end is near the next one's start, and one at least.

    Those who join digits join a 2 to what follows, and lift the pen before a five that starts at its far right.
    """
    gaps = gaps_of(characters)
    joined = [bool(rng.random() < (_JOINED_NEAR if gap < NEAR else _JOINED_FAR)) for gap in gaps]
    joined[int(np.argmin(gaps))] = True
    return [*joined, False]


def gaps_of(characters: Sequence[Character]) -> list[float]:
    """Measure how far it is from each character's end to the next one's start, where they stand as close as most do."""
    return [
        float(np.hypot(*(last.strokes[-1][-1] - [last.width + _CLOSE, 0] - following.strokes[0][0])))
        for last, following in pairwise(characters)
    ]


def join(
    characters: Sequence[Character], places: Sequence[float], joined: Sequence[bool], rng: np.random.Generator
) -> list[Floats]:
    """Place all strokes, each that is joined drawn on to the next character's first by a pen that stays down."""
    strokes: list[Floats] = []
    on = False
    for character, place, goes_on in zip(characters, places, joined, strict=True):
        first, *others = character.at(place)
        if on:
            last = strokes.pop()
            first = np.concatenate([last, _bridge(last, first, rng), first])
        strokes += [first, *others]
        on = goes_on
    return strokes


def _bridge(last: Floats, first: Floats, rng: np.random.Generator) -> Floats:
    """Lead the pen from a stroke's end to the next one's start: a cubic that leaves and arrives as they do."""
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
    """Return where points lead to, a unit vector, or none where they stay."""
    moved = points[-1] - points[0]
    return np.asarray(moved / max(float(np.hypot(*moved)), 0.01), np.float64)
