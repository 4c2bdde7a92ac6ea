"""MNIST where it can be had, for the tests that train and examine."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
for name in ("tensorflow", "keras", "tf2onnx"):
    pytest.importorskip(name, reason=f"training needs {name}, which is not installed (or not made for this Python)")

from digitink.errors import DataError  # noqa: E402
from digitink.training import train  # noqa: E402
from digitink.training.data import (  # noqa: E402
    fonts,
    mnist,
    strokes,
)


@pytest.fixture(scope="session")
def digits() -> tuple[mnist.Digits, mnist.Digits, mnist.Digits]:
    """Training, held-out and test digits; tests that want them are skipped where no source answers."""
    try:
        return mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")


# So few steps have a mean of their own: of the last ten.
SMALL = train.Recipe(epochs=4, digits=2560, seed=5, averaged=0.9, font_digits=0.05, outliers=0.1)


@pytest.fixture(scope="session")
def trained(digits: tuple[mnist.Digits, mnist.Digits, mnist.Digits], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small training."""
    folder = tmp_path_factory.mktemp("trained")
    train.train(folder, SMALL)
    return folder


def interrupted(work: Callable[[Path], object], folder: Path, copy: Path) -> None:
    """Train in folder by work; leave in copy what an interruption after the first epoch would have left there."""
    save = train.save_checkpoint

    def save_and_copy(*arguments: Any) -> None:
        save(*arguments)
        if not copy.exists():
            shutil.copytree(folder, copy)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "save_checkpoint", save_and_copy)
        work(folder)


def with_few(digits: tuple[mnist.Digits, ...], patch: pytest.MonkeyPatch) -> None:
    """Have a training find few digits and no strokes of others; skip it where there are no fonts."""
    few = [mnist.Digits(part.images[:100], part.labels[:100]) for part in digits]
    try:
        for catalogue in (fonts.CATALOGUE, fonts.PRINTED):
            fonts.load(catalogue=catalogue)
    except DataError as error:
        pytest.skip(f"The fonts cannot be had here: {error}")
    patch.setattr(mnist, "load", lambda _=None: few)
    patch.setattr(strokes, "load", lambda: strokes.Strokes([], [], [], strokes.SOURCES))
