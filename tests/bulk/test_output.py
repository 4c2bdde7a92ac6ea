"""Files of results appear whole or not at all, and a run goes on only where it was begun."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from digitink.bulk import plan, rows
from digitink.bulk.formats import FORMATS
from digitink.bulk.location import StorageError, located
from digitink.bulk.output import Output, OutputTaken, Settings
from digitink.bulk.plan import FILES, Part
from digitink.bulk.reader import Reader
from digitink.bulk.rows import Row
from digitink.bulk.summary import Summary
from samples.bulk import sources
from samples.drawing import png
from samples.writing import Hand, written

SETTINGS = Settings("scans", "parquet", False, {"digits_sha256": "abc"})
PARTS = [Part(number, FILES, [f"{number}.png"], count=1) for number in range(3)]


@pytest.fixture(scope="module")
def read() -> list[Row]:
    """A page, a digit and a refusal."""
    pictures = [png(written(["19", "07"], Hand())[0]), sources.files()[7][1], b"none"]
    named = zip(("a, b.png", "c.png", "d.png"), Reader().read(pictures), strict=True)
    return [{"source": name, **row} for name, row in named]


def output(folder: Path, format_: str = "parquet") -> Output:
    return Output(located(str(folder)), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_holds_every_column(tmp_path: Path, read: list[Row], format_: str) -> None:
    to = output(tmp_path, format_)
    to.begin(SETTINGS, PARTS)
    summary = to.write(PARTS[1], read)
    assert (summary.pictures, summary.read, summary.rejected) == (3, 2, 0)
    assert dict(summary.refused) == {"UnreadablePicture": 1}
    (file,) = (path for path in tmp_path.iterdir() if path.is_file())
    assert file.name == f"part-000001.{format_}"
    table = pa.Table.from_pylist(read, rows.SCHEMA)
    if format_ == "parquet":
        assert pq.read_table(file) == table
        assert pyarrow.dataset.dataset(tmp_path).to_table() == table  # the plan is no part of it
    elif format_ == "jsonl":
        assert [json.loads(line) for line in file.read_text().splitlines()] == table.to_pylist()
    else:
        written = list(csv.DictReader(file.read_text().splitlines(keepends=True)))
        assert [row["text"] for row in written] == ["19\n07", read[1]["text"], ""]
        assert json.loads(written[0]["digits"]) == read[0]["digits"]
    split = to.split(to.resume(SETTINGS))
    assert split == ([PARTS[1]], [PARTS[0], PARTS[2]])
    again = to.summary(split[0])
    assert (again.read, again.rejected, again.refused) == (summary.read, summary.rejected, summary.refused)
    assert again.mean_confidence == pytest.approx(summary.mean_confidence)


@pytest.mark.parametrize("format_", FORMATS)
def test_counts_include_files_of_no_errors_and_of_errors_alone(tmp_path: Path, read: list[Row], format_: str) -> None:
    to = output(tmp_path, format_)
    to.begin(SETTINGS, PARTS)
    to.write(PARTS[0], read[:2])
    to.write(PARTS[1], read[2:])
    to.write(PARTS[2], [])
    assert to.summary(PARTS).refused == {"UnreadablePicture": 1}
    assert to.summary(PARTS).read == 2


def test_what_fails_leaves_no_file(tmp_path: Path, read: list[Row]) -> None:
    to = output(tmp_path)
    to.begin(SETTINGS, PARTS)

    def failing() -> Iterator[Row]:
        yield from read * 400
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        to.write(PARTS[0], failing())
    assert to.split(PARTS) == ([], PARTS)
    assert [path.name for path in (tmp_path / "_digitink").iterdir()] == ["plan.parquet"]


def test_what_a_killed_reader_left_is_removed_and_told(tmp_path: Path, read: list[Row]) -> None:
    to = output(tmp_path)
    to.begin(SETTINGS, PARTS)
    trying = [to.trying(PARTS[0]) for _ in range(2)]
    assert [each.__enter__() for each in trying] == [0, 1]
    (tmp_path / "_digitink" / "part-000000.parquet.1234.unfinished").write_bytes(b"half")
    assert to.resume(SETTINGS) == PARTS
    assert {path.name for path in (tmp_path / "_digitink").rglob("*") if path.is_file()} == {"plan.parquet"}
    with to.trying(PARTS[0]) as died:
        assert died == 0


def test_a_folder_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputTaken, match="is not empty"):
        output(tmp_path).begin(SETTINGS, PARTS)
    assert output(tmp_path).resume(SETTINGS) == []
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_another_run_s_folder_is_told(tmp_path: Path) -> None:
    output(tmp_path).begin(SETTINGS, PARTS)
    with pytest.raises(OutputTaken, match="another digits and models"):
        output(tmp_path).resume(replace(SETTINGS, digits=True, models={"digits_sha256": "def"}))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(StorageError, match="cannot be read or written"):
        output(tmp_path / "taken" / "out").begin(SETTINGS, PARTS)


def test_a_plan_of_nothing_read_sums_up_to_nothing(tmp_path: Path) -> None:
    assert output(tmp_path).summary([]) == Summary()
    assert plan.parts(plan.table([])) == []
