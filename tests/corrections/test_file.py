"""What becomes of a store when its SQLite file is removed, overwritten or replaced while it is in use."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from digitink import Prediction
from digitink.corrections import Store
from digitink.errors import StoreError
from samples.drawing import DRAWINGS, named, render

SEVEN = render(named("7 crossed"))
MODEL = "5" * 64


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a database that is not there yet, with what an address has to escape in it."""
    return tmp_path / "a b#c%d" / "corrections.sqlite3"


@pytest.fixture
def store(file: Path, seven: Prediction) -> Iterator[Store]:
    """A store with one correction, a 1."""
    store = Store(f"sqlite:///{file}")
    store.add(SEVEN, seven, MODEL, 1)
    yield store
    store.close()


def labels(store: Store) -> list[int | str | None]:
    return [correction.label for correction in store.all()]


def refuses_all(store: Store, seven: Prediction, reason: str) -> None:
    with pytest.raises(StoreError, match=reason):
        store.check()
    with pytest.raises(StoreError, match=reason):
        store.add(SEVEN, seven, MODEL, 7)
    with pytest.raises(StoreError, match=reason):
        store.newest(1)


def test_a_file_that_is_removed_is_missed_and_not_made_again(store: Store, file: Path, seven: Prediction) -> None:
    file.unlink()
    refuses_all(store, seven, "is gone. Put it or a backup back, or restart the server")
    assert list(file.parent.iterdir()) == []


def test_a_folder_that_is_removed_is_missed(store: Store, file: Path, seven: Prediction) -> None:
    shutil.rmtree(file.parent)
    refuses_all(store, seven, "is gone")
    assert not file.parent.exists()


def test_a_file_that_is_put_back_is_used_again(store: Store, file: Path, seven: Prediction) -> None:
    file.rename(file.with_name("elsewhere"))
    refuses_all(store, seven, "is gone")
    file.with_name("elsewhere").rename(file)
    store.check()
    store.add(render(DRAWINGS[0]), seven, MODEL, 2)
    assert labels(store) == [2, 1]


@pytest.mark.parametrize("content", [b"no database" * 1000, b"", np.random.default_rng(2).bytes(20_000)])
@pytest.mark.parametrize("in_place", [True, False], ids=["overwritten", "replaced"])
def test_a_file_that_is_no_database_any_more_is_refused(
    store: Store, file: Path, seven: Prediction, content: bytes, in_place: bool
) -> None:
    if not in_place:
        file.unlink()
    file.write_bytes(content)
    with pytest.raises(StoreError, match="no longer a good database"):
        store.check()
    with pytest.raises(StoreError):
        store.add(SEVEN, seven, MODEL, 7)


def test_another_program_s_database_is_refused(store: Store, file: Path, seven: Prediction) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")
    connection.close()
    refuses_all(store, seven, "no longer a good database")


@pytest.mark.parametrize("in_place", [True, False], ids=["copied over it", "moved into its place"])
def test_a_backup_in_its_place_is_used(
    store: Store, file: Path, tmp_path: Path, seven: Prediction, in_place: bool
) -> None:
    backup = tmp_path / "backup.sqlite3"
    shutil.copyfile(file, backup)
    store.add(SEVEN, seven, MODEL, 2)  # since the backup
    if in_place:
        shutil.copyfile(backup, file)
    else:
        backup.replace(file)
    store.check()
    assert labels(store) == [1]
    store.add(SEVEN, seven, MODEL, 3)
    assert labels(store) == [3]


def test_an_older_backup_is_brought_up_to_date(store: Store, file: Path, seven: Prediction) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.close()
    store.add(SEVEN, seven, MODEL, 3)
    assert labels(store) == [3]


def test_a_backup_of_a_later_version_is_refused(store: Store, file: Path, seven: Prediction) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '999'")
    connection.close()
    with pytest.raises(StoreError, match="999"):
        store.check()


def test_a_write_to_a_file_that_is_gone_is_not_acknowledged(store: Store, file: Path) -> None:
    copy = shutil.copyfile(file, file.with_name("copy"))
    with pytest.raises(StoreError, match="moved or replaced"), store._begin():
        copy.replace(file)
    with pytest.raises(StoreError, match="is gone"), store._begin():
        file.unlink()


def test_between_transactions_all_is_in_the_one_file(store: Store, file: Path) -> None:
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("url", ["sqlite:///{}/link", "sqlite:///file:{}/corrections.sqlite3?uri=true&mode=rwc"])
def test_a_file_that_is_named_otherwise_is_missed_too(tmp_path: Path, seven: Prediction, url: str) -> None:
    file = tmp_path / "corrections.sqlite3"
    (tmp_path / "link").symlink_to(file)
    store = Store(url.format(tmp_path))
    store.add(SEVEN, seven, MODEL, 1)
    backup = file.read_bytes()
    file.unlink()
    refuses_all(store, seven, "is gone")
    file.write_bytes(backup)
    assert labels(store) == [1]
    store.close()
