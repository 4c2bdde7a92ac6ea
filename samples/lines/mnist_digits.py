"""MNIST's digits set side by side."""

import cv2
import numpy as np

from digitink.training.data import mnist
from samples.lines.drawing import Bytes

# The gaps between the digits, in px: from some that touch to as far apart as they are written on forms.
LENGTH, CLOSEST, WIDEST = 5, -2, 10
_MARGIN = 4  # px around a string


def string(digits: mnist.Digits, rng: np.random.Generator) -> tuple[Bytes, str]:
    """Set some digits side by side: (36, w) uint8, light on black, and what they are."""
    chosen = rng.integers(len(digits), size=LENGTH)
    page = np.zeros((28, 0), np.uint8)
    for digit in digits.images[chosen]:
        x, _, width, _ = cv2.boundingRect(digit)
        gap = int(rng.integers(CLOSEST, WIDEST + 1)) if page.size else 0
        start = max(0, page.shape[1] + gap)
        wider = np.zeros((28, max(page.shape[1], start + width)), np.uint8)
        wider[:, : page.shape[1]] = page
        wider[:, start : start + width] = np.maximum(wider[:, start : start + width], digit[:, x : x + width])
        page = wider
    return np.pad(page, _MARGIN), "".join(map(str, digits.labels[chosen]))
