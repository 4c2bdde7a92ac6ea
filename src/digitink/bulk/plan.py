"""Plan a run: cut SOURCE into parts, each of which becomes one file in OUT."""

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq

from digitink.bulk.files import SUFFIXES, NoPictures
from digitink.bulk.location import Location, StorageError
from digitink.errors import DigitinkError

FILES, TABLE, TAR = "files", "table", "tar"

_TABLES, _TARS = (".parquet", ".pq"), (".tar", ".tar.gz", ".tgz")
# A part is what is read again after its reader has died, and what one reader of many takes: a run of a million pictures
# keeps 500 readers busy with four parts each. A part of fewer pictures than the least takes Ray longer to hand out than
# to read; more than the most bring nothing.
_PARTS, _LEAST, _MOST = 2000, 100, 10_000
# A reader has to decode a row group from its beginning to come to its part, so it is cut into this many at the most.
_CUTS = 32
# What columns of URIs are mostly called.
_NAMED = {"uri", "url", "path", "file", "source"}
_LISTED_AT_A_TIME = 16  # tables whose footers are read side by side: each waits for the storage


class BadTable(DigitinkError):
    """A table that has no column of pictures."""


@dataclass(frozen=True)
class Part:
    """Some of the pictures, in a fixed order: what one task reads and one file of OUT holds."""

    number: int
    kind: str  # FILES, TABLE or TAR
    paths: list[str]  # of the pictures, of the one table or of the one tar file
    group: int = 0  # of a table: which row group, and which of its rows
    start: int = 0
    count: int = 0  # pictures; 0 where it is not known before they are read
    first: int = 0  # of a table: the number of the row group's first row
    column: str = ""


_SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("kind", pa.string()),
        ("paths", pa.list_(pa.string())),
        *((name, pa.int64()) for name in ("group", "start", "count", "first")),
        ("column", pa.string()),
    ]
)


def made(source: Location, column: str | None = None) -> list[Part]:
    """List a source and cut it into parts.

    column is that of a table's pictures; by default the only one that may hold any. Raises NoPictures, BadTable,
    StorageError.
    """
    files = source.files()
    tables, tars = (_ending(files, suffixes) for suffixes in (_TABLES, _TARS))
    pictures = files if files == [source.path] and not tables + tars else _ending(files, tuple(SUFFIXES))
    footers = list(_footers(source, tables, column))
    total = len(pictures) + sum(footer.rows for footer in footers)
    if not total + len(tars):
        raise NoPictures(f"{source}: there are no pictures, Parquet tables or tar files here.")
    size = min(max(math.ceil(total / _PARTS), _LEAST), _MOST)
    parts = [*_of_files(pictures, size), *(part for footer in footers for part in footer.parts(size))]
    parts += [partial(Part, kind=TAR, paths=[tar]) for tar in tars]
    return [part(number) for number, part in enumerate(parts)]


def table(parts: Iterable[Part]) -> pa.Table:
    """Return parts as a table, a row each."""
    return pa.Table.from_pylist([asdict(part) for part in parts], _SCHEMA)


def parts(rows: pa.Table) -> list[Part]:
    """Return the parts of a table that `table` made."""
    return [Part(**row) for row in rows.to_pylist()]


_Numbered = Callable[[int], Part]  # a part but for its number


def _ending(files: Iterable[str], suffixes: tuple[str, ...]) -> list[str]:
    return [file for file in files if file.lower().endswith(suffixes)]


def _of_files(paths: list[str], size: int) -> Iterator[_Numbered]:
    for start in range(0, len(paths), size):
        some = paths[start : start + size]
        yield partial(Part, kind=FILES, paths=some, count=len(some))


@dataclass(frozen=True)
class _Footer:
    """What a Parquet file says of the pictures in it."""

    path: str
    column: str
    groups: list[int]  # rows in each row group

    @property
    def rows(self) -> int:
        return sum(self.groups)

    def parts(self, size: int) -> Iterator[_Numbered]:
        first = 0
        for group, rows in enumerate(self.groups):
            step = max(size, math.ceil(rows / _CUTS))
            for start in range(0, rows, step):
                count = min(step, rows - start)
                place = {"group": group, "start": start, "count": count, "first": first}
                yield partial(Part, kind=TABLE, paths=[self.path], column=self.column, **place)
            first += rows


def _footers(source: Location, paths: list[str], column: str | None) -> Iterator[_Footer]:
    def footer(path: str) -> _Footer:
        try:
            with source.filesystem.open_input_file(path) as file:
                opened = pq.ParquetFile(file)
                metadata, schema = opened.metadata, opened.schema_arrow
        except (OSError, pa.ArrowInvalid) as error:
            raise StorageError(f"{source.name(path)} cannot be read as a Parquet table: {error}") from error
        groups = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
        return _Footer(path, _column(schema, column, source.name(path)), groups)

    with ThreadPoolExecutor(_LISTED_AT_A_TIME) as pool:
        yield from pool.map(footer, paths)


def _column(schema: pa.Schema, wanted: str | None, name: str) -> str:
    """Choose the column of a table that holds pictures, a field of a struct as struct.field. Raises BadTable."""
    types = {column: type_ for field in schema for column, type_ in _columns(field)}
    binary, text = ([column for column, type_ in types.items() if is_(type_)] for is_ in (_is_binary, _is_text))
    if wanted in binary + text:
        return wanted
    likely = binary or [column for column in text if column.lower() in _NAMED]
    if wanted is None and len(likely) == 1:
        return likely[0]
    raise BadTable(
        f"{name}: say with --column which column holds the pictures' bytes, or their paths or URIs. "
        f"There are {', '.join(binary + text) or 'none of such a type'}."
    )


def _columns(field: pa.Field) -> Iterator[tuple[str, pa.DataType]]:
    if not pa.types.is_struct(field.type):
        yield field.name, field.type
        return
    for inner in field.type:
        for name, type_ in _columns(inner):
            yield f"{field.name}.{name}", type_


def _is_binary(type_: pa.DataType) -> bool:
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_))


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))
