"""Training the finder writes a network that can be opened, and goes on where it was interrupted."""

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

from digitink import ModelError, cli
from digitink.ink import finder
from digitink.training import network, train
from digitink.training.data import crops, mnist
from digitink.training.export import convolutional
from digitink.training.tasks import finder as finder_task
from digitink.training.tasks.finder import CoverageLoss, Finder, Recipe
from tests.training.conftest import interrupted, with_few

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]

TINY = Recipe(epochs=2, parts=1, batch=12, averaged=0.5, widths=(8, 8, 8, 8, 8, 8), seed=3)


@contextmanager
def epochs(
    sources: crops.PhotographSources, seed: int
) -> Iterator[Callable[[int, int], tuple[crops.Bytes, crops.Bytes]]]:
    """Draw epochs in this process: starting others, as test_crops does, takes longer than drawing so little."""
    yield lambda number, parts: crops.draw(sources, parts * crops.PART, np.random.default_rng([seed, number]))


@pytest.fixture(scope="module", autouse=True)
def small(digits: Split) -> Iterator[None]:
    """Few digits, no strokes of others, few pictures to learn from and to measure on; and no demands on the outcome."""
    with pytest.MonkeyPatch.context() as patch:
        with_few(digits, patch)
        patch.setattr(crops, "epochs", epochs)
        patch.setattr(crops, "PART", 36)
        patch.setattr(train, "SETTLING", 2)
        for name, value in {"_EXAMPLES": 6, "_HELD_OUT": 24, "_LEAST_ALIKE": 0}.items():
            patch.setattr(finder_task, name, value)
        yield


@pytest.fixture(scope="module")
def folders(small: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a tiny training, and what interruptions after its epochs would have left of it."""
    folder, copy = tmp_path_factory.mktemp("finder"), tmp_path_factory.mktemp("interrupted")
    interrupted(lambda each: train.train(Finder(TINY), each), folder, copy)
    return folder, copy


@pytest.fixture(scope="module")
def folder(folders: tuple[Path, Path]) -> Path:
    """The folder of a tiny training."""
    return folders[0]


def test_it_leaves_the_network_twice_and_its_card(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["finder.json", "finder.keras", "finder.onnx"]


def test_the_card_tells_how_it_was_made(folder: Path) -> None:
    card = json.loads((folder / "finder.json").read_text(encoding="utf-8"))
    assert card["sha256"] == hashlib.sha256((folder / "finder.onnx").read_bytes()).hexdigest()
    assert card["recipe"] == {**card["recipe"], "epochs": 2, "seed": 3, "widths": [8] * 6}
    assert card["missing sources"] == ["pendigits", "mathnote"]
    assert card["parameters"] == keras.saving.load_model(folder / "finder.keras").count_params()
    assert card["layers"][-1] == [None, 1]
    measured = card["measured"]["held-out photographs"]
    assert measured.pop("count") == 24
    assert measured.keys() == {"precision", "recall", "bare ones with ink found"}
    assert all(0 <= share <= 1 for share in measured.values())


def test_it_finds_ink_as_keras_does_in_pictures_of_any_side(folder: Path) -> None:
    found, net = finder.load(folder / "finder.onnx"), keras.saving.load_model(folder / "finder.keras")
    for side in ((64, 96), (256, 256)):
        picture = np.random.default_rng(1).integers(0, 256, side, np.uint8)
        coverage = found.coverage(picture)
        assert coverage.shape == side
        logits = np.asarray(net(train.as_input(picture[np.newaxis])))[0, ..., 0]
        assert np.abs(coverage / 255 - 1 / (1 + np.exp(-logits))).mean() < 0.05


@pytest.mark.parametrize("done", [1, 2])
def test_an_interrupted_training_resumes_to_the_same_network(
    folders: tuple[Path, Path], done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first epoch; and after the last, when only what follows them is to be done."""
    interrupted = folders[1] / str(done)
    assert sorted(path.name for path in interrupted.iterdir()) == [train.PROGRESS, train.CHECKPOINT]
    with pytest.raises(ModelError, match="another recipe"):
        train.train(Finder(replace(TINY, seed=4)), interrupted, resume=True)
    learned, learn = [], keras.Model.train_on_batch

    def counted(net: keras.Model, pictures: np.ndarray[Any, Any], *others: Any, **how: Any) -> Any:
        learned.append(len(pictures))
        return learn(net, pictures, *others, **how)

    monkeypatch.setattr(keras.Model, "train_on_batch", counted)
    train.train(Finder(TINY), interrupted, resume=True)
    assert sum(learned) == 36 * (2 - done)  # of two epochs
    assert sorted(path.name for path in interrupted.iterdir()) == ["finder.json", "finder.keras", "finder.onnx"]
    whole, again = (keras.saving.load_model(each / "finder.keras").get_weights() for each in (folders[0], interrupted))
    for one, other in zip(whole, again, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def test_the_command_says_when_there_is_nothing_to_resume(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["train", "finder", "--out", str(tmp_path), "--seed", "7", "--resume"])
    assert result.exit_code == 1
    assert "no checkpoint" in result.stderr


def test_an_export_that_answers_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = convolutional.write

    def write_another(net: keras.Model, path: Path) -> None:
        net.layers[-1].bias.assign_add([0.01])
        write(net, path)

    monkeypatch.setattr(convolutional, "write", write_another)
    with pytest.raises(ModelError, match=r"logits differ by 0\.01"):
        finder_task.export(network.build_finder(TINY.widths), tmp_path / "finder.onnx", np.zeros((2, 64, 64), np.uint8))


def loss(coverage: np.ndarray[Any, Any], found: np.ndarray[Any, Any]) -> float:
    """Of one picture, whose found ink is 0 to 255 too, as logits that are as sure of it as the loss can tell."""
    share = np.clip(found / 255, 1e-6, 1 - 1e-6).astype(np.float32)
    logits = np.log(share / (1 - share))
    return float(CoverageLoss(ink=3.0)(coverage[np.newaxis], logits[np.newaxis, ..., np.newaxis]))


def inked(px: int) -> np.ndarray[Any, Any]:
    """A picture whose first px have ink."""
    coverage = np.zeros(64, np.uint8)
    coverage[:px] = 255
    return coverage.reshape(8, 8)


@pytest.mark.parametrize("px", [0, 1, 20, 64])
def test_a_perfect_prediction_has_no_loss(px: int) -> None:
    assert loss(inked(px), inked(px)) == pytest.approx(0, abs=1e-4)


def test_the_more_ink_is_missed_or_made_up_the_more_is_lost() -> None:
    missed = [loss(inked(20), inked(px)) for px in (20, 19, 15, 5, 0)]
    made_up = [loss(inked(20), inked(px)) for px in (20, 21, 25, 35, 64)]
    for losses in (missed, made_up):
        assert losses == sorted(losses)
        assert np.diff(losses).min() > 0.01


def test_missed_ink_costs_more_than_made_up_ink() -> None:
    assert loss(inked(20), inked(15)) > 1.5 * loss(inked(20), inked(25))


def test_half_covered_pixels_are_to_be_found_half_covered() -> None:
    half = np.full((8, 8), 128, np.uint8)
    assert loss(half, half) < min(loss(half, np.full((8, 8), level, np.uint8)) for level in (30, 90, 170, 220))


def test_a_checkpoint_keeps_what_the_loss_was_made_with() -> None:
    again = CoverageLoss.from_config(CoverageLoss(ink=2.5).get_config())
    assert again.ink == 2.5


@pytest.mark.parametrize("level", [-20.0, 20.0])
def test_precision_and_recall_without_ink(tmp_path: Path, level: float) -> None:
    """Of a network that finds no ink anywhere, and of one that finds it everywhere."""
    net = network.build_finder(TINY.widths)
    net.layers[-1].set_weights([np.zeros_like(net.layers[-1].kernel), np.array([level], np.float32)])
    convolutional.write(net, tmp_path / "finder.onnx")
    pictures = np.zeros((3, 256, 256), np.uint8)
    bare, inked = np.zeros_like(pictures), np.full_like(pictures, 255)
    found = finder.load(tmp_path / "finder.onnx")
    share = float(level > 0)
    assert list(finder_task.examine(found, pictures, bare).figures.values()) == [3, 0, 0, share]
    assert list(finder_task.examine(found, pictures, inked).figures.values()) == [3, share, share, 0]
