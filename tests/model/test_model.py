"""A model file is what its card says, or it is refused; other people's models are served too."""

import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitink import ModelError, Recognizer, model
from samples.drawing import DRAWINGS, render

onnx = pytest.importorskip("onnx", reason="the extra `train` is not installed")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped model with its card."""
    path = tmp_path / "digits.onnx"
    shutil.copy(model.SHIPPED, path)
    shutil.copy(model.SHIPPED.with_suffix(".json"), path.with_suffix(".json"))
    return path


def linear(path: Path, shape: list[int], softmax: bool = False, outputs: int = 10) -> Path:
    """Write a network that says 7 the more, the more ink there is; its input of the given shape."""
    helper, floats = onnx.helper, onnx.TensorProto.FLOAT
    weights = np.zeros((int(np.prod(shape)), outputs), np.float32)
    weights[:, 7] = 0.01
    steps = [
        helper.make_node("Flatten", ["picture"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["logits"]),
    ]
    if softmax:
        steps.append(helper.make_node("Softmax", ["logits"], ["answer"]))
    graph = helper.make_graph(
        steps,
        "linear",
        [helper.make_tensor_value_info("picture", floats, ["n", *shape])],
        [helper.make_tensor_value_info("answer" if softmax else "logits", floats, ["n", outputs])],
        [onnx.numpy_helper.from_array(weights, "weights")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(made, path)
    return path


def test_the_shipped_model_is_small_and_its_card_complete() -> None:
    assert model.SHIPPED.stat().st_size < 5_000_000
    card = model.load().card
    assert set(card) >= {"sha256", "recipe", "data", "versions", "measured", "temperature", "least_certainty"}
    assert {"seed", "epochs", "drawing"} <= set(card["recipe"])


def test_a_changed_byte_is_found(copied: Path) -> None:
    weights = bytearray(copied.read_bytes())
    weights[len(weights) // 2] ^= 1
    copied.write_bytes(weights)
    with pytest.raises(ModelError, match="SHA-256"):
        Recognizer(copied)


def test_a_card_of_another_model_is_found(copied: Path) -> None:
    card = copied.with_suffix(".json")
    card.write_text(json.dumps(json.loads(card.read_text()) | {"sha256": "0" * 64}))
    with pytest.raises(ModelError, match="SHA-256"):
        Recognizer(copied)


def test_card_temperature_scales_confidence(copied: Path) -> None:
    card = json.loads(copied.with_suffix(".json").read_text())
    sure = {}
    for temperature in (1.0, 4.0):
        copied.with_suffix(".json").write_text(json.dumps(card | {"temperature": temperature}))
        probabilities = Recognizer(copied).predict(render(DRAWINGS[3])).probabilities
        sure[temperature] = np.log(sorted(probabilities)[-1] / sorted(probabilities)[-2])
    assert sure[1.0] == pytest.approx(4 * sure[4.0])


@pytest.mark.parametrize("content", ["{", "[1]", "\xff"])
def test_a_broken_card_is_an_error_of_ours(copied: Path, content: str) -> None:
    copied.with_suffix(".json").write_text(content, encoding="latin-1")
    with pytest.raises(ModelError, match="card"):
        Recognizer(copied)


def test_the_shipped_model_without_its_card_is_refused(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied.with_suffix(".json").unlink()
    Recognizer(copied)  # somebody's own model may come without one
    monkeypatch.setattr(model, "SHIPPED", copied)
    with pytest.raises(ModelError, match="missing"):
        Recognizer()


@pytest.mark.parametrize("content", [b"", b"not a model", None])
def test_a_file_that_is_no_model_is_an_error_of_ours(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"mine\.onnx"):
        Recognizer(path)


@pytest.mark.parametrize("shape", [[28, 28], [28, 28, 1], [1, 28, 28], [784]])
@pytest.mark.parametrize("softmax", [False, True])
def test_a_model_of_ones_own_is_served_in_any_layout(tmp_path: Path, shape: list[int], softmax: bool) -> None:
    prediction = Recognizer(linear(tmp_path / "mine.onnx", shape, softmax)).predict(render(DRAWINGS[0]))
    ink = prediction.seen.sum() / 255
    odds = np.exp(0.01 * ink)
    assert prediction.digit == 7
    assert prediction.confidence == pytest.approx(odds / (odds + 9), rel=1e-4)


def test_an_eleventh_output_is_what_is_no_digit(tmp_path: Path) -> None:
    path = linear(tmp_path / "mine.onnx", [28, 28], outputs=11)
    prediction = Recognizer(path).predict(render(DRAWINGS[0]))
    odds = np.exp(0.01 * prediction.seen.sum() / 255)
    assert len(prediction.probabilities) == 10
    assert prediction.confidence == pytest.approx(odds / (odds + 9), rel=1e-4)
    certainty = Recognizer(path).certainty(prediction.seen[np.newaxis])
    assert certainty == pytest.approx(odds / (odds + 10), rel=1e-4)


@pytest.mark.parametrize(("shape", "outputs"), [([32, 32], 10), ([28, 28, 3], 10), ([28, 28], 26)])
def test_a_model_of_something_else_is_refused(tmp_path: Path, shape: list[int], outputs: int) -> None:
    with pytest.raises(ModelError, match="not a digit model"):
        Recognizer(linear(tmp_path / "mine.onnx", shape, outputs=outputs))


def test_a_pickled_model_is_found_again_from_another_folder(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    recognizer = Recognizer(copied.name)
    pickled = pickle.dumps(recognizer)
    monkeypatch.chdir("/")
    again = pickle.loads(pickled)  # noqa: S301
    assert again.model.path == copied
    assert again.model.card == recognizer.model.card
    assert again.predict(render(DRAWINGS[3])) == recognizer.predict(render(DRAWINGS[3]))


def test_a_pickled_shipped_model_loads_the_local_files(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pickled = pickle.dumps(model.load())
    assert str(model.SHIPPED.parent).encode() not in pickled
    monkeypatch.setattr(model, "_FOLDER", copied.parent)
    assert pickle.loads(pickled).path == copied  # noqa: S301


@pytest.mark.parametrize("change", ["gone", "other weights"])
def test_a_pickled_model_whose_file_is_another_is_refused(copied: Path, change: str) -> None:
    pickled = pickle.dumps(model.load(copied))
    if change == "gone":
        copied.unlink()
    else:
        linear(copied, [28, 28])
    with pytest.raises(ModelError, match=r"no model at|has changed"):
        pickle.loads(pickled)  # noqa: S301


def test_a_model_that_is_sent_with_every_task_is_opened_once(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    pickled = pickle.dumps(model.load(copied))
    monkeypatch.setattr(model, "_open", lambda _, path: opened.append(path))
    for _ in range(3):
        pickle.loads(pickled)  # noqa: S301
    assert opened == [copied]
