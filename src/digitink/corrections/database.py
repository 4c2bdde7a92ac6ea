"""Connect to the database that a URL names: its driver, its file if it is SQLite, its connections."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import URL, Engine, NullPool, create_engine, event

from digitink.errors import StoreError

_FileId = tuple[int, int]  # device and inode

_PRAGMAS = (
    "busy_timeout = 5000",
    "synchronous = FULL",  # with WAL, less may lose to a power cut what was already acknowledged
    "foreign_keys = ON",
    "secure_delete = ON",  # what a person takes back is overwritten, not only unlinked
)


def driven(url: URL) -> URL:
    """Return the URL with the driver that digitink installs. Raises StoreError for a database that it does not know."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"Corrections are kept in SQLite or PostgreSQL, not in {url.get_backend_name()}.")
    if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
        raise StoreError("Corrections are kept in a file: the URL should be sqlite:///PATH.")
    return url


def file_of(url: URL) -> Path | None:
    """Return where SQLite's file is; None of another database."""
    if url.get_backend_name() != "sqlite":
        return None
    named = str(url.database)
    return Path(url2pathname(urlsplit(named).path) if named.startswith("file:") else named).absolute()


def file_id(file: Path) -> _FileId:
    """Return which file is at a path: another one has another id. Raises OSError where there is none."""
    status = file.stat()
    return status.st_dev, status.st_ino


def engine_of(url: URL, file: Path | None) -> Engine:
    """Connect to the database; SQLite's file is made where it is missing, and opened only where it is there."""
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


def reason_of(error: Exception) -> str:
    """Return the database's own words, without the statement and its values: these hold people's drawings."""
    message = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    return message.splitlines()[0].rstrip(".")
