"""MNIST where it can be had, for the tests that train and examine."""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
for name in ("tensorflow", "keras", "tf2onnx"):
    pytest.importorskip(name, reason=f"training needs {name}, which is not installed (or not made for this Python)")

from digitink.errors import DataError  # noqa: E402
from digitink.training import mnist  # noqa: E402


@pytest.fixture(scope="session")
def digits() -> tuple[mnist.Digits, mnist.Digits, mnist.Digits]:
    """Training, held-out and test digits; tests that want them are skipped where no source answers."""
    try:
        return mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")
