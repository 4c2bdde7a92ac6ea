"""Read pictures in a separate process, so that a picture that crashes it costs only its own row."""

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from digitink.bulk import rows
from digitink.bulk.reader import Encoded, Reader
from digitink.bulk.rows import Row
from digitink.errors import PictureError


class PictureEndsReader(PictureError):
    """A picture whose reader was ended from outside or crashed, again and again."""


def read(reader: Reader, pictures: Iterable[Encoded]) -> Iterator[Row]:
    """Yield what reader.read yields, at half the speed."""
    unread, spawn = iter(pictures), multiprocessing.get_context("spawn")  # why it spawns: see processes.py
    while (picture := next(unread, None)) is not None:
        with ProcessPoolExecutor(1, spawn, _begin, (reader.model, reader.digits)) as pool:
            while picture is not None:
                try:
                    yield pool.submit(_read, picture).result()
                except BrokenProcessPool:
                    error = PictureEndsReader("The process that read this picture ended: it may want too much memory.")
                    yield {**reader.same, **rows.of_error(error)}
                    break
                picture = next(unread, None)


# What follows runs in the process beside.

_reader: Reader


def _begin(model: Path | None, digits: bool) -> None:
    global _reader
    _reader = Reader(model, digits)


def _read(picture: Encoded) -> Row:
    (row,) = _reader.read([picture])
    return row
