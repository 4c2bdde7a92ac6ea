"""What several tests share: the shipped recogniser, and MNIST where it can be had."""

import pytest

from digitink import Recognizer


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The shipped model, loaded once."""
    return Recognizer()
