"""Two digits that touch, seen as a whole: cut apart, each loses ink that is the other's too, or keeps some of it."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from digitink import ink, model
from digitink.ink import Coverage

Floats = npt.NDArray[np.float64]

SHIPPED = Path(model.__file__).parent / "pairs.onnx"
HEIGHT, WIDTH = 24, 40  # px, what the network sees
_HIGH, _WIDEST = 20, 36  # px, the ink in it
# The network's logits: ten of the left digit, ten of the right one, and that they are two at all.
LEFT, RIGHT, TWO = slice(0, 10), slice(10, 20), 20


def load(path: Path = SHIPPED) -> model.Model:
    """Open a network that reads pairs, as model.load opens one that reads digits. Raises ModelError."""
    return model.load(path, side=(HEIGHT, WIDTH), outputs=(TWO + 1,))


def normalise(coverage: Coverage) -> Coverage:
    """Set ink in the middle of (24, 40) uint8, 20 px high, and squeezed where it would be more than 36 px wide.

    coverage is (h, w) uint8, 0 none to 255 all. Like ink.normalise, which keeps the form of a digit; here the height
    tells more than the form. Raises EmptyPicture.
    """
    drawn = ink.cut_to_ink(coverage)
    scale = _HIGH / len(drawn)
    width = max(1, min(_WIDEST, round(drawn.shape[1] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    box = cv2.resize(drawn.astype(np.float32), (width, _HIGH), interpolation=method)
    seen = np.zeros((HEIGHT, WIDTH), np.uint8)
    top, left = (HEIGHT - _HIGH) // 2, (WIDTH - width) // 2
    seen[top : top + _HIGH, left : left + width] = np.clip(box * (255 / box.max()), 0, 255).round()
    return seen


def log_probabilities(logits: npt.NDArray[np.floating]) -> Floats:
    """(n, 21) calibrated logits -> (n, 10, 10): how probable it is that they are two digits, a left and a right one."""
    said = logits.astype(np.float64)
    left, right = (said[:, side] - np.logaddexp.reduce(said[:, side], axis=1, keepdims=True) for side in (LEFT, RIGHT))
    two = -np.logaddexp(0, -said[:, TWO])
    return np.asarray(two[:, np.newaxis, np.newaxis] + left[:, :, np.newaxis] + right[:, np.newaxis, :])
