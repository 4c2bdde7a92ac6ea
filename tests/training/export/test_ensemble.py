"""An ensemble predicts the mean of its networks' logits, from one file with a card of its own."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitink import Recognizer, model
from digitink.errors import ModelError
from digitink.training import train
from digitink.training.data import mnist
from digitink.training.export import ensemble
from digitink.training.tasks.digits import Digits, Recipe

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


@pytest.fixture(scope="module")
def parts(digits: Split, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of two small networks that began with other seeds."""
    recipe = Recipe(epochs=1, digits=1280, widths=(8, 16, 16), depths=(1, 1, 1), averaged=None, drawing=None)
    folders = [tmp_path_factory.mktemp(f"seed{seed}") for seed in (1, 2)]
    for seed, folder in enumerate(folders, 1):
        train.train(Digits(replace(recipe, seed=seed)), folder)
    return [folder / "model.onnx" for folder in folders]


@pytest.fixture(scope="module")
def built(parts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their ensemble."""
    folder = tmp_path_factory.mktemp("ensemble")
    ensemble.build(parts, folder)
    return folder / "model.onnx"


def test_it_predicts_the_mean(parts: list[Path], built: Path, digits: Split) -> None:
    images = digits[1].images[:300]
    logits = [model.load(path).logits(images) for path in parts]
    assert np.abs(logits[0] - logits[1]).max() > 0.1
    np.testing.assert_allclose(model.load(built).logits(images), np.mean(logits, axis=0), atol=1e-4)


def test_its_card_names_its_parts_and_what_was_measured_of_it(parts: list[Path], built: Path) -> None:
    card = json.loads(built.with_suffix(".json").read_text(encoding="utf-8"))
    cards = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in parts]
    assert [part["sha256"] for part in card["members"]] == [part["sha256"] for part in cards]
    assert [part["recipe"]["seed"] for part in card["members"]] == [1, 2]
    assert card["parameters"] == sum(part["parameters"] for part in cards)
    assert card["layers"] == [[28, 8], [14, 16], [7, 16]]
    assert card["measured"]["MNIST test"]["count"] == 10_000
    assert Recognizer(built).model.temperature == card["temperature"]


def test_one_network_is_no_ensemble(parts: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="two or more"):
        ensemble.build(parts[:1], tmp_path)


def test_a_network_without_a_card_is_refused(parts: list[Path], tmp_path: Path) -> None:
    shutil.copy(parts[0], tmp_path / "bare.onnx")
    with pytest.raises(ModelError, match="without a card"):
        ensemble.build([parts[1], tmp_path / "bare.onnx"], tmp_path / "out")
