"""The picture that the tests save in many ways, and the kinds of file that are decoded in a process of their own."""

from typing import Any

import numpy as np
import numpy.typing as npt

# A ramp with a corner of its own, so that turning or mirroring it shows.
RAMP: npt.NDArray[np.uint8] = np.tile(np.arange(0, 240, 6, dtype=np.uint8), (30, 1))
RAMP[:8, :8] = 255

CONTAINERS = ["AVIF", "HEIC"]

# What each kind of file is saved with, so that it loses nothing.
LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "WEBP": {"lossless": True},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
    "HEIC": {"quality": -1, "chroma": 444, "matrix_coefficients": 0},
}
