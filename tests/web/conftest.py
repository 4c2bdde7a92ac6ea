"""The application, built anew for each test around one recognizer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store of corrections."""
    store = Store(f"sqlite:///{tmp_path / 'corrections.sqlite3'}")
    yield store
    store.close()


@pytest.fixture
def client(recognizer: Recognizer, store: Store) -> FlaskClient:
    """A client of the application."""
    return create_app(recognizer, store).test_client()
