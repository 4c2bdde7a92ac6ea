"""Training writes a model that can be relied on, and goes on where it was interrupted."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from digitink import ModelError, Recognizer
from digitink.errors import DataError
from digitink.training import evaluate, train
from digitink.training.data import digit_epochs, mnist
from digitink.training.tasks import digits as digits_task
from digitink.training.tasks.digits import Digits
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
    assert card["layers"] == 2 * [[28, 16]] + 3 * [[14, 32]] + 3 * [[7, 64]]
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
    digits_task.export(net, tmp_path / "model.onnx", digits[1].images[:100])
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
    digits_task.export(net, tmp_path / "model.onnx", digits[2].images[:100])
    other = (tmp_path / "model.onnx").read_bytes()
    net.layers[-1].bias.assign_add([0.01] + [0.0] * 10)
    monkeypatch.setattr(net, "export", lambda path, **_: Path(path).write_bytes(other))
    with pytest.raises(ModelError, match=r"logits differ by 0\.01"):
        digits_task.export(net, tmp_path / "model.onnx", digits[2].images[:100])


def test_an_interrupted_training_resumes_to_the_same_model(
    trained: Path, tmp_path: Path, digits: Split, judged_by_few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = train.save_checkpoint

    def save_and_stop(*arguments: Any) -> None:
        save(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(train, "save_checkpoint", save_and_stop)
        with pytest.raises(KeyboardInterrupt):
            train.train(Digits(SMALL), tmp_path)
    assert not (tmp_path / "model.onnx").exists()

    epochs = []
    started = digit_epochs.epochs

    @contextmanager
    def counted(*arguments: Any) -> Iterator[Any]:
        with started(*arguments) as made:

            def epoch(number: int, enough: int | None) -> Any:
                epochs.append(number)
                return made(number, enough)

            yield epoch

    monkeypatch.setattr(digit_epochs, "epochs", counted)
    train.train(Digits(SMALL), tmp_path, resume=True)
    assert epochs == [1, 2, 3, 4]  # the last to measure what the averaged network is normalized by
    images, labels = digits[1].images, digits[1].labels
    again, once = (
        (Recognizer(folder / "model.onnx").probabilities(images).argmax(axis=1) == labels).mean()
        for folder in (tmp_path, trained)
    )
    assert again == pytest.approx(once, abs=0.03)


def test_resuming_wants_a_checkpoint_of_the_same_recipe(tmp_path: Path, digits: Split) -> None:
    with pytest.raises(ModelError, match="no checkpoint"):
        train.train(Digits(SMALL), tmp_path, resume=True)
    net = train.compiled(Digits(SMALL))
    net.optimizer.build(net.trainable_variables)
    train.save_checkpoint(net, tmp_path, SMALL, {"seconds": 1.0})
    with pytest.raises(ModelError, match="another recipe"):
        train.train(Digits(replace(SMALL, seed=6)), tmp_path, resume=True)


def test_a_folder_may_be_trained_into_again(trained: Path, tmp_path: Path, judged_by_few: None) -> None:
    for path in trained.iterdir():
        shutil.copy(path, tmp_path)
    train.train(Digits(replace(SMALL, epochs=1, digits=256, seed=6)), tmp_path)
    assert Recognizer(tmp_path / "model.onnx").model.card["recipe"]["seed"] == 6


def test_a_training_begins_where_a_shipped_model_ended(
    trained: Path, tmp_path: Path, digits: Split, judged_by_few: None
) -> None:
    further = replace(SMALL, epochs=1, learning_rate=1e-5)
    card = train.train(Digits(further), tmp_path, begin_with=[trained / "model.onnx"])
    before, after = (
        Recognizer(folder / "model.onnx").probabilities(digits[1].images[:500]) for folder in (trained, tmp_path)
    )
    assert (before.argmax(axis=1) == after.argmax(axis=1)).mean() > 0.97
    assert card["initial weights"] == [hashlib.sha256((trained / "model.onnx").read_bytes()).hexdigest()]


def test_of_several_networks_one_begins_with_their_mean(tmp_path: Path) -> None:
    task = Digits(replace(SMALL, widths=(4, 4), depths=(1, 1)))
    for number in range(2):
        net = task.build()
        net.set_weights([np.full_like(layer, number) for layer in net.get_weights()])
        net.save(tmp_path / f"{number}.keras")
    begun = train.begin(task, [tmp_path / "0.keras", tmp_path / "1.keras"])
    assert begun is not None
    assert all((layer == 0.5).all() for layer in begun.get_weights())
    assert train.begin(task, []) is None


@pytest.mark.parametrize("name", ["model.onnx", "model.keras"])
def test_what_cannot_be_learned_further_is_said(tmp_path: Path, name: str, digits: Split) -> None:
    (tmp_path / name).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="no network to begin with"):
        train.train(Digits(SMALL), tmp_path / "out", begin_with=[tmp_path / name])


def test_too_few_digits_for_a_batch_are_said(tmp_path: Path, digits: Split) -> None:
    with pytest.raises(DataError, match="do not fill one batch"):
        train.train(Digits(replace(SMALL, digits=80)), tmp_path)


def test_16_bits_are_used_only_where_the_processor_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for features, expected in (("fma avx512f", "float32"), ("avx512f avx512_bf16", "mixed_bfloat16")):
        monkeypatch.setattr(Path, "read_text", lambda *_, has=features, **__: f"flags\t\t: {has}\n")
        assert train.precision() == expected

    def missing(*_: Any, **__: Any) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    assert train.precision() == "float32"
