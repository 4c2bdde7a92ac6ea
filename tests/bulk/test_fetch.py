"""Every picture of a part comes with its name, or with why it cannot be had."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from digitink import PictureTooLarge
from digitink.bulk import fetch, plan
from digitink.bulk.fetch import PictureUnavailable
from digitink.bulk.location import located
from digitink.bulk.reader import Encoded
from samples.bulk import sources


def fetched(source: str, column: str | None = None) -> list[tuple[str, Encoded]]:
    """All pictures of a source."""
    at = located(source)
    return [pair for part in plan.made(at, column) for pair in fetch.pictures(part, at)]


@pytest.mark.parametrize("uri", ["{}", "file://{}", "local://{}"])
def test_files(tmp_path: Path, uri: str) -> None:
    at = sources.folder(tmp_path, 130)
    files = sorted(at.rglob("*.png"))
    assert fetched(uri.format(at)) == [(uri.format(path), path.read_bytes()) for path in files]


def test_tables_hold_pictures_in_any_row_group(tmp_path: Path) -> None:
    values = [str(place).encode() for place in range(330)]
    at = sources.table(tmp_path / "a.parquet", values, group=230)
    assert fetched(str(at)) == [(f"{at}#{place}", value) for place, value in enumerate(values)]


def test_a_column_in_a_struct(tmp_path: Path) -> None:
    images = pa.array([{"bytes": b"x", "path": "a"}, {"bytes": b"y", "path": "b"}, None])
    pq.write_table(pa.table({"image": images}), tmp_path / "a.parquet")
    at = str(tmp_path / "a.parquet")
    (first, second, (_, third)) = fetched(at)
    assert (first, second) == ((f"{at}#0", b"x"), (f"{at}#1", b"y"))
    assert isinstance(third, PictureUnavailable)


def test_tables_hold_uris_and_gaps(tmp_path: Path) -> None:
    files = sorted(sources.folder(tmp_path, 3).rglob("*.png"))
    uris = [str(files[0]), f"file://{files[1]}", f"local://{files[2]}", None, str(tmp_path / "missing"), "no://such"]
    at = sources.table(tmp_path / "a.parquet", uris, "uri")
    found = fetched(str(at))
    assert found[:3] == [(uri, path.read_bytes()) for uri, path in zip(uris, files, strict=False)]
    assert [name for name, _ in found[3:]] == ["", *uris[4:]]
    assert all(isinstance(error, PictureUnavailable) for _, error in found[3:])


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz"])
def test_tar_files_hold_pictures_and_what_is_none(tmp_path: Path, name: str) -> None:
    at = sources.tar(tmp_path / name, 5)
    assert fetched(str(at)) == [(f"{at}#in/{name}", file) for name, file in sources.pictures(5)]


def test_what_a_damaged_tar_file_held_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    at = sources.tar(tmp_path / "a.tar", 5)
    at.write_bytes(at.read_bytes()[:4500])
    *whole, (name, error) = fetched(str(at))
    assert whole == [(f"{at}#in/{name}", file) for name, file in sources.pictures(len(whole))]
    assert name == str(at)
    assert isinstance(error, PictureUnavailable)
    assert "The rest of this file cannot be read" in str(error)


def test_a_file_that_is_gone_or_too_large_costs_its_row_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = sources.folder(tmp_path, 3)
    first, second, third = sorted(at.rglob("*.png"))
    source = located(str(at))
    (part,) = plan.made(source)
    first.unlink()
    monkeypatch.setattr(fetch, "_MOST_BYTES", 2**14)
    second.write_bytes(bytes(2**14 + 1))
    (_, gone), (_, large), (_, data) = fetch.pictures(part, source)
    assert str(gone) == f"There is no picture at {first}."
    assert isinstance(large, PictureTooLarge)
    assert data == third.read_bytes()
