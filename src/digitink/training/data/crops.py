"""Make an epoch for the finder: square crops of photographs, which every core makes anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training.data import photographs
from digitink.training.data.epochs import drawn
from digitink.training.data.handwriting import Sources

Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

SIDE = 256  # px: most of a picture, and a multiple of the network's coarsest step
PART = 120  # parts of photographs that a core makes at a time
_OF_EACH = 2  # parts of one photograph: making one takes longer than cutting
_CHOSEN = 0.6  # of the parts lie where ink is, for many would have none ...
_TRIED = 4  # ... which is where there is most of it of so many places
_EVERY = 4  # That is measured on every so many-th px of each side: quicker, and as good.
_INVERTED = 0.15  # of the parts, so that light ink is no rarer than it is met


@dataclass(frozen=True)
class PhotographSources:
    """What photographs are made of."""

    handwriting: Sources
    fonts: Sequence[Path]  # printed ones


@contextmanager
def epochs(
    sources: PhotographSources, seed: int, size: int = PART
) -> Iterator[Callable[[int, int], tuple[Bytes, Bytes]]]:
    """Start what makes an epoch by every core: (epoch, how many times size of them) -> what `draw` gives."""
    with drawn(draw, sources, seed) as parts:

        def epoch(number: int, count: int) -> tuple[Bytes, Bytes]:
            pictures, coverages = zip(*parts(number, [size] * count), strict=True)
            return np.concatenate(pictures), np.concatenate(coverages)

        yield epoch


def draw(sources: PhotographSources, count: int, rng: Random) -> tuple[Bytes, Bytes]:
    """Make parts of photographs, (count, SIDE, SIDE) uint8, and how much of each px handwriting covers, the same."""
    pictures, coverages = np.empty((2, count, SIDE, SIDE), np.uint8)
    for place in range(0, count, _OF_EACH):
        whole = photographs.photograph(sources.handwriting, sources.fonts, rng)
        for each in range(place, min(count, place + _OF_EACH)):
            pictures[each], coverages[each] = _part(*whole, rng)
    return pictures, coverages


def _part(picture: Bytes, coverage: Bytes, rng: Random) -> tuple[Bytes, Bytes]:
    """Cut a square out, turned by quarters as it comes, its light and dark exchanged at times."""
    picture, coverage = _no_smaller(picture, coverage)
    places = [[int(rng.integers(length - SIDE + 1)) for length in picture.shape] for _ in range(_TRIED)]
    inked = [int(coverage[top : top + SIDE : _EVERY, left : left + SIDE : _EVERY].sum()) for top, left in places]
    top, left = places[int(np.argmax(inked))] if rng.random() < _CHOSEN else places[0]
    turn, inverted = int(rng.integers(4)), rng.random() < _INVERTED
    parts = []
    for each in (picture, coverage):
        part = np.rot90(each[top : top + SIDE, left : left + SIDE], turn)
        parts.append(part)
    return (255 - parts[0] if inverted else parts[0]), parts[1]


def _no_smaller(picture: Bytes, coverage: Bytes) -> tuple[Bytes, Bytes]:
    """Bring a photograph to SIDE at least, and its coverage, mirrored at the edges: so there is no seam to see."""
    short = [max(0, SIDE - length) for length in picture.shape]
    if not any(short):
        return picture, coverage
    edges = (short[0] // 2, -(-short[0] // 2), short[1] // 2, -(-short[1] // 2))
    grown = (cv2.copyMakeBorder(each, *edges, cv2.BORDER_REFLECT_101) for each in (picture, coverage))
    return next(grown), next(grown)
