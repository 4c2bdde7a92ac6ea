"""Files that Unix compress packed are unpacked; damaged ones are refused."""

import shutil
import subprocess

import numpy as np
import pytest

from digitink.training.data import lzw
from tests.training.data.packing import compress


@pytest.mark.parametrize("longest", [9, 10, 12, 16])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a",
        b"aaaaaaaaaaaaaaaa",  # codes that stand for the entry they complete
        b"to be or not to be, " * 500,
        np.random.default_rng(0).integers(0, 256, 5_000, np.uint8).tobytes(),
    ],
)
def test_what_was_packed_is_returned(content: bytes, longest: int) -> None:
    assert lzw.uncompress(compress(content, longest)) == content


def test_the_table_may_be_emptied_on_the_way() -> None:
    content = bytes(range(256)) * 4
    assert lzw.uncompress(compress(content, clear_after=300)) == content


@pytest.mark.skipif(shutil.which("gzip") is None, reason="gzip is not installed")
def test_gzip_unpacks_the_same() -> None:
    packed = compress(b"to be or not to be, " * 500, clear_after=400)
    unpacked = subprocess.run(["gzip", "-dc"], input=packed, capture_output=True, check=True).stdout  # noqa: S607
    assert lzw.uncompress(packed) == unpacked


@pytest.mark.parametrize(
    "packed",
    [b"", b"\x1f\x9d", b"\x1f\x8b\x08\x00", b"\x1f\x9d\x88", b"\x1f\x9d\x9f", b"\x1f\x9d\x90\xff\xff\xff"],
    ids=["empty", "header cut off", "gzip", "8 bits", "31 bits", "unknown code"],
)
def test_anything_else_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"compress|bits|nothing"):
        lzw.uncompress(packed)
