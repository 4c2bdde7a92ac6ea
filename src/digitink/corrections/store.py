"""The store of corrections: SQLite in one file, or PostgreSQL."""

import hashlib
import hmac
import io
import logging
import os
import secrets
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import cv2
import numpy as np
import platformdirs
from PIL import Image
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    and_,
    create_engine,
    delete,
    event,
    inspect,
    make_url,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from digitink.corrections.table import VERSION, Correction
from digitink.errors import NoSuchCorrection, StoreError
from digitink.picture import Luminance
from digitink.recognizer import Mark, Prediction, Reading

_log = logging.getLogger(__name__)

Place = tuple[datetime, str]  # the time and the id of a correction: where it stands in the list
_FileId = tuple[int, int]  # device and inode

# What a drawing is reduced to: twice what ink.py looks at, so that a later version may look closer.
_LONGEST_SIDE = 1000
# What is known of a digit, and of a number.
_KNOWN = ("seen", "read", "confidence", "rejected", "answer", "number", "number_read", "boxes")
# What makes other processes wait until this one has brought the tables up to date; the number is digitink's own.
_TAKE_TURNS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(5437091)"}
_PRAGMAS = (
    "busy_timeout = 5000",
    "synchronous = FULL",  # with WAL, less may lose to a power cut what was already acknowledged
    "foreign_keys = ON",
    "secure_delete = ON",  # what a person takes back is overwritten, not only unlinked
)
_GONE = "The file of corrections is gone. Put it or a backup back, or restart the server to begin an empty one."
_MOVED = "The file of corrections was moved or replaced at this very moment. Try again."
_DAMAGED = (
    "The file of corrections is no longer a good database. Put a backup in its place, "
    "or move it away and restart the server to begin an empty one."
)


@dataclass(frozen=True)
class Receipt:
    """What the sender of a correction is given."""

    id: str
    undo: str  # the token that takes it back; the store knows only its SHA-256
    new: bool  # False: the drawing was known, and what is said of it is now this


class Store:
    """Corrections in the database at a URL.

    One store may be used by several threads at a time, one database by several processes.

    A file of SQLite's is opened for each transaction, so that nothing is read from or written to one that is no longer
    at its path. A file that is gone is not made again: that would hide that corrections are lost. One that was put in
    its place is used from then on, with its tables brought up to date.
    """

    def __init__(self, url: str | URL) -> None:
        """Open the database, and make its tables or bring them up to date.

        url is SQLAlchemy's: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME. Raises StoreError.
        """
        try:
            driven = _driven(make_url(url))
            self._file = _file(driven)
            self._engine = _engine(driven, self._file)
            try:
                with self._engine.begin() as connection:
                    _upgrade(connection)
            finally:
                self._engine.dispose()  # a server that forks its workers from here shares no connection among them
        except ModuleNotFoundError as error:
            raise StoreError(f"This database needs {error.name}: pip install 'digitink[postgres]'.") from error
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"The store of corrections cannot be opened: {_reason(error)}.") from error
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        dialect = self._engine.dialect.name
        self._insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert

    def check(self) -> None:
        """See that it can be read, and that a file is still there and has the tables. Raises StoreError."""
        self.newest(1)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def add(self, drawing: Luminance, prediction: Prediction, model: str, answer: int | None) -> Receipt:
        """Keep a drawing, (h, w) uint8, what a model with that SHA-256 read in it, and what it really was.

        answer is 0 to 9, or None when it is not a digit. A drawing that is known already is kept once: the last
        answer counts. When this returns, the correction is on the disk. Raises StoreError.
        """
        said = {
            "seen": prediction.seen.tobytes(),
            "read": prediction.digit,
            "confidence": prediction.confidence,
            "rejected": prediction.rejected,
            "answer": answer,
        }
        return self._keep(_reduced(drawing), said, model)

    def add_number(self, drawing: Luminance, reading: Reading, model: str, number: str) -> Receipt:
        """The same of a number: what was read with a box for each digit, and what it really was.

        Lines are joined by a newline; an empty number is none at all.
        """
        small = _reduced(drawing)
        said = {
            "number": number,
            "number_read": reading.text,
            "confidence": reading.confidence,
            "boxes": [_boxed(mark, small.shape[1] / drawing.shape[1]) for mark in reading.digits],
        }
        return self._keep(small, said, model)

    def _keep(self, drawing: Luminance, what: dict[str, Any], model: str) -> Receipt:
        """Keep a drawing with what is known of it; whatever else was known of that drawing is so no more."""
        png = _png(drawing)
        token = secrets.token_urlsafe(32)
        said = dict.fromkeys(_KNOWN) | what
        said |= {"model": model, "time": datetime.now(UTC), "undo": _sha256(token.encode())}
        own = str(uuid.uuid4())
        # One statement, so that of two who send the same drawing at once neither fails.
        insert = self._insert(Correction).values(id=own, drawing=png, sha256=_sha256(png), **said)
        upsert = insert.on_conflict_do_update(index_elements=["sha256"], set_=said).returning(Correction.id)
        with self._begin() as session:
            id_: str = session.execute(upsert).scalar_one()
        return Receipt(id_, token, new=id_ == own)

    def undo(self, id_: str, token: str) -> bool:
        """Delete a correction if this is its token; return whether it was. Raises NoSuchCorrection, StoreError."""
        with self._begin() as session:
            kept = session.execute(select(Correction.undo).where(Correction.id == id_)).scalar_one_or_none()
        if kept is None:
            raise NoSuchCorrection(id_)
        if not hmac.compare_digest(kept, _sha256(token.encode())):
            return False
        with self._begin() as session:
            # Named again, because since then the drawing may have been sent anew, with another token.
            session.execute(delete(Correction).where(Correction.id == id_, Correction.undo == kept))
        return True

    def delete(self, id_: str) -> None:
        """Delete a correction. Raises NoSuchCorrection, StoreError."""
        with self._begin() as session:
            gone = session.execute(delete(Correction).where(Correction.id == id_).returning(Correction.id)).all()
        if not gone:
            raise NoSuchCorrection(id_)

    def newest(self, limit: int, before: Place | None = None) -> list[Correction]:
        """Up to limit corrections, newest first, without their drawings; those after a place. Raises StoreError."""
        query = select(Correction).order_by(Correction.time.desc(), Correction.id.desc()).limit(limit)
        if before:
            time, id_ = before
            query = query.where(or_(Correction.time < time, and_(Correction.time == time, Correction.id < id_)))
        with self._begin() as session:
            return list(session.scalars(query))

    def all(self) -> Iterator[Correction]:
        """All corrections, newest first, without their drawings. Raises StoreError."""
        before = None
        while some := self.newest(500, before):
            yield from some
            before = (some[-1].time, some[-1].id)

    def drawing(self, id_: str) -> bytes:
        """The drawing of a correction, as a PNG. Raises NoSuchCorrection, StoreError."""
        with self._begin() as session:
            png = session.execute(select(Correction.drawing).where(Correction.id == id_)).scalar_one_or_none()
        if png is None:
            raise NoSuchCorrection(id_)
        return png

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        """A transaction, which is committed at the end. Raises StoreError where it is not sure to be kept."""
        try:
            before = _file_id(self._file) if self._file else None
            with self._sessions.begin() as session:
                if self._file:
                    self._look_into_file(session)
                yield session
            if self._file and _file_id(self._file) != before:
                raise StoreError(_MOVED)
        except SQLAlchemyError as error:
            _log.warning("The store of corrections failed: %s", _reason(error))
            # SQLite's own words for a file that is no database or a damaged one; of all else it says what kind it is.
            is_damaged = type(getattr(error, "orig", None)) is sqlite3.DatabaseError
            message = _DAMAGED if is_damaged else "Corrections cannot be kept or read at this moment. Try again."
            raise StoreError(message) from error
        except OSError as error:
            _log.warning("The store of corrections failed: %s", error)
            raise StoreError(_GONE) from error

    def _look_into_file(self, session: Session) -> None:
        """See that SQLite's file has today's tables; bring those of an older one up to date. Raises StoreError."""
        connection = session.connection()
        if _is_current(connection):
            return
        if not inspect(connection).has_table("alembic_version"):
            _log.warning("The store of corrections failed: %s has none of its tables", self._file)
            raise StoreError(_DAMAGED)
        _upgrade(connection)


def from_environment() -> Store | None:
    """The store that DIGITINK_DATABASE_URL names, see open_store."""
    return open_store(os.environ.get("DIGITINK_DATABASE_URL"))


def open_store(named: str | None) -> Store | None:
    """The store at a URL, by default a file in the user's data folder; None where it is "off". Raises StoreError."""
    if named == "off":
        return None
    file = platformdirs.user_data_path("digitink") / "corrections.sqlite3"
    return Store(named or URL.create("sqlite", database=str(file)))


def _driven(url: URL) -> URL:
    """The URL with the driver that digitink installs. Raises StoreError for a database that it does not know."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in _TAKE_TURNS:
        raise StoreError(f"Corrections are kept in SQLite or PostgreSQL, not in {url.get_backend_name()}.")
    if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
        raise StoreError("Corrections are kept in a file: the URL should be sqlite:///PATH.")
    return url


def _file(url: URL) -> Path | None:
    """Where SQLite's file is; None of another database."""
    if url.get_backend_name() != "sqlite":
        return None
    named = str(url.database)
    return Path(url2pathname(urlsplit(named).path) if named.startswith("file:") else named).absolute()


def _file_id(file: Path) -> _FileId:
    """Which file is at a path: another one has another id. Raises OSError where there is none."""
    status = file.stat()
    return status.st_dev, status.st_ino


def _engine(url: URL, file: Path | None) -> Engine:
    """Connections to the database; SQLite's file is made where it is missing, and opened only where it is there."""
    if file is None:
        # Pinged before use, so that a database that was started anew does no harm; and no start hangs for minutes.
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    query = {"mode": "rw", **url.query, "uri": "true"}
    if query["mode"] == "rwc":
        query["mode"] = "rw"
    if query["mode"] == "rw" and not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch()
    # No connection outlives its transaction: it would go on with a file that is gone and, when it is closed at last,
    # remove the write-ahead log of the file that has its name by then.
    engine = create_engine(url.set(database=file.as_uri(), query=query), poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Set what SQLite forgets with each connection."""
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    # Refused while another process uses a file that is not switched yet: it is switched by the next connection then.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")


def _upgrade(connection: Connection) -> None:
    """In a transaction, run the migrations that the database has not seen. Raises StoreError."""
    connection.exec_driver_sql(_TAKE_TURNS[connection.dialect.name])
    if not _is_current(connection):
        _migrate(connection)


def _is_current(connection: Connection) -> bool:
    """Whether the tables are as this version describes them: then a server starts without Alembic."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return version == VERSION


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "digitink.corrections:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"The store of corrections cannot be opened: {_reason(error)}.") from error


def _reduced(drawing: Luminance) -> Luminance:
    """A drawing, smaller where it is large."""
    height, width = drawing.shape
    share = _LONGEST_SIDE / max(height, width)
    if share >= 1:
        return drawing
    size = [max(1, round(share * length)) for length in (width, height)]
    return np.asarray(cv2.resize(drawing, size, interpolation=cv2.INTER_AREA))


def _boxed(mark: Mark, scale: float) -> dict[str, Any]:
    """A digit that was read, with its box in the px of a drawing that was reduced by a scale."""
    box = [round(scale * length, 1) for length in mark.box]
    return {"box": box, "digit": mark.prediction.digit, "confidence": mark.prediction.confidence}


def _png(drawing: Luminance) -> bytes:
    """A grey PNG with the drawing's pixels and nothing else of what was sent."""
    file = io.BytesIO()
    Image.fromarray(drawing).save(file, "PNG")
    return file.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _reason(error: Exception) -> str:
    """The database's own words, without the statement and its values: these hold people's drawings."""
    said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    return said.splitlines()[0].rstrip(".")
