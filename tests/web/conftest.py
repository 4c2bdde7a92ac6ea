"""The application, built anew for each test around one recogniser."""

import pytest
from flask.testing import FlaskClient

from digitink import Recognizer
from digitink.web import create_app


@pytest.fixture
def client(recognizer: Recognizer) -> FlaskClient:
    """A client of the application."""
    return create_app(recognizer).test_client()
