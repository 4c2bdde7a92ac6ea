"""Training writes a model that can be relied on, and goes on where it was interrupted."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from digitink import ModelError, Recognizer
from digitink.errors import DataError
from digitink.training import evaluate, network, train
from digitink.training.data import lessons, mnist
from tests.training.conftest import SMALL

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


def test_a_training_leaves_the_model_twice_and_its_card(trained: Path) -> None:
    assert sorted(path.name for path in trained.iterdir()) == ["model.json", "model.keras", "model.onnx"]


def test_the_card_tells_how_the_model_was_made(trained: Path) -> None:
    card = json.loads((trained / "model.json").read_text())
    assert card["sha256"] == hashlib.sha256((trained / "model.onnx").read_bytes()).hexdigest()
    assert card["data"].items() >= mnist.SUMS.items()
    assert card["recipe"]["seed"] == 5
    assert card["recipe"]["digits"] == 2560
    assert set(card["versions"]) >= {"python", "keras", "tensorflow", "numpy"}
    assert set(card["data"]) > {"caveat@5.3.0"}
    assert card["measured"]["MNIST test"]["count"] == 10_000
    assert set(card["measured"]["MNIST test"]) == {"count", "accuracy", "calibration error", "rejected"}
    assert set(card["measured"]["scribbles"]) == {"count", "rejected"}


def test_even_a_small_training_learns(trained: Path, digits: Split) -> None:
    recognizer = Recognizer(trained / "model.onnx")
    right = (recognizer.probabilities(digits[1].images).argmax(axis=1) == digits[1].labels).mean()
    assert right > 0.8
    assert right == pytest.approx(
        json.loads((trained / "model.json").read_text())["measured"]["held-out digits"]["accuracy"]
    )


def test_onnx_answers_as_keras_does(trained: Path, tmp_path: Path, digits: Split) -> None:
    images, net = digits[2].images[:1000], keras.saving.load_model(trained / "model.keras")
    train.export(net, tmp_path / "model.onnx", digits[1].images[:100])
    by_onnx = Recognizer(tmp_path / "model.onnx").model.logits(images)
    np.testing.assert_allclose(by_onnx, net.predict(train.as_input(images), verbose=0), atol=1e-4)


def test_either_file_can_be_examined(trained: Path, digits: Split) -> None:
    by_keras, by_onnx = (evaluate.evaluate(trained / name) for name in ("model.keras", "model.onnx"))
    assert by_keras.accuracy == pytest.approx(by_onnx.accuracy, abs=0.005)
    assert by_onnx.accuracy == json.loads((trained / "model.json").read_text())["measured"]["MNIST test"]["accuracy"]
    assert by_onnx.accuracy > 0.8


def test_an_export_that_answers_otherwise_is_refused(
    trained: Path, digits: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = keras.saving.load_model(trained / "model.keras")
    train.export(net, tmp_path / "model.onnx", digits[2].images[:100])
    other = (tmp_path / "model.onnx").read_bytes()
    net.layers[-1].bias.assign_add([0.01] + [0.0] * 10)
    monkeypatch.setattr(net, "export", lambda path, **_: Path(path).write_bytes(other))
    with pytest.raises(ModelError, match=r"logits differ by 0\.01"):
        train.export(net, tmp_path / "model.onnx", digits[2].images[:100])


def test_an_interrupted_training_resumes_to_the_same_model(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = train.save_checkpoint

    def save_and_stop(*arguments: Any) -> None:
        save(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "save_checkpoint", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        train.train(tmp_path, SMALL)
    monkeypatch.undo()
    assert not (tmp_path / "model.onnx").exists()

    epochs = []
    epoch_of = lessons.Lessons.epoch

    def counted(course: lessons.Lessons, number: int, enough: int | None = None) -> Any:
        epochs.append(number)
        return epoch_of(course, number, enough)

    monkeypatch.setattr(lessons.Lessons, "epoch", counted)
    card = train.train(tmp_path, SMALL, resume=True)
    assert epochs == [1, 2, 3, 4]  # the last to measure what the averaged network is normalized by
    whole = json.loads((trained / "model.json").read_text())
    again, once = (made["measured"]["held-out digits"]["accuracy"] for made in (card, whole))
    assert again == pytest.approx(once, abs=0.03)


def test_resuming_wants_a_checkpoint_of_the_same_recipe(tmp_path: Path, digits: Split) -> None:
    with pytest.raises(ModelError, match="no checkpoint"):
        train.train(tmp_path, SMALL, resume=True)
    net = train._compiled(SMALL, steps=10)
    net.optimizer.build(net.trainable_variables)
    train.save_checkpoint(net, tmp_path, SMALL, 1.0)
    with pytest.raises(ModelError, match="another recipe"):
        train.train(tmp_path, replace(SMALL, seed=6), resume=True)


def test_a_folder_may_be_trained_into_again(trained: Path, tmp_path: Path) -> None:
    for path in trained.iterdir():
        shutil.copy(path, tmp_path)
    train.train(tmp_path, replace(SMALL, epochs=1, digits=256, seed=6))
    assert Recognizer(tmp_path / "model.onnx").model.card["recipe"]["seed"] == 6


def test_a_training_begins_where_a_shipped_model_ended(trained: Path, tmp_path: Path, digits: Split) -> None:
    further = replace(SMALL, epochs=1, learning_rate=1e-5)
    card = train.train(tmp_path, further, begin_with=[trained / "model.onnx"])
    before, after = (
        Recognizer(folder / "model.onnx").probabilities(digits[1].images[:500]) for folder in (trained, tmp_path)
    )
    assert (before.argmax(axis=1) == after.argmax(axis=1)).mean() > 0.97
    assert card["begun with"] == [hashlib.sha256((trained / "model.onnx").read_bytes()).hexdigest()]


def test_of_several_networks_one_begins_with_their_mean(tmp_path: Path) -> None:
    nets = [network.build((4, 4), (1, 1), 11, 0.0) for _ in range(3)]
    for number, net in enumerate(nets[:2]):
        net.set_weights([np.full_like(layer, number) for layer in net.get_weights()])
        net.save(tmp_path / f"{number}.keras")
    begun = train.begin(
        [tmp_path / "0.keras", tmp_path / "1.keras"], nets[2], lambda: np.zeros((1, 28, 28), np.uint8), "", ""
    )
    assert begun is not None
    assert all((layer == 0.5).all() for layer in begun.get_weights())
    assert train.begin([], nets[2], lambda: np.zeros((1, 28, 28), np.uint8), "", "") is None


@pytest.mark.parametrize("name", ["model.onnx", "model.keras"])
def test_what_cannot_be_learnt_further_is_said(tmp_path: Path, name: str, digits: Split) -> None:
    (tmp_path / name).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="no network to begin with"):
        train.train(tmp_path / "out", SMALL, begin_with=[tmp_path / name])


def test_too_few_digits_for_a_batch_are_said(tmp_path: Path, digits: Split) -> None:
    with pytest.raises(DataError, match="do not fill one batch"):
        train.train(tmp_path, replace(SMALL, digits=80))


def test_the_quick_preset_reads_99_of_100(tmp_path: Path, digits: Split) -> None:
    card = train.train(tmp_path, train.PRESETS["quick"])
    assert card["measured"]["MNIST test"]["accuracy"] >= 0.988
    assert "scribbles" not in card["measured"]
    assert Recognizer(tmp_path / "model.onnx").model.logits(digits[2].images[:2]).shape == (2, 10)


def test_16_bits_are_used_only_where_the_processor_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for features, expected in (("fma avx512f", "float32"), ("avx512f avx512_bf16", "mixed_bfloat16")):
        monkeypatch.setattr(Path, "read_text", lambda *_, has=features, **__: f"flags\t\t: {has}\n")
        assert train.precision() == expected

    def missing(*_: Any, **__: Any) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    assert train.precision() == "float32"
