"""A line's strokes and printed boxes drawn with a round pen."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from samples.lines.characters import Floats
from samples.lines.styles import Style, spread

Bytes = npt.NDArray[np.uint8]

_MARGINS = (0.1, 1.5)
_DRAWN_AT = 4  # times as large, then reduced: anti-aliased
_FRACTION = 4  # bits of OpenCV's coordinates that are behind the point


@dataclass
class Page:
    """What is to be drawn: strokes of the pen, and boxes printed in another gray and width."""

    strokes: list[Floats] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    box_pen: float = 0.02
    box_gray: int | None = None  # None: as dark as the pen


def draw(page: Page, height: float, style: Style, rng: np.random.Generator) -> Bytes:
    """Draw a page with a round pen, (h, w) uint8, on a white canvas that is larger than the ink by some margin."""
    slope = np.radians(style.climb)
    turn = np.array([[np.cos(slope), -np.sin(slope)], [np.sin(slope), np.cos(slope)]])
    everything = np.concatenate([*page.strokes, *page.boxes]) @ turn
    margins = np.array([[spread(_MARGINS, rng) for _ in range(2)] for _ in range(2)]) + style.pen
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
        alpha = cv2.resize(covered, (across, down), interpolation=cv2.INTER_AREA) / 255
        canvas = np.minimum(canvas, np.round(255 - alpha * (255 - gray))).astype(np.uint8)
    return canvas
