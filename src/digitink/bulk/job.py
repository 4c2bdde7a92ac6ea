"""Read all pictures of a source into a folder, by Ray Data: on this machine, or on a cluster."""

import logging
import math
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from digitink.bulk import apart as beside
from digitink.bulk import cluster, fetch, plan, rows
from digitink.bulk.location import Location, located
from digitink.bulk.output import Output, Settings
from digitink.bulk.plan import Part
from digitink.bulk.progress import reporting
from digitink.bulk.reader import Encoded, Reader
from digitink.bulk.summary import Summary
from digitink.errors import DigitinkError
from digitink.extras import imported
from digitink.recognizer import Recognizer

# Tasks that a run is cut into at the most: Ray's driver takes some ms for each, as do its other processes. With four
# parts of a hundred digits in each, a core reads 6 % more of them than with one. But each reader gets so many tasks, so
# that all end at about the same time.
_TASKS, _PARTS, _TASKS_OF_A_READER = 5000, 4, 20
# A storage that fails once may work the next time.
_TRIES = 3
# Readers that die with the same part before its pictures are read in a process beside: one may die by chance.
_DEATHS = 2
_SUMMARY = "summary"


class RunFailed(DigitinkError):
    """A run that ended before all was read. What it had written stays."""


@dataclass(frozen=True)
class Job:
    """What is to be read, and how."""

    source: str  # a path, a pattern or a URI
    out: str  # a folder's path or URI
    format: str = "parquet"
    digits: bool = False
    model: Path | None = None
    column: str | None = None  # of tables, see plan.made
    readers: int | None = None
    address: str | None = None  # of a cluster; without it, all is done here
    resume: bool = False


@dataclass(frozen=True)
class Result:
    """What a run came to."""

    summary: Summary  # of all pictures, those too that were read before a --resume
    rate: float  # pictures a second, of those that were read now

    def __str__(self) -> str:
        return f"{self.summary}\n{self.rate:,.0f} pictures a second" if self.rate else str(self.summary)


def run(job: Job) -> Result:
    """Read what is not read yet, and show on standard error how far that is.

    Raises NoPictures, BadTable, OutputTaken, StorageError, ModelError, NoCluster, RunFailed, NotInstalled.
    """
    cluster.prepared(job.address)  # before anything is written
    source, output = located(job.source), Output(located(job.out), job.format)
    settings = Settings(str(source), job.format, job.digits, rows.of_models(Recognizer(job.model)))
    parts = output.resume(settings) if job.resume else []
    if not parts:
        parts = plan.made(source, job.column)
        output.begin(settings, parts)
    read, unread = output.split(parts)
    before = output.summary(read)
    if not unread:
        return Result(before, 0.0)
    with cluster.connected(job.address, job.readers) as dashboard:
        if dashboard:
            click.echo(f"Ray's dashboard: http://{dashboard}", err=True)
        began, now = time.monotonic(), Summary()
        with reporting(len(parts), len(read)) as report:
            for each in _summaries(job, source, output, unread):
                report(each)
                now += each
        output.tidy()
        return Result(before + now, now.pictures / (time.monotonic() - began))


def _summaries(job: Job, source: Location, output: Output, parts: list[Part]) -> Iterator[Summary]:
    """Read parts, and yield what each came to. Raises RunFailed."""
    data = _quiet(imported("ray.data", "bulk"))
    pool = cluster.pool(job.readers, len(parts))
    blocks = [plan.table(some) for some in tasks(parts, pool["compute"].max_size)]
    model = job.model.absolute() if job.model else None
    dataset = data.from_arrow(blocks).map_batches(
        _PartReader,
        batch_size=None,  # a block at a time
        batch_format="pyarrow",
        fn_constructor_args=(source, output, model, job.digits),
        **pool,
    )
    try:
        for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            yield from map(Summary.from_json, batch.column(_SUMMARY).to_pylist())
    except imported("ray", "bulk").exceptions.RayError as error:
        reason = error.cause if isinstance(error, imported("ray", "bulk").exceptions.RayTaskError) else error
        why = str(reason).splitlines()[0] or type(reason).__name__
        raise RunFailed(f"The run ended early: {why} Continue with --resume when that is fixed.") from error


def tasks(parts: Sequence[Part], readers: int) -> list[Sequence[Part]]:
    """Share parts out to tasks, in their order, for so many readers."""
    step = max(min(_PARTS, len(parts) // (_TASKS_OF_A_READER * readers)), math.ceil(len(parts) / _TASKS))
    return [parts[start : start + step] for start in range(0, len(parts), step)]


class _PartReader:
    """What an actor of Ray's does: it has a reader, reads parts, and writes a file of each."""

    def __init__(self, source: Location, output: Output, model: Path | None, digits: bool) -> None:
        self._source, self._output = source, output
        self._reader = Reader(model, digits)

    def __call__(self, parts: pa.Table) -> Iterator[pa.Table]:
        for part in plan.parts(parts):
            yield pa.table({_SUMMARY: [self._read(part).to_json()]})

    def _read(self, part: Part) -> Summary:
        """Read a part, but for one that a reader wrote which has died since, with others of the same task."""
        for tried in range(_TRIES):
            try:
                if self._output.holds(part):
                    return self._output.summary([part])
                with self._output.trying(part) as died:
                    return self._output.write(part, self._rows(part, apart=died >= _DEATHS))
            except OSError as error:
                failed = error
                time.sleep(tried)
        raise failed

    def _rows(self, part: Part, apart: bool) -> Iterator[rows.Row]:
        """Rows with their sources, in step: pictures are read some at a time, and their names wait for the rows."""
        names: deque[str] = deque()

        def pictures() -> Iterator[Encoded]:
            for name, picture in fetch.pictures(part, self._source):
                names.append(name)
                yield picture

        for row in beside.read(self._reader, pictures()) if apart else self._reader.read(pictures()):
            yield {"source": names.popleft(), **row}


def _quiet(data: Any) -> Any:
    """Ray Data without its own bars and plans: progress.py tells how far the run is."""
    context = data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return data
