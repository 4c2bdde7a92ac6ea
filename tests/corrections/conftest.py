"""Stores in both databases: SQLite always, PostgreSQL where it is installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitink import Prediction, Recognizer
from digitink.corrections import Store
from samples.drawing import named, render
from samples.servers import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Postgres]:
    """A running PostgreSQL."""
    yield from postgres.lent()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"
    server: postgres.Postgres = request.getfixturevalue("server")
    return server.database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    store = Store(url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def seven(recognizer: Recognizer) -> Prediction:
    """What is read in a crossed seven."""
    return recognizer.predict(render(named("7 crossed")))
