"""Small pictures of every kind of file, and damage done to them."""

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from samples.drawing import DRAWINGS, png, render
from samples.hostile import FORMATS, saved

_SMALL = Image.fromarray(render(DRAWINGS[3])).resize((40, 40))
WHOLE = [
    *(saved(_SMALL, kind) for kind in FORMATS),
    png(_SMALL.convert("RGBA")),
    saved(_SMALL.convert("CMYK"), "JPEG", progressive=True),
    saved(_SMALL, "TIFF", compression="tiff_lzw"),
    saved(_SMALL.convert("P"), "PNG", transparency=0),
    saved(_SMALL, "GIF", save_all=True, append_images=[_SMALL.rotate(9)]),
]
_HEADER = 60  # bytes


def damaged(file: bytes, seed: int, kind: str) -> bytes:
    """Change some bytes of a file or of its header, cut some out, put others in, or have its parts change places."""
    rng = np.random.default_rng(seed)
    start, end = np.sort(rng.integers(0, len(file), 2))
    if kind in ("bytes", "header"):
        levels = np.frombuffer(file, np.uint8).copy()
        within = len(file) if kind == "bytes" else _HEADER
        levels[rng.integers(0, within, rng.integers(1, 9))] = rng.integers(0, 256)
        return levels.tobytes()
    if kind == "cut":
        return file[:start] + file[end:]
    if kind == "insert":
        return file[:start] + rng.bytes(int(rng.integers(1, 99))) + file[start:]
    return file[end:] + file[start:end] + file[:start]


DAMAGED = st.builds(
    damaged,
    st.sampled_from(WHOLE),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["bytes", "header", "cut", "insert", "swap"]),
)
