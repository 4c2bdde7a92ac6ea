"""What is acknowledged is kept, once, in either database; and what is taken back is gone."""

import io
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from PIL import Image
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from digitink import Prediction, Recognizer
from digitink.corrections import Store, from_environment
from digitink.corrections.table import Base
from digitink.errors import NoSuchCorrection, StoreError
from samples.drawing import DRAWINGS, named, render
from samples.servers.postgres import Postgres
from samples.writing import Hand, written

SEVEN = render(named("7 crossed"))
MODEL = "5" * 64

# Opens a database that may be empty, when all are ready, and sends the same few drawings as all the others.
AT_ONCE = """
import sys, numpy as np
from digitink import Prediction
from digitink.corrections import Store
seen = np.zeros((28, 28), np.uint8)
print("ready", flush=True)
sys.stdin.readline()
store = Store(sys.argv[1])
for level in range(10):
    store.add(np.full((9, 9), level, np.uint8), Prediction(1, 0.5, (0.1,) * 10, False, seen), "5" * 64, level)
"""


def test_what_is_kept_comes_back_as_it_was(store: Store, seven: Prediction) -> None:
    before = datetime.now(UTC)
    receipt = store.add(SEVEN, seven, MODEL, 1)
    (stored,) = store.newest(10)
    assert receipt.new
    assert stored.id == receipt.id
    assert (stored.label, stored.read, stored.confidence, stored.rejected) == (1, 7, seven.confidence, False)
    assert stored.model == MODEL
    assert stored.seen == seven.seen.tobytes()
    assert before <= stored.time <= datetime.now(UTC)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(store.drawing(stored.id)))), SEVEN)


def test_what_is_no_digit_has_no_label(store: Store, seven: Prediction) -> None:
    store.add(SEVEN, seven, MODEL, None)
    assert [correction.label for correction in store.all()] == [None]


def test_a_drawing_sent_again_keeps_the_last_label(store: Store, seven: Prediction) -> None:
    first, second = store.add(SEVEN, seven, MODEL, 1), store.add(SEVEN, seven, MODEL, 7)
    assert (second.id, second.new) == (first.id, False)
    assert [correction.label for correction in store.all()] == [7]
    assert not store.undo(first.id, first.undo)
    assert store.undo(second.id, second.undo)
    assert list(store.all()) == []


def test_threads_that_send_one_drawing_at_once_keep_it_once(store: Store, seven: Prediction) -> None:
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(lambda label: store.add(SEVEN, seven, MODEL, label % 10), range(40)))
    assert sum(receipt.new for receipt in receipts) == 1
    assert len({receipt.id for receipt in receipts}) == 1
    assert len(list(store.all())) == 1


def test_processes_may_start_at_once_on_an_empty_database(url: str) -> None:
    command, pipe = [sys.executable, "-c", AT_ONCE, url], subprocess.PIPE
    processes = [subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(4)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [(process.returncode, words) for process, words in zip(processes, errors, strict=True)] == [(0, "")] * 4
    store = Store(url)
    assert sorted(correction.label or 0 for correction in store.all()) == list(range(10))
    store.close()


def test_a_wrong_token_takes_nothing_back(store: Store, seven: Prediction) -> None:
    receipt = store.add(SEVEN, seven, MODEL, 1)
    for token in ("", "wrong", receipt.undo[:-1], "\u00fc\0"):
        assert not store.undo(receipt.id, token)
    assert len(list(store.all())) == 1


def test_what_is_unknown_is_said_to_be(store: Store) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    for ask in (store.delete, store.drawing, lambda id_: store.undo(id_, "")):
        with pytest.raises(NoSuchCorrection, match=unknown):
            ask(unknown)


def test_the_list_continues_after_an_item_that_was_deleted(store: Store, seven: Prediction) -> None:
    ids = [store.add(render(drawing), seven, MODEL, drawing.digit).id for drawing in DRAWINGS[:5]]
    page = store.newest(2)
    store.delete(page[-1].id)
    rest = store.newest(10, (page[-1].time, page[-1].id))
    assert [correction.id for correction in page + rest] == ids[::-1]


def test_corrections_of_one_moment_are_all_listed(store: Store, url: str, seven: Prediction) -> None:
    ids = {store.add(render(drawing), seven, MODEL, drawing.digit).id for drawing in DRAWINGS[:5]}
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE corrections SET time = (SELECT min(time) FROM corrections)"))
    engine.dispose()
    listed, before = [], None
    while page := store.newest(2, before):
        listed += [correction.id for correction in page]
        before = (page[-1].time, page[-1].id)
    assert len(listed) == 5
    assert set(listed) == ids


def test_times_have_their_zone_and_later_is_newer(store: Store, seven: Prediction) -> None:
    store.add(SEVEN, seven, MODEL, 1)
    (stored,) = store.newest(1)
    assert stored.time.utcoffset() == timedelta(0)
    assert store.newest(1, (stored.time + timedelta(microseconds=1), "")) != []
    assert store.newest(1, (stored.time, "")) == []


def test_a_large_drawing_is_reduced(store: Store, seven: Prediction) -> None:
    store.add(np.full((30, 3000), 255, np.uint8), seven, MODEL, 1)
    (stored,) = store.newest(1)
    assert Image.open(io.BytesIO(store.drawing(stored.id))).size == (1000, 10)


def test_the_tables_are_those_the_code_describes(store: Store, url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_a_number_is_kept_with_a_box_for_each_digit(store: Store, recognizer: Recognizer, seven: Prediction) -> None:
    page, _ = written(["1995", "42"], Hand())
    large = np.kron(page, np.ones((3, 3), np.uint8))
    reading = recognizer.read(large)
    store.add_number(large, reading, MODEL, "1985\n42")
    (stored,) = store.newest(1)
    assert (stored.number, stored.number_read, stored.confidence) == ("1985\n42", reading.text, reading.confidence)
    assert (stored.seen, stored.read, stored.label, stored.rejected) == (None, None, None, None)
    width = Image.open(io.BytesIO(store.drawing(stored.id))).width
    assert width <= 1000
    assert stored.boxes
    for box, mark in zip(stored.boxes, reading.digits, strict=True):
        assert box["digit"] == mark.prediction.digit
        assert box["box"] == pytest.approx([length * width / large.shape[1] for length in mark.box], abs=0.1)


def test_the_last_correction_makes_a_drawing_a_digit_or_a_number(
    store: Store, recognizer: Recognizer, seven: Prediction
) -> None:
    reading = recognizer.read(SEVEN)
    receipt = store.add(SEVEN, seven, MODEL, 1)
    again = store.add_number(SEVEN, reading, MODEL, "7")
    assert (again.id, again.new) == (receipt.id, False)
    assert [(stored.label, stored.number) for stored in store.all()] == [(None, "7")]
    store.add(SEVEN, seven, MODEL, 1)
    assert [(stored.label, stored.number, stored.boxes) for stored in store.all()] == [(1, None, None)]


def test_an_older_store_upgrades_itself_and_keeps_what_it_holds(
    url: str, recognizer: Recognizer, seven: Prediction
) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "digitink.corrections:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "1")
        connection.execute(
            text(
                "INSERT INTO corrections VALUES (:id, :drawing, 'sha', :seen, 7, 0.5, :no, 'model', 1, :time, 'undo')"
            ),
            {
                "id": "1",
                "drawing": b"png",
                "seen": seven.seen.tobytes(),
                "no": False,
                "time": "2026-01-31 12:00:00.000000",
            },
        )
    engine.dispose()
    store = Store(url)
    (stored,) = store.all()
    assert (stored.id, stored.label, stored.read, stored.rejected, stored.number) == ("1", 1, 7, False, None)
    assert store.drawing("1") == b"png"
    store.add_number(SEVEN, recognizer.read(SEVEN), MODEL, "7")
    assert [stored.number for stored in store.all()] == ["7", None]
    store.close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE corrections SET answer = ''"))
    engine.dispose()


def test_a_database_is_opened_again_with_what_it_holds(store: Store, url: str, seven: Prediction) -> None:
    receipt = store.add(SEVEN, seven, MODEL, 1)
    again = Store(url)
    assert [correction.id for correction in again.all()] == [receipt.id]
    again.close()


def test_a_restarted_postgresql_does_no_harm(server: Postgres, seven: Prediction) -> None:
    store = Store(server.database())
    store.add(SEVEN, seven, MODEL, 1)
    server.restart()
    store.add(SEVEN, seven, MODEL, 7)
    assert [correction.label for correction in store.all()] == [7]
    store.close()


def test_sqlite_syncs_what_it_keeps_and_wipes_what_it_deletes(tmp_path: Path, seven: Prediction) -> None:
    file = tmp_path / "corrections.sqlite3"
    store = Store(f"sqlite:///{file}")
    with store._engine.connect() as connection:
        set_ = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
    assert set_ == {"journal_mode": "wal", "synchronous": 2}
    receipt = store.add(SEVEN, seven, MODEL, 1)
    png = store.drawing(receipt.id)
    store.undo(receipt.id, receipt.undo)
    store.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert receipt.id.encode() not in stored
    assert png[100:200] not in stored


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:///{}/file/corrections.sqlite3", "Not a directory|File exists"),
        ("sqlite:///{}", "unable to open"),
        ("sqlite:///{}/file", "not a database"),
        ("sqlite:///file:{}/old.sqlite3?mode=ro&uri=true", "readonly"),
        ("sqlite://", "sqlite:///PATH"),
        ("mysql://localhost/digitink", "not in mysql"),
        ("no url", "Could not parse"),
        ("postgres://postgres:secret@127.0.0.1:1/digitink", "refused"),
    ],
)
def test_a_store_that_cannot_be_opened_says_why(tmp_path: Path, url: str, reason: str) -> None:
    (tmp_path / "file").write_text("This is a file of somebody else's.")
    sqlite3.connect(tmp_path / "old.sqlite3").close()
    with pytest.raises(StoreError, match=reason) as refusal:
        Store(url.format(tmp_path))
    assert "secret" not in str(refusal.value)


def test_a_database_of_a_later_version_is_left_alone(store: Store, url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="999"):
        Store(url)


def test_the_environment_names_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITINK_DATABASE_URL", "off")
    assert from_environment() is None
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # where Linux keeps a user's data
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DIGITINK_DATABASE_URL")
    store = from_environment()
    assert store
    assert [path.parent.name for path in tmp_path.rglob("corrections.sqlite3")] == ["digitink"]
    store.close()
