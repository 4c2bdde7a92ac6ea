"""An IDX file is read exactly, or refused by name and with the reason."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from digitink import idx
from digitink.errors import DataError

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
CONTENT = struct.pack(">IIII", 0x0803, 2, 3, 4) + ARRAY.tobytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "images-idx3-ubyte"


def test_an_array_is_read_in_its_shape(path: Path) -> None:
    path.write_bytes(CONTENT)
    np.testing.assert_array_equal(idx.read(path, dimensions=3), ARRAY)


def test_a_gzipped_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(CONTENT))
    np.testing.assert_array_equal(idx.read(path, dimensions=3), ARRAY)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (CONTENT[:10], "truncated: 10 bytes do not hold a header of 16"),
        (CONTENT[:-1], "truncated: its header promises 24 bytes"),
        (CONTENT + b"\0", "longer than it should be"),
        (struct.pack("<IIII", 0x0803, 2, 3, 4) + ARRAY.tobytes(), "magic number is 50855936, not 2051"),
        (struct.pack(">IIII", 0x0D03, 2, 3, 4) + ARRAY.tobytes(), "magic number"),
        (struct.pack(">IIII", 0x0803, 2**31, 2**31, 2**31), "truncated"),
    ],
    ids=["empty", "half a header", "a byte short", "a byte long", "little-endian", "floats", "absurd sizes"],
)
def test_what_is_wrong_is_said_of_which_file(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    with pytest.raises(DataError, match=reason) as refusal:
        idx.read(path, dimensions=3)
    assert str(path) in str(refusal.value)


def test_labels_are_not_taken_for_pictures(path: Path) -> None:
    path.write_bytes(struct.pack(">II", 0x0801, 5) + bytes(5))
    with pytest.raises(DataError, match="magic number is 2049, not 2051"):
        idx.read(path, dimensions=3)


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere"):
        idx.read(tmp_path / "nowhere", dimensions=1)
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(CONTENT)[:20])
    with pytest.raises(DataError, match=r"broken\.gz"):
        idx.read(broken, dimensions=3)


def test_what_is_written_is_read_back(path: Path) -> None:
    for array in (ARRAY, ARRAY[:0], ARRAY[0, 0], ARRAY.transpose(2, 0, 1)):
        idx.write(path, array)
        np.testing.assert_array_equal(idx.read(path, dimensions=array.ndim), array)
    idx.write(path, ARRAY)
    assert path.read_bytes() == CONTENT
