"""Make several views of a line: what is read the same when slanted, smaller or larger is likely right.

Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks", who
average what a network says of several cuts of one picture.
"""

import cv2
import numpy as np

from digitink.ink import Coverage
from digitink.numbers import strip

# Of each further look: px that the top of a strip goes to the right for each px of height, and the size. Chosen on
# lines of the 14 held-out writers (docs/experiments.md); more looks, or wider apart, read no more of them.
_LOOKS = ((0.15, 1.0), (-0.15, 1.0), (0.0, 0.88), (0.0, 1.12))


def views(seen: Coverage) -> list[Coverage]:
    """Show a strip, (strip.HEIGHT, w) uint8, slanted to either side, smaller and larger, each as strip_of gives it."""
    return [_view(seen, slant, size) for slant, size in _LOOKS]


def _view(seen: Coverage, slant: float, size: float) -> Coverage:
    width = round(seen.shape[1] * size) + 2 * strip.MARGIN
    middle = strip.HEIGHT / 2
    matrix = np.array([[size, -slant, slant * middle + strip.MARGIN], [0, size, middle * (1 - size)]])
    return np.asarray(cv2.warpAffine(seen, matrix, (width + width % strip.STEP, strip.HEIGHT)), np.uint8)
