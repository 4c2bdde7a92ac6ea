"""The network of pairs begins with what the digits' has learnt, and learns to tell and to read two."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitink import ModelError, Recognizer, pairs
from digitink.training import train_pairs
from digitink.training.outliers import NOTHING


@pytest.fixture(scope="module")
def folder(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small training's folder, in which the pairs' network has been trained too."""
    folder = tmp_path_factory.mktemp("pairs")
    shutil.copy(trained / "model.keras", folder)
    train_pairs.train_pairs(folder, train_pairs.Recipe(epochs=2, parts=6, seed=3))
    return folder


def test_it_leaves_the_network_and_its_card(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["model.keras", "pairs.json", "pairs.onnx"]
    card = json.loads((folder / "pairs.json").read_text(encoding="utf-8"))
    assert card["sha256"] == hashlib.sha256((folder / "pairs.onnx").read_bytes()).hexdigest()
    assert card["recipe"]["seed"] == 3
    assert card["measured"]["held-out pairs"]["accuracy"] > 0.5
    assert card["measured"]["held-out pairs"]["count"] + card["measured"]["what is none"]["count"] == 10_000


def test_a_recogniser_reads_with_it(folder: Path) -> None:
    own = Recognizer(pairs_path=folder / "pairs.onnx")
    assert own.pairs.temperature == json.loads((folder / "pairs.json").read_text(encoding="utf-8"))["temperature"]


def test_without_the_digits_network_there_is_nothing_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model\.keras"):
        train_pairs.train_pairs(tmp_path, train_pairs.Recipe())


def test_of_what_is_not_two_digits_only_that_is_learnt() -> None:
    labels = np.array([[3, 7], [NOTHING, NOTHING]], np.uint8)
    sure = np.zeros((2, 21), np.float32)
    sure[:, pairs.LEFT][:, 3] = sure[:, pairs.RIGHT][:, 7] = 20
    sure[:, pairs.TWO] = [20, -20]
    assert np.asarray(train_pairs.surprise(labels, sure)) == pytest.approx([0, 0], abs=1e-4)
    swapped = sure.copy()
    swapped[:, pairs.LEFT], swapped[:, pairs.RIGHT] = sure[:, pairs.RIGHT], sure[:, pairs.LEFT]
    assert np.asarray(train_pairs.surprise(labels, swapped)) == pytest.approx([40, 0], abs=1e-2)
