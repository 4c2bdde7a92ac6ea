"""Where each character of a line begins."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from samples.lines.characters import Character, Floats
from samples.lines.styles import Style

_ROWS = 0.05  # how high the rows are in which gaps between two characters are measured
_SUNK = 0.35  # of the narrower of two characters, how much of it may stand above or under the other
_STEEPEST = 0.6  # how far a joining pen goes to the right at least, of how far it goes up or down


def places_of(
    characters: Sequence[Character], joined: Sequence[bool], kind: str, style: Style, rng: np.random.Generator
) -> list[float]:
    """Find where each character begins, so that the ink between any two has the gap that the kind asks for."""
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


def _least_distance(before: Character, after: Character) -> float:
    """Return how far after is to begin from before's beginning for their lines to touch, in the rows that both have."""
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
    """Return the stroke's points, with more between those that are more than half a row apart."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    along = np.concatenate([[0], np.cumsum(steps)])
    wanted = np.linspace(0, along[-1], max(2, int(2 * along[-1] / _ROWS)))
    return np.stack([np.interp(wanted, along, stroke[:, axis]) for axis in (0, 1)], axis=1)
