"""Fetch the pictures of a part, one after another, from files, tables and tar files."""

import os
import tarfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.fs import LocalFileSystem

from digitink.bulk import plan
from digitink.bulk.files import SUFFIXES
from digitink.bulk.location import Location, StorageError, located
from digitink.bulk.plan import Part
from digitink.bulk.reader import Encoded
from digitink.errors import PictureError, PictureTooLarge

# A picture of 40 megapixels, the most that is decoded, has as many bytes at the most without compression in RGB.
_MOST_BYTES = 128 * 2**20
# Files that are fetched side by side from a storage that answers in 20 to 100 ms, while others are read.
_AHEAD = 8
_TRIES, _PAUSE = 3, 1.0  # seconds, twice as many the second time
# Rows of a table that are decoded at a time, and bytes of it that are fetched.
_ROWS, _BUFFER = 32, 2**20


class PictureUnavailable(PictureError):
    """A picture whose file is missing, or whose storage does not give it."""


def pictures(part: Part, source: Location) -> Iterator[tuple[str, Encoded]]:
    """Yield the name of each picture and its file's bytes, or why it cannot be had.

    Holds no more than a few pictures. Where a table or a tar file itself is damaged, that is the last of them.
    """
    if part.kind == plan.FILES:
        files = [Location(source.filesystem, path, source.prefix) for path in part.paths]
        if isinstance(source.filesystem, LocalFileSystem):  # which answers sooner than a thread
            yield from ((str(file), _file(file)) for file in files)
        else:
            yield from _side_by_side((str(file), partial(_file, file)) for file in files)
        return
    (path,) = part.paths
    try:
        yield from _of_table(part, source, path) if part.kind == plan.TABLE else _of_tar(source, path)
    except (OSError, tarfile.TarError, EOFError, pa.ArrowInvalid) as error:
        yield source.name(path), PictureUnavailable(f"The rest of this file cannot be read: {error}")


def fetched(picture: bytes | str | None) -> Encoded:
    """Return the bytes of a picture's file, given them or its path or URI; or why they cannot be had."""
    if isinstance(picture, bytes):
        return picture
    try:
        return _file(located(picture)) if picture else PictureUnavailable("There is no picture in this row.")
    except StorageError as error:
        return PictureUnavailable(str(error))


def _side_by_side(files: Iterable[tuple[str, Callable[[], Encoded]]]) -> Iterator[tuple[str, Encoded]]:
    """Fetch files in their order, some ahead of the one whose turn it is."""
    ahead: deque[tuple[str, Future[Encoded]]] = deque()
    with ThreadPoolExecutor(_AHEAD) as pool:
        for name, fetch in files:
            ahead.append((name, pool.submit(fetch)))
            if len(ahead) > _AHEAD:
                first, future = ahead.popleft()
                yield first, future.result()
        for name, future in ahead:
            yield name, future.result()


def _file(location: Location) -> Encoded:
    for tried in range(_TRIES):
        try:
            if isinstance(location.filesystem, LocalFileSystem):
                return _local(location.path)
            with location.filesystem.open_input_stream(location.path) as stream:
                return _limited(stream)
        except FileNotFoundError:
            return PictureUnavailable(f"There is no picture at {location}.")
        except OSError as error:
            reason = error
        time.sleep(_PAUSE * tried)
    return PictureUnavailable(f"{location} cannot be read: {reason}")


def _local(path: str) -> Encoded:
    """Read a file whose size is known before: without room for the largest that is read, which takes as long again."""
    with open(path, "rb") as file:
        return file.read() if os.fstat(file.fileno()).st_size <= _MOST_BYTES else _too_large()


def _limited(stream: Any) -> Encoded:
    data: bytes = stream.read(_MOST_BYTES + 1)
    return data if len(data) <= _MOST_BYTES else _too_large()


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(f"The picture's file has more than {_MOST_BYTES // 2**20} MiB. Make it smaller.")


def _of_table(part: Part, source: Location, path: str) -> Iterator[tuple[str, Encoded]]:
    """Name pictures by their table and row; where it holds URIs, by these."""
    with source.filesystem.open_input_file(path) as file:
        column, *fields = part.column.split(".")
        at = 0
        for batch in pq.ParquetFile(file, buffer_size=_BUFFER).iter_batches(_ROWS, [part.group], [part.column]):
            skipped = max(0, part.start - at)
            wanted = batch.column(column).slice(skipped, max(0, part.start + part.count - at - skipped))
            for name in fields:
                wanted = pc.struct_field(wanted, name)
            if pa.types.is_string(wanted.type) or pa.types.is_large_string(wanted.type):
                yield from _side_by_side((uri or "", partial(fetched, uri)) for uri in wanted.to_pylist())
            else:
                for place, data in enumerate(wanted, part.first + at + skipped):
                    yield f"{source.name(path)}#{place}", fetched(data.as_py())
            at += len(batch)
            if at >= part.start + part.count:
                return


def _of_tar(source: Location, path: str) -> Iterator[tuple[str, Encoded]]:
    """Name pictures by their tar file and their names in it. Other files in it are passed over."""
    with source.filesystem.open_input_stream(path) as stream, tarfile.open(fileobj=stream, mode="r|*") as tar:
        for member in tar:
            if member.isfile() and PurePosixPath(member.name).suffix.lower() in SUFFIXES:
                file = tar.extractfile(member)
                assert file is not None
                yield f"{source.name(path)}#{member.name}", _limited(file)
