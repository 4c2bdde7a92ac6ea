"""Prepare a drawing for the store: gray, small enough, and stripped of everything else that was sent."""

import io
from typing import Any

import cv2
import numpy as np
from PIL import Image

from digitink.picture import Luminance
from digitink.results import Mark

# What a drawing is reduced to: twice what the ink is looked for in, so that a later version may look closer.
_LONGEST_SIDE = 1000


def reduced(drawing: Luminance) -> Luminance:
    """Make a drawing smaller where it is large."""
    height, width = drawing.shape
    scale = _LONGEST_SIDE / max(height, width)
    if scale >= 1:
        return drawing
    size = [max(1, round(scale * length)) for length in (width, height)]
    return np.asarray(cv2.resize(drawing, size, interpolation=cv2.INTER_AREA))


def boxed(mark: Mark, scale: float) -> dict[str, Any]:
    """Return a digit that was read, with its box in the px of a drawing that was reduced by a scale."""
    box = [round(scale * length, 1) for length in mark.box]
    return {"box": box, "digit": mark.prediction.digit, "confidence": mark.prediction.confidence}


def png_of(drawing: Luminance) -> bytes:
    """Write a gray PNG with the drawing's pixels and nothing else of what was sent."""
    file = io.BytesIO()
    Image.fromarray(drawing).save(file, "PNG")
    return file.getvalue()
