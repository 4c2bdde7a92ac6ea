"""The kinds of lines, each line composed from nothing but its kind, its place and a seed."""

from collections.abc import Iterator

import numpy as np

from samples.lines.boxes import fill_boxes
from samples.lines.drawing import Bytes, Page, draw
from samples.lines.hands import write
from samples.lines.joining import NEAR, gaps_of, join, joins_of
from samples.lines.placing import places_of
from samples.lines.styles import spread, style_of
from samples.lines.texts import number, text_of

Line = tuple[Bytes, str]  # (h, w) uint8, dark on white, and what is written there, signs among it

KINDS = ("apart", "touching", "joined", "uneven", "signs", "boxes", "letters", "amounts")
_HEIGHTS = (30, 250)  # px of a digit, from a number on a small canvas to one that fills a tablet


def lines(kind: str, count: int, seed: int = 0) -> Iterator[Line]:
    """Yield lines of one of KINDS: (h, w) uint8, dark on white, and what is written, such as "24.11.2026" or "0417".

    A line is the same for its place and the seed, whatever the count. Raises DataError where strokes are not installed.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    for place in range(count):
        yield _line(kind, np.random.default_rng([seed, KINDS.index(kind), place]))


def _line(kind: str, rng: np.random.Generator) -> Line:
    style = style_of(kind, rng)
    text = text_of(kind, rng)
    characters = write(text, style, rng)
    while kind == "joined" and min(gaps_of(characters)) >= NEAR:  # nobody would join any of these
        text = number(rng, len(text), len(text))
        characters = write(text, style, rng)
    page = Page()
    if kind == "boxes":
        fill_boxes(page, characters, rng)
    else:
        joined = joins_of(characters, rng) if kind == "joined" else [False] * len(text)
        page.strokes = join(characters, places_of(characters, joined, kind, style, rng), joined, rng)
    height = spread(_HEIGHTS, rng)
    return draw(page, height, style, rng), text
