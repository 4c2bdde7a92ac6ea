"""IDX, the file format of MNIST: a magic number, the sizes, then the bytes.

Source: the format's description on the MNIST page (LeCun, Cortes, Burges), "THE IDX FILE FORMAT".
"""

import gzip
import math
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitink.errors import DataError

UNSIGNED_BYTE = 0x08


def read(path: Path, dimensions: int) -> npt.NDArray[np.uint8]:
    """Return the array of unsigned bytes in an IDX file, plain or gzipped (.gz).

    The header is big-endian: two zero bytes, the type of the elements, the number of dimensions, then
    one 32-bit size for each. Raises DataError, naming the file, when the magic number is not that of
    unsigned bytes in `dimensions` dimensions, or when the file is shorter or longer than its sizes say.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise DataError(f"{path} cannot be read: {error}.") from error
    magic, expected = int.from_bytes(content[:4], "big"), UNSIGNED_BYTE << 8 | dimensions
    if len(content) >= 4 and magic != expected:
        raise DataError(f"{path} is not the IDX file it should be: its magic number is {magic}, not {expected}.")
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise DataError(f"{path} is truncated: {len(content)} bytes do not hold a header of {header}.")
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    size = math.prod(shape)
    body = len(content) - header
    if body != size:
        problem = "is truncated" if body < size else "is longer than it should be"
        raise DataError(f"{path} {problem}: its header promises {size} bytes ({shape}), {body} follow.")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def write(path: Path, array: npt.NDArray[np.uint8]) -> None:
    """Write an array of unsigned bytes, of any dimensions, as an IDX file that `read` reads."""
    header = struct.pack(f">{1 + array.ndim}I", UNSIGNED_BYTE << 8 | array.ndim, *array.shape)
    path.write_bytes(header + array.tobytes())
