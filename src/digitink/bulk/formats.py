"""Write rows of results as Parquet, CSV or JSON lines, and read their counts back."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.json
import pyarrow.parquet as pq

from digitink.bulk.rows import SCHEMA

Write = Callable[[pa.Table], object]


@dataclass(frozen=True)
class Format:
    """One of them."""

    suffix: str
    writing: Callable[[Any], AbstractContextManager[Write]]  # to a stream of bytes
    reading: Callable[[], Any]  # as pyarrow.dataset wants it


@contextmanager
def _parquet(stream: Any) -> Iterator[Write]:
    with pq.ParquetWriter(stream, SCHEMA, compression="zstd") as writer:
        yield writer.write_table


@contextmanager
def _csv(stream: Any) -> Iterator[Write]:
    """Write lists, which a table of text has no place for, as JSON."""
    flat = pa.schema([(field.name, pa.string() if pa.types.is_list(field.type) else field.type) for field in SCHEMA])
    with pyarrow.csv.CSVWriter(stream, flat) as writer:

        def write(rows: pa.Table) -> None:
            for place, field in enumerate(SCHEMA):
                if pa.types.is_list(field.type):
                    values = [json.dumps(value) for value in rows.column(place).to_pylist()]
                    rows = rows.set_column(place, field.name, pa.array(values, pa.string()))
            writer.write_table(rows)

        yield write


@contextmanager
def _jsonl(stream: Any) -> Iterator[Write]:
    def write(rows: pa.Table) -> None:
        stream.write("".join(f"{json.dumps(row)}\n" for row in rows.to_pylist()).encode())

    yield write


def _read_csv() -> Any:
    types = {field.name: field.type for field in SCHEMA if not pa.types.is_list(field.type)}
    options = pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    newlines = pyarrow.csv.ParseOptions(newlines_in_values=True)  # between the lines of a page
    return pyarrow.dataset.CsvFileFormat(newlines, convert_options=options)


def _read_jsonl() -> Any:
    ignoring = pyarrow.json.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="ignore")
    return pyarrow.dataset.JsonFileFormat(parse_options=ignoring)


FORMATS = {
    "parquet": Format(".parquet", _parquet, pyarrow.dataset.ParquetFileFormat),
    "csv": Format(".csv", _csv, _read_csv),
    "jsonl": Format(".jsonl", _jsonl, _read_jsonl),
}
