"""Joined networks answer with the mean of what each would say, from one file with a card of its own."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitink import Recognizer, model
from digitink.errors import ModelError
from digitink.training import join, mnist

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


@pytest.fixture(scope="module")
def small(trained: Path) -> Path:
    """The file of a small network."""
    return trained / "model.onnx"


@pytest.fixture(scope="module")
def joined(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It and the shipped one, joined."""
    folder = tmp_path_factory.mktemp("joined")
    join.join([small, model.SHIPPED], folder)
    return folder / "model.onnx"


def test_it_answers_with_the_mean(small: Path, joined: Path, digits: Split) -> None:
    images = digits[1].images[:300]
    parts = [model.load(path).logits(images) for path in (small, model.SHIPPED)]
    np.testing.assert_allclose(model.load(joined).logits(images), np.mean(parts, axis=0), atol=1e-4)


def test_its_card_names_its_parts_and_what_was_measured_of_it(small: Path, joined: Path) -> None:
    card = json.loads(joined.with_suffix(".json").read_text(encoding="utf-8"))
    parts = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in (small, model.SHIPPED)]
    assert [part["sha256"] for part in card["joined"]] == [part["sha256"] for part in parts]
    assert card["weights"] == sum(part["weights"] for part in parts)
    assert card["measured"]["MNIST test"]["count"] == 10_000
    assert Recognizer(joined).model.temperature == card["temperature"]


def test_one_network_is_nothing_to_join(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="two or more"):
        join.join([small], tmp_path)


def test_a_network_without_a_card_is_refused(small: Path, tmp_path: Path) -> None:
    shutil.copy(small, tmp_path / "bare.onnx")
    with pytest.raises(ModelError, match="without a card"):
        join.join([small, tmp_path / "bare.onnx"], tmp_path / "out")
