"""The network that finds ink in a photograph: how much of each pixel handwriting covers."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from digitink import model
from digitink.ink.page import Coverage
from digitink.picture import Luminance

SHIPPED = Path(model.__file__).parent / "finder.onnx"

# The network halves a picture five times: sides are made multiples of this, in px.
_STEP = 32
# A larger picture is looked at in parts of this side, in px: all of its maps at once would take 100 MB and more. Each
# is seen with so much of what lies around it.
_PART, _AROUND = 512, 64


@dataclass(frozen=True)
class Finder:
    """Finds handwriting on whatever it lies, whatever else is in the picture."""

    network: model.Model

    def coverage(self, luminance: Luminance) -> Coverage:
        """Return how much of each pixel handwriting covers, 0 none to 255 all: (h, w) uint8 of (h, w) uint8."""
        height, width = luminance.shape
        if max(height, width) <= _PART:
            return self._at_once(luminance)
        inner = _PART - 2 * _AROUND
        found = np.empty_like(luminance)
        for top in range(0, height, inner):
            for left in range(0, width, inner):
                above, before = min(top, _AROUND), min(left, _AROUND)
                part = luminance[top - above : top + inner + _AROUND, left - before : left + inner + _AROUND]
                own = found[top : top + inner, left : left + inner]
                own[:] = self._at_once(part)[above : above + own.shape[0], before : before + own.shape[1]]
        return found

    def _at_once(self, luminance: Luminance) -> Coverage:
        height, width = luminance.shape
        padded = cv2.copyMakeBorder(luminance, 0, -height % _STEP, 0, -width % _STEP, cv2.BORDER_REPLICATE)
        logits = self.network.run(padded[np.newaxis])[0, 0, :height, :width]
        return np.asarray((255 / (1 + np.exp(-logits))).round(), np.uint8)


def load(path: Path = SHIPPED) -> Finder:
    """Open a network that finds ink, and its card. Raises ModelError, see model.load."""
    return Finder(model.load(path, side=None))
