"""A source is listed once, and cut into parts that hold each of its pictures once."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from digitink.bulk import NoPictures, plan
from digitink.bulk.location import StorageError, located
from digitink.bulk.plan import FILES, TABLE, TAR
from samples.bulk import sources


def test_a_folder_is_cut_into_parts_of_its_sorted_files(tmp_path: Path) -> None:
    at = sources.folder(tmp_path / "scans", 250)
    (at / "notes.txt").write_text("no picture")
    parts = plan.made(located(str(at)))
    assert [(part.number, part.kind, part.count) for part in parts] == [
        (0, FILES, 100),
        (1, FILES, 100),
        (2, FILES, 50),
    ]
    assert [path for part in parts for path in part.paths] == sorted(map(str, at.rglob("*.png")))


@pytest.mark.parametrize("pattern", ["even/*.png", "**/*[02468] ?.png", "ev?n"])
def test_a_pattern_names_what_matches(tmp_path: Path, pattern: str) -> None:
    at = sources.folder(tmp_path / "scans", 20)
    if pattern == "ev?n":
        with pytest.raises(NoPictures):
            plan.made(located(f"{at}/{pattern}"))
        return
    (part,) = plan.made(located(f"{at}/{pattern}"))
    assert part.paths == sorted(map(str, (at / "even").iterdir()))


@pytest.mark.parametrize("uri", ["file://{}", "local://{}"])
def test_a_uri_is_read_by_pyarrow_or_fsspec(tmp_path: Path, uri: str) -> None:
    at = sources.folder(tmp_path / "a scan", 4)
    source = located(uri.format(at))
    (part,) = plan.made(source)
    assert [source.name(path) for path in part.paths] == [uri.format(path) for path in sorted(at.rglob("*.png"))]


def test_a_relative_path_is_of_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources.folder(tmp_path / "scans", 1)
    monkeypatch.chdir(tmp_path)
    assert plan.made(located("scans"))[0].paths == [str(tmp_path / "scans/even/00000 0.png")]


def test_a_file_of_any_name_may_be_the_source(tmp_path: Path) -> None:
    (tmp_path / "scan").write_bytes(b"")
    assert plan.made(located(str(tmp_path / "scan")))[0].paths == [str(tmp_path / "scan")]


def test_tables_and_tar_files_are_parts_too(tmp_path: Path) -> None:
    sources.folder(tmp_path, 2)
    sources.table(tmp_path / "a.parquet", [b"x"] * 350, group=250)
    sources.tar(tmp_path / "b.tar", 2)
    parts = plan.made(located(str(tmp_path)))
    assert [(part.kind, part.count, part.group, part.start, part.first) for part in parts] == [
        (FILES, 2, 0, 0, 0),
        (TABLE, 100, 0, 0, 0),
        (TABLE, 100, 0, 100, 0),
        (TABLE, 50, 0, 200, 0),
        (TABLE, 100, 1, 0, 250),
        (TAR, 0, 0, 0, 0),
    ]
    assert [part.number for part in parts] == list(range(6))
    assert plan.parts(plan.table(parts)) == parts


def test_parts_grow_with_the_source(tmp_path: Path) -> None:
    sources.table(tmp_path / "a.parquet", [b"x"] * 400_000, group=400_000)
    parts = plan.made(located(str(tmp_path)))
    assert {part.count for part in parts} == {12_500}  # a row group is cut no more than 32 times
    for place in range(4):
        os.link(tmp_path / "a.parquet", tmp_path / f"{place}.parquet")
    assert len(plan.made(located(str(tmp_path)))) == 5 * 32


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "missing"), str(tmp_path / "*.png")):
        with pytest.raises(NoPictures, match="there are no pictures"):
            plan.made(located(name))


@pytest.mark.parametrize("name", ["nosuch://host/path", "hdfs://nobody.invalid:1/scans"])
def test_a_storage_that_there_is_not_is_told(name: str) -> None:
    with pytest.raises(StorageError, match="cannot be"):
        plan.made(located(name))


def test_the_column_of_pictures_is_found(tmp_path: Path) -> None:
    image = pa.array([{"bytes": b"x", "path": "x.png"}])
    for name, columns, column in (
        ("binary", {"file": ["x"], "b": [b"x"]}, "b"),
        ("uris", {"name": ["x"], "URL": ["x"]}, "URL"),
        ("struct", {"image": image, "label": [1]}, "image.bytes"),
    ):
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
        (part,) = plan.made(located(str(tmp_path / f"{name}.parquet")))
        assert part.column == column


@pytest.mark.parametrize("column", [None, "id", "missing"])
def test_a_column_that_is_not_plain_is_asked_for(tmp_path: Path, column: str | None) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [1], "front": [b"x"], "back": [b"x"]}), path)
    with pytest.raises(plan.BadTable, match=r"--column .* There are front, back"):
        plan.made(located(str(path)), column)
    assert plan.made(located(str(path)), "back")[0].column == "back"


def test_a_table_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(StorageError, match=r"a\.parquet cannot be read as a Parquet table"):
        plan.made(located(str(tmp_path)))
