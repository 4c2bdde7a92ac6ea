"""The store of corrections: SQLite in one file, or PostgreSQL."""

import hashlib
import hmac
import logging
import os
import secrets
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import platformdirs
from sqlalchemy import URL, and_, delete, inspect, make_url, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from digitink.corrections.database import driven, engine_of, file_id, file_of, reason_of
from digitink.corrections.drawing import boxed, png_of, reduced
from digitink.corrections.table import Correction
from digitink.corrections.upgrade import is_current, upgrade
from digitink.errors import NoSuchCorrection, StoreError
from digitink.labels import Digit
from digitink.picture import Luminance
from digitink.results import Prediction, Reading

_log = logging.getLogger(__name__)

Cursor = tuple[datetime, str]  # the time and the id of a correction: where it stands in the list
# What is known of a digit, and of a number.
_KNOWN = ("seen", "read", "confidence", "rejected", "label", "number", "number_read", "boxes")
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
            named = driven(make_url(url))
            self._file = file_of(named)
            self._engine = engine_of(named, self._file)
            try:
                with self._engine.begin() as connection:
                    upgrade(connection)
            finally:
                self._engine.dispose()  # a server that forks its workers from here shares no connection among them
        except ModuleNotFoundError as error:
            raise StoreError(f"This database needs {error.name}: pip install 'digitink[postgres]'.") from error
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"The store of corrections cannot be opened: {reason_of(error)}.") from error
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        dialect = self._engine.dialect.name
        self._insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert

    def check(self) -> None:
        """See that it can be read, and that a file is still there and has the tables. Raises StoreError."""
        self.newest(1)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def add(self, drawing: Luminance, prediction: Prediction, model: str, label: Digit | None) -> Receipt:
        """Keep a drawing, (h, w) uint8, what a model with that SHA-256 read in it, and what it really was.

        label is one of the model's labels, or None when it is none of them. A drawing that is known already is kept
        once: the last label counts. When this returns, the correction is on the disk. Raises StoreError.
        """
        values = {
            "seen": prediction.seen.tobytes(),
            "read": prediction.digit,
            "confidence": prediction.confidence,
            "rejected": prediction.rejected,
            "label": label,
        }
        return self._write(reduced(drawing), values, model)

    def add_number(self, drawing: Luminance, reading: Reading, model: str, number: str) -> Receipt:
        """Store the same of a number: what was read with a box for each digit, and what it really was.

        Lines are joined by a newline; an empty number is none at all.
        """
        small = reduced(drawing)
        values = {
            "number": number,
            "number_read": reading.text,
            "confidence": reading.confidence,
            "boxes": [boxed(mark, small.shape[1] / drawing.shape[1]) for mark in reading.digits],
        }
        return self._write(small, values, model)

    def _write(self, drawing: Luminance, what: dict[str, Any], model: str) -> Receipt:
        """Keep a drawing with what is known of it; whatever else was known of that drawing is so no more."""
        png = png_of(drawing)
        token = secrets.token_urlsafe(32)
        values = dict.fromkeys(_KNOWN) | what
        values |= {"model": model, "time": datetime.now(UTC), "undo": _sha256(token.encode())}
        own = str(uuid.uuid4())
        # One statement, so that of two who send the same drawing at once neither fails.
        insert = self._insert(Correction).values(id=own, drawing=png, sha256=_sha256(png), **values)
        upsert = insert.on_conflict_do_update(index_elements=["sha256"], set_=values).returning(Correction.id)
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

    def newest(self, limit: int, before: Cursor | None = None) -> list[Correction]:
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
        """Return the drawing of a correction, as a PNG. Raises NoSuchCorrection, StoreError."""
        with self._begin() as session:
            png = session.execute(select(Correction.drawing).where(Correction.id == id_)).scalar_one_or_none()
        if png is None:
            raise NoSuchCorrection(id_)
        return png

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        """Begin a transaction, which is committed at the end. Raises StoreError where it is not sure to be kept."""
        try:
            before = file_id(self._file) if self._file else None
            with self._sessions.begin() as session:
                if self._file:
                    self._look_into_file(session)
                yield session
            if self._file and file_id(self._file) != before:
                raise StoreError(_MOVED)
        except SQLAlchemyError as error:
            _log.warning("The store of corrections failed: %s", reason_of(error))
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
        if is_current(connection):
            return
        if not inspect(connection).has_table("alembic_version"):
            _log.warning("The store of corrections failed: %s has none of its tables", self._file)
            raise StoreError(_DAMAGED)
        upgrade(connection)


def from_environment() -> Store | None:
    """Return the store that DIGITINK_DATABASE_URL names, see open_store."""
    return open_store(os.environ.get("DIGITINK_DATABASE_URL"))


def open_store(named: str | None) -> Store | None:
    """Open the store at a URL, by default a file in the user's data folder; None where it is "off".

    Raises StoreError.
    """
    if named == "off":
        return None
    file = platformdirs.user_data_path("digitink") / "corrections.sqlite3"
    return Store(named or URL.create("sqlite", database=str(file)))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
