"""Read pictures as a step of any Ray Data pipeline."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitink.bulk.cluster import pool
from digitink.errors import DigitinkError
from digitink.extras import imported

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

# Pictures a call: as many digits as the network takes at once, and few enough photographs for memory.
_BATCH = 64


class ColumnTaken(DigitinkError):
    """A dataset that has a column of its own where reading adds one."""


def read(
    dataset: "Dataset",
    column: str = "bytes",
    *,
    digits: bool = False,
    model: str | Path | None = None,
    readers: int | None = None,
) -> "Dataset":
    """Return the dataset with what was read in each picture, in place of the column that holds the pictures.

    column holds the bytes of their files, or their paths or URIs. A row gets the columns of bulk.rows.FIELDS: text,
    confidence, rejected, digits, ignored, turned; or error and error_kind where the picture could not be read; and
    which models read. digits: one digit a picture, instead of a number of any length. readers: how many read side by
    side, by default one a core. Nothing is read before the dataset is used, which then raises ColumnTaken, ModelError.
    """
    return dataset.map_batches(
        _BatchReader,
        batch_size=_BATCH,
        batch_format="pyarrow",
        fn_constructor_args=(column, Path(model).absolute() if model else None, digits),
        **pool(readers),
    )


class _BatchReader:
    """What an actor of Ray's does: it has a reader, and reads batches."""

    def __init__(self, column: str, model: Path | None, digits: bool) -> None:
        self._column = column
        self._reader = imported("digitink.bulk.reader", "bulk").Reader(model, digits)

    def __call__(self, batch: "pa.Table") -> "Iterator[pa.Table]":
        pa, fetch, rows = (imported(name, "bulk") for name in ("pyarrow", "digitink.bulk.fetch", "digitink.bulk.rows"))
        added = pa.schema(rows.FIELDS)
        taken = sorted({*batch.column_names} & {*added.names} - {self._column})
        if taken:
            raise ColumnTaken(f"Rename the dataset's own {', '.join(taken)}: reading adds a column of that name.")
        values: list[Any] = batch.column(self._column).to_pylist()
        batch = batch.drop_columns([self._column])
        read = pa.Table.from_pylist(list(self._reader.read(map(fetch.fetched, values))), added)
        for name in added.names:
            batch = batch.append_column(name, read.column(name))
        yield batch
