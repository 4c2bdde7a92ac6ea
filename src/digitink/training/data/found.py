"""Make lines as the finder shows them in photographs: strips as the network of lines sees them, and their labels.

Nobody can make up what the finder leaves of boxes, rules and print, and what it loses of ink; it can be had by asking.
"""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from digitink import labels
from digitink.errors import PictureError
from digitink.ink import Box, Coverage
from digitink.numbers import ctc, strip
from digitink.numbers.looks import Look
from digitink.recognizer import Recognizer
from digitink.training.data import photographs
from digitink.training.data.crops import PhotographSources
from digitink.training.data.epochs import drawn

Random = np.random.Generator

_PART = 50  # lines that a core makes at a time
_INK = 60  # of 255: what is covered so far is to be found
_LEAST_PIECE = 0.05  # of the largest piece of ink: a smaller one, a point or a break in a stroke, may be lost
_FOUND = 0.5  # of a piece's box, that is in boxes of what was found
_ELSEWHERE = 0.1  # of what was found of the writing, that may be in another line
# How large a line may be found, by what was written: with a box's sides, but no text beside it or boxes all around.
_WIDER, _LONGER, _HIGHER = 1.3, 1.5, 2.0


def lines(sources: PhotographSources, count: int, seed: int) -> list[tuple[Coverage, list[int]]]:
    """Make so many by every core: what `draw` gives."""
    sizes = [min(_PART, count - start) for start in range(0, count, _PART)]
    with drawn(draw, sources, seed) as parts:
        return [line for part in parts(0, sizes) for line in part]


def draw(sources: PhotographSources, count: int, rng: Random) -> list[tuple[Coverage, list[int]]]:
    """Make so many lines as lines.draw does: (strip.HEIGHT, w) uint8, light ink on black; and the labels on each.

    Lines of which the finder loses a character, or finds too much, are left out: what they say can nobody tell.
    """
    made: list[tuple[Coverage, list[int]]] = []
    while len(made) < count:
        picture, coverage, text = photographs.photograph_of_line(sources.handwriting, sources.fonts, rng)
        known = [labels.label_of(character) for character in text.replace(" ", "")]
        seen = _found(picture, coverage)
        if seen is not None and ctc.fits(seen.shape[1] // strip.STEP, known):
            made.append((seen, known))
    return made


@lru_cache(maxsize=1)
def _recognizer() -> Recognizer:
    return Recognizer()


def _found(picture: Coverage, coverage: Coverage) -> Coverage | None:
    """Return the strip of the one line that covers a picture so; None where it is not found, or not as it is."""
    pieces = _pieces(coverage)
    try:
        look = _recognizer().see_lines(picture)
    except PictureError:
        return None
    if not pieces or look.turned:
        return None
    found = [[look.in_picture(segment) for segment in seen.line.segments] for seen in look.seen]
    shared = [sum(_common(piece, box) for piece in pieces for box in boxes) for boxes in found]
    best = int(np.argmax(shared))
    whole = all(sum(_common(piece, box) for box in found[best]) >= _FOUND * piece[2] * piece[3] for piece in pieces)
    alone = sum(shared) - shared[best] <= _ELSEWHERE * shared[best]
    seen = look.seen[best].strip
    return seen.coverage if seen and whole and alone and _fits(look, best, pieces) else None


def _fits(look: Look, place: int, pieces: Sequence[Box]) -> bool:
    """Tell whether a line is not much larger than what was written."""
    left, right = min(piece[0] for piece in pieces), max(piece[0] + piece[2] for piece in pieces)
    top, bottom = min(piece[1] for piece in pieces), max(piece[1] + piece[3] for piece in pieces)
    _, _, width, height = look.box(look.seen[place].line)
    return width <= _WIDER * (right - left) + _LONGER * (bottom - top) and height <= _HIGHER * (bottom - top)


def _pieces(coverage: Coverage) -> list[Box]:
    """Return the boxes of the larger connected pieces of ink."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((coverage > _INK).astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    return [
        (int(left), int(top), int(width), int(height))
        for left, top, width, height, area in stats[1:count]
        if area > _LEAST_PIECE * areas.max()
    ]


def _common(one: Box, other: Box) -> int:
    """Return the area in both boxes."""
    width, height = (
        max(0, min(one[side] + one[side + 2], other[side] + other[side + 2]) - max(one[side], other[side]))
        for side in (0, 1)
    )
    return width * height
