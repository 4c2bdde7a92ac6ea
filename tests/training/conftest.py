"""MNIST where it can be had, for the tests that train and examine."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
for name in ("tensorflow", "keras", "tf2onnx"):
    pytest.importorskip(name, reason=f"training needs {name}, which is not installed (or not made for this Python)")

from digitink.errors import DataError  # noqa: E402
from digitink.training import mnist, train  # noqa: E402


@pytest.fixture(scope="session")
def digits() -> tuple[mnist.Digits, mnist.Digits, mnist.Digits]:
    """Training, held-out and test digits; tests that want them are skipped where no source answers."""
    try:
        return mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")


SMALL = train.Recipe(epochs=4, digits=2560, seed=5, font_digits=0.05, outliers=0.1)


@pytest.fixture(scope="session")
def trained(digits: tuple[mnist.Digits, mnist.Digits, mnist.Digits], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small training."""
    folder = tmp_path_factory.mktemp("trained")
    train.train(folder, SMALL)
    return folder
