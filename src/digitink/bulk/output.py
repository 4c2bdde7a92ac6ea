"""Write the folder of results: each part a file that appears whole or not at all, and the plan that --resume needs."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
from pyarrow.fs import FileSelector, FileType

from digitink.bulk import plan
from digitink.bulk.formats import FORMATS
from digitink.bulk.location import Location, StorageError
from digitink.bulk.plan import Part
from digitink.bulk.rows import SCHEMA, Row
from digitink.bulk.summary import COLUMNS, Summary
from digitink.errors import DigitinkError

# pyarrow, Spark, Ray and others that read a folder pass over names that begin with an underscore.
_OWN, _PLAN, _UNFINISHED, _TRIED = "_digitink", "plan.parquet", ".unfinished", ".tried"
_SETTINGS = b"digitink"
_ROWS = 500  # that are held before they are written


class OutputTaken(DigitinkError):
    """A folder that holds something already, or another run's results."""


@dataclass(frozen=True)
class Settings:
    """What two runs have in common if one can go on where the other ended."""

    source: str
    format: str
    digits: bool
    models: dict[str, str]  # the SHA-256 of each


@dataclass(frozen=True)
class Output:
    """A folder of results in one of the FORMATS. Can be pickled."""

    folder: Location
    format: str

    def begin(self, settings: Settings, parts: list[Part]) -> None:
        """Keep a new run's plan. Raises OutputTaken where the folder is not empty, StorageError."""
        with _storing(self.folder):
            self.folder.filesystem.create_dir(self.folder.inside(_OWN), recursive=True)
            if self.folder.files():
                raise OutputTaken(
                    f"{self.folder} is not empty. Go on with --resume where a run ended, or name another."
                )
            with self._whole(_OWN, _PLAN) as stream:
                metadata = {_SETTINGS: json.dumps(asdict(settings)).encode()}
                pq.write_table(plan.table(parts).replace_schema_metadata(metadata), stream)

    def resume(self, settings: Settings) -> list[Part]:
        """Return the plan of the run that was begun here; none where there was no run.

        Raises OutputTaken where it was another run, and StorageError.
        """
        self.tidy()
        path = self.folder.inside(_OWN, _PLAN)
        if path not in self.folder.files():
            return []
        with _storing(self.folder), self.folder.filesystem.open_input_file(path) as file:
            table = pq.read_table(file)
        begun = json.loads(table.schema.metadata[_SETTINGS])
        other = [name for name, value in asdict(settings).items() if begun[name] != value]
        if other:
            raise OutputTaken(f"{self.folder} was begun with another {' and '.join(other)}. Name another folder.")
        return plan.parts(table)

    def tidy(self) -> None:
        """Remove what readers that were killed have left. Raises StorageError."""
        with _storing(self.folder):
            for file in self.folder.files():
                if file.endswith(_UNFINISHED) or _TRIED in file:
                    self.folder.filesystem.delete_file(file)

    def split(self, parts: Iterable[Part]) -> tuple[list[Part], list[Part]]:
        """Return those parts whose file is there, and the others. Raises StorageError."""
        there = set(self.folder.files())
        read: list[Part] = []
        unread: list[Part] = []
        for part in parts:
            (read if self.folder.inside(self._name(part)) in there else unread).append(part)
        return read, unread

    def holds(self, part: Part) -> bool:
        """Tell whether a part's file is there. Raises OSError."""
        info = self.folder.filesystem.get_file_info(self.folder.inside(self._name(part)))
        return bool(info.type == FileType.File)

    @contextmanager
    def trying(self, part: Part) -> Iterator[int]:
        """Say how many readers of a part have died before, for which each leaves a file until this ends."""
        filesystem, folder = self.folder.filesystem, self.folder.inside(_OWN, f"{part.number:06}{_TRIED}")
        filesystem.create_dir(folder)
        died = len(filesystem.get_file_info(FileSelector(folder)))
        with filesystem.open_output_stream(f"{folder}/{uuid.uuid4().hex}") as stream:
            stream.write(b"-")
        try:
            yield died
        finally:
            with suppress(OSError):  # another reader of the same part, from before its node was lost, did it
                filesystem.delete_dir(folder)

    def write(self, part: Part, rows: Iterable[Row]) -> Summary:
        """Write a part's file and return what is in it. Raises OSError."""
        summary = Summary()
        with self._whole(self._name(part)) as stream, FORMATS[self.format].writing(stream) as write:
            each = iter(rows)
            while some := list(islice(each, _ROWS)):
                table = pa.Table.from_pylist(some, SCHEMA)
                write(table)
                summary += Summary.of(table)
        return summary

    def summary(self, parts: Iterable[Part]) -> Summary:
        """Return what is in the files of parts that were read. Raises StorageError."""
        with _storing(self.folder):
            files = self.folder.filesystem.get_file_info([self.folder.inside(self._name(part)) for part in parts])
            paths = [file.path for file in files if file.size]  # a tar file without pictures has no JSON lines
            if not paths:
                return Summary()
            counted = pa.schema([SCHEMA.field(name) for name in COLUMNS])
            reading = FORMATS[self.format].reading()
            rows = pyarrow.dataset.dataset(paths, counted, reading, self.folder.filesystem)
            return sum(map(Summary.of, rows.to_batches(columns=COLUMNS)), Summary())

    def _name(self, part: Part) -> str:
        return f"part-{part.number:06}{FORMATS[self.format].suffix}"

    @contextmanager
    def _whole(self, *names: str) -> Iterator[Any]:
        """Open a file that bears its name when all is written: whoever is killed leaves none behind.

        Two processes may write the same at once, as after a node is lost: each has a file of its own until then.
        """
        filesystem, path = self.folder.filesystem, self.folder.inside(*names)
        unfinished = self.folder.inside(_OWN, f"{names[-1]}.{uuid.uuid4().hex}{_UNFINISHED}")
        try:
            with filesystem.open_output_stream(unfinished, compression=None) as stream:
                yield stream
            filesystem.move(unfinished, path)
        except Exception:
            filesystem.delete_file(unfinished)
            raise


@contextmanager
def _storing(folder: Location) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{folder} cannot be read or written: {error}.") from error
