"""MNIST where it can be had, for the tests that train and examine."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import digitink.training  # noqa: F401 - before TensorFlow, which heeds what is set there when it is imported

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
for name in ("tensorflow", "keras", "tf2onnx"):
    pytest.importorskip(name, reason=f"training needs {name}, which is not installed (or not made for this Python)")

from digitink.errors import DataError  # noqa: E402
from digitink.training import train  # noqa: E402
from digitink.training.data import (  # noqa: E402
    fonts,
    held_out,
    mnist,
    strokes,
)
from digitink.training.tasks.digits import Digits, Recipe  # noqa: E402
from tests.once import once  # noqa: E402

_FONTS = 24  # that trainings learn from


@pytest.fixture(scope="session")
def digits() -> tuple[mnist.Digits, mnist.Digits, mnist.Digits]:
    """Training, held-out and test digits; tests that want them are skipped where no source answers."""
    try:
        return mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")


@pytest.fixture(scope="session", autouse=True)
def held_out_once() -> Iterator[None]:
    """Draw what is held out once: every training and every examination of the same digits is judged by the same."""
    sets, drawn = held_out.sets, {}

    def once(split: held_out.Split, drawings: Sequence[strokes.Drawing] = (), augmented: bool = True) -> Any:
        which = (*(part.labels.tobytes() for part in split[1:]), len(drawings), augmented)
        if which not in drawn:
            drawn[which] = sets(split, drawings, augmented)
        return drawn[which]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held_out, "sets", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def few_fonts() -> Iterator[None]:
    """Have trainings learn from few fonts: two hundred take long to fetch and to draw. Held out are the same."""
    held_out_fonts = {name: font for name, font in fonts.CATALOG.items() if font.get("held_out")}
    others = {name: font for name, font in fonts.CATALOG.items() if name not in held_out_fonts}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "CATALOG", held_out_fonts | dict(list(others.items())[:_FONTS]))
        yield


# So few steps have a mean of their own: of the last ten.
SMALL = Recipe(epochs=4, digits=2560, seed=5, averaged=0.9, font_digits=0.05, outliers=0.1, widths=(16, 32, 64))


@pytest.fixture(scope="session")
def trained(digits: tuple[mnist.Digits, mnist.Digits, mnist.Digits], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small training."""
    return once(tmp_path_factory, "trained", lambda folder: train.train(Digits(SMALL), folder))


@pytest.fixture
def judged_by_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge trainings by 300 pictures of each held-out set: for tests that ask for something else."""
    sets = held_out.sets

    def few(*arguments: Any) -> dict[str, mnist.Digits]:
        return {name: mnist.Digits(some.images[:300], some.labels[:300]) for name, some in sets(*arguments).items()}

    monkeypatch.setattr(held_out, "sets", few)


def interrupted(work: Callable[[Path], object], folder: Path, copies: Path) -> None:
    """Train in folder by work; leave in copies/1, /2 ... what an interruption after so many epochs would have left."""
    save = train.save_checkpoint

    def save_and_copy(*arguments: Any) -> None:
        save(*arguments)
        shutil.copytree(folder, copies / str(len(list(copies.iterdir())) + 1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "save_checkpoint", save_and_copy)
        work(folder)


def with_few(digits: tuple[mnist.Digits, ...], patch: pytest.MonkeyPatch) -> None:
    """Have a training find few digits, few fonts and no strokes of others; skip it where there are no fonts."""
    few = [mnist.Digits(part.images[:100], part.labels[:100]) for part in digits]
    try:
        for catalog in (fonts.CATALOG, fonts.PRINTED):
            fonts.load(catalog=catalog)
    except DataError as error:
        pytest.skip(f"The fonts cannot be had here: {error}")
    patch.setattr(fonts, "PRINTED", dict(list(fonts.PRINTED.items())[:12]))
    patch.setattr(mnist, "load", lambda _=None: few)
    patch.setattr(strokes, "load", lambda: strokes.Strokes([], [], [], strokes.SOURCES))
