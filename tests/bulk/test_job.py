"""A reader's parts become files, once."""

import multiprocessing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from digitink.bulk import plan
from digitink.bulk.job import _PartReader, tasks
from digitink.bulk.location import located
from digitink.bulk.output import Output, Settings
from digitink.bulk.plan import Part
from digitink.bulk.summary import Summary
from samples.bulk import sources


def begun(tmp_path: Path, count: int) -> tuple[_PartReader, Output, list[Part]]:
    """A reader of digits, where it writes, and what it is to read."""
    source = located(str(sources.folder(tmp_path / "in", count)))
    output, parts = Output(located(str(tmp_path / "out")), "parquet"), plan.made(source)
    output.begin(Settings("in", "parquet", True, {}), parts)
    return _PartReader(source, output, None, digits=True), output, parts


def read(reader: _PartReader, parts: list[Part]) -> list[Summary]:
    return [Summary.from_json(text) for batch in reader(plan.table(parts)) for text in batch.column(0).to_pylist()]


@pytest.mark.parametrize(
    ("count", "readers", "largest"), [(1, 1, 1), (39, 1, 1), (40, 1, 2), (200, 2, 4), (200, 16, 1), (30_001, 1, 7)]
)
def test_tasks_are_few_but_enough_for_each_reader(count: int, readers: int, largest: int) -> None:
    parts = [Part(number, plan.FILES, ["a.png"]) for number in range(count)]
    shared = tasks(parts, readers)
    assert [part for some in shared for part in some] == parts
    assert max(map(len, shared)) == largest
    assert len(shared) <= 5000


def test_a_task_that_begins_again_reads_what_is_not_written(tmp_path: Path) -> None:
    reader, output, parts = begun(tmp_path, 250)
    (first,) = read(reader, parts[:1])
    file = tmp_path / "out" / "part-000000.parquet"
    before = file.stat().st_ino
    summaries = read(reader, parts)
    assert [summary.pictures for summary in summaries] == [100, 100, 50]
    assert summaries[0].mean_confidence == pytest.approx(first.mean_confidence)
    assert file.stat().st_ino == before
    assert output.split(parts) == (parts, [])
    assert pq.read_table(tmp_path / "out").num_rows == 250


def test_a_storage_that_fails_once_works_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, output, parts = begun(tmp_path, 3)
    write, failures = Output.write, iter([OSError("away"), None])

    def failing(self: Output, *arguments: object) -> Summary:
        failure = next(failures)
        if failure:
            raise failure
        return write(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Output, "write", failing)
    assert read(reader, parts) == [output.summary(parts)]


def test_a_part_whose_reader_died_twice_is_read_in_a_subprocess(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, output, parts = begun(tmp_path, 3)
    beside: list[object] = []
    spawn = multiprocessing.get_context("spawn")

    def counted(method: str) -> object:
        beside.append(method)
        return spawn

    monkeypatch.setattr(multiprocessing, "get_context", counted)
    dead = [output.trying(part) for part in 2 * parts]
    assert [each.__enter__() for each in dead] == [0, 1]
    assert [summary.read for summary in read(reader, parts)] == [3]
    assert beside == ["spawn"]
    assert [path.name for path in (tmp_path / "out" / "_digitink").iterdir()] == ["plan.parquet"]
