"""Training the network that reads lines writes one that can be opened, and goes on where it was interrupted."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import log_softmax

from digitink import ModelError, cli
from digitink.labels import BLANK
from digitink.numbers import columns, ctc, strip
from digitink.training import network, train
from digitink.training.data import lines, mnist
from digitink.training.data.glyphs import GlyphSources
from digitink.training.export import convolutional
from digitink.training.tasks import lines as lines_task
from digitink.training.tasks.lines import Known, Lines, Recipe
from tests.training.conftest import interrupted, with_few

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]

TINY = Recipe(epochs=2, parts=1, batch=12, averaged=0.5, dropout=0.0, widths=(8, 8, 8, 8), seed=3)


@contextmanager
def epochs(sources: GlyphSources, seed: int) -> Iterator[Callable[[int, int], Known]]:
    """Draw epochs in this process: starting others, as test_lines does, takes longer than drawing so little."""
    yield lambda number, parts: lines.draw(sources, parts * lines.PART, np.random.default_rng([seed, number]))


@pytest.fixture(scope="module", autouse=True)
def small(digits: Split) -> Iterator[None]:
    """Few digits, no strokes of others, few lines to learn from and to measure on; and no demands on the outcome."""
    with pytest.MonkeyPatch.context() as patch:
        with_few(digits, patch)
        patch.setattr(lines, "epochs", epochs)
        patch.setattr(lines, "PART", 36)
        patch.setattr(train, "SETTLING", 6)
        for name, value in {"_EXAMPLES": 6, "_HELD_OUT": 8, "_LEAST_ALIKE": 0}.items():
            patch.setattr(lines_task, name, value)
        yield


@pytest.fixture(scope="module")
def folders(small: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a tiny training, and what interruptions after its epochs would have left of it."""
    folder, copy = tmp_path_factory.mktemp("lines"), tmp_path_factory.mktemp("interrupted")
    interrupted(lambda each: train.train(Lines(TINY), each), folder, copy)
    return folder, copy


@pytest.fixture(scope="module")
def folder(folders: tuple[Path, Path]) -> Path:
    """The folder of a tiny training."""
    return folders[0]


def test_it_leaves_the_network_twice_and_its_card(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["lines.json", "lines.keras", "lines.onnx"]


def test_the_card_tells_how_it_was_made(folder: Path) -> None:
    card = json.loads((folder / "lines.json").read_text(encoding="utf-8"))
    assert card["sha256"] == hashlib.sha256((folder / "lines.onnx").read_bytes()).hexdigest()
    assert card["recipe"] == {**card["recipe"], "epochs": 2, "seed": 3, "widths": [8] * 4}
    assert card["missing sources"] == ["pendigits", "mathnote"]
    assert card["parameters"] == keras.saving.load_model(folder / "lines.keras").count_params()
    assert card["temperature"] > 0
    measured = card["measured"]["held-out lines"]
    assert measured.pop("count") == 8
    assert measured.keys() == {"exact", "exact of those without digits", "calibration error"}
    assert all(0 <= share <= 1 for share in measured.values())


def test_it_reads_lines_of_any_width_as_keras_does(folder: Path) -> None:
    served, net = columns.load(folder / "lines.onnx"), keras.saving.load_model(folder / "lines.keras")
    for width in (20, 300):
        seen = np.random.default_rng(1).integers(0, 256, (strip.HEIGHT, width), np.uint8)
        logits = np.asarray(net(train.as_input(seen[np.newaxis])), np.float64)[0, 0]
        assert logits.shape == (width // strip.STEP, BLANK + 1)
        assert np.abs(served.logits(seen) - logits).mean() < 0.1 * logits.std()


@pytest.mark.parametrize("done", [1, 2])
def test_an_interrupted_training_resumes_to_the_same_network(
    folders: tuple[Path, Path], done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first epoch; and after the last, when only what follows them is to be done."""
    interrupted = folders[1] / str(done)
    with pytest.raises(ModelError, match="another recipe"):
        train.train(Lines(replace(TINY, seed=4)), interrupted, resume=True)
    learned, learn = [], keras.Model.train_on_batch

    def counted(net: keras.Model, pictures: np.ndarray[Any, Any], *others: Any, **how: Any) -> Any:
        learned.append(len(pictures))
        return learn(net, pictures, *others, **how)

    monkeypatch.setattr(keras.Model, "train_on_batch", counted)
    train.train(Lines(TINY), interrupted, resume=True)
    assert sum(learned) == 36 * (2 - done)  # of two epochs
    whole, again = (keras.saving.load_model(each / "lines.keras").get_weights() for each in (folders[0], interrupted))
    for one, other in zip(whole, again, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_training_begins_where_an_earlier_one_ended(folder: Path, tmp_path: Path) -> None:
    card = train.train(Lines(replace(TINY, epochs=1)), tmp_path, begin_with=[folder / "lines.onnx"])
    assert card["initial weights"] == [hashlib.sha256((folder / "lines.onnx").read_bytes()).hexdigest()]


def test_the_command_says_when_there_is_nothing_to_resume(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["train", "lines", "--out", str(tmp_path), "--seed", "7", "--resume"])
    assert result.exit_code == 1
    assert "no checkpoint" in result.stderr


def test_an_export_that_answers_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = convolutional.write

    def write_another(net: keras.Model, path: Path) -> None:
        net.layers[-1].bias.assign_add([0.01] * (BLANK + 1))
        write(net, path)

    monkeypatch.setattr(convolutional, "write", write_another)
    net = network.build_lines(TINY.widths)
    with pytest.raises(ModelError, match=r"logits differ by 0\.01"):
        lines_task.export(net, tmp_path / "lines.onnx", np.zeros((2, strip.HEIGHT, 64), np.uint8))


def test_the_loss_is_how_improbable_the_labels_are() -> None:
    rng, known = np.random.default_rng(0), [[3, 3, 1], [7]]
    logits = rng.normal(0, 2, (2, 1, 9, BLANK + 1)).astype(np.float32)
    labels = np.array([[3, 3, 1], [7, -1, -1]], np.int32)
    wanted = [
        -ctc.log_posterior(log_softmax(own[0].astype(np.float64), axis=1), each)
        for own, each in zip(logits, known, strict=True)
    ]
    np.testing.assert_allclose(np.asarray(lines_task.ctc_loss(labels, logits)), wanted, rtol=1e-4)


def test_batches_hold_lines_of_about_the_same_width() -> None:
    made = [(np.zeros((strip.HEIGHT, 2 * width), np.uint8), [1] * (width % 3 + 1)) for width in range(8, 58)]
    found = list(lines_task.batches(made, 10, np.random.default_rng(0)))
    assert len(found) == 5
    for pictures, known in found:
        assert pictures.shape[:2] == (10, strip.HEIGHT)
        assert known.shape == (10, 3)
        assert (known >= 0).any(axis=1).all()
    assert sorted({pictures.shape[2] for pictures, _ in found}) == [64, 96, 128]
