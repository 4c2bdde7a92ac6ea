"""Train the network on digits drawn anew, and write it down with its card."""

import hashlib
import json
import platform
import time
import warnings
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow
from tqdm.auto import tqdm

from digitink import model
from digitink.errors import DataError, ModelError
from digitink.training import augment, calibration, mnist, network

CHECKPOINT, PROGRESS = "checkpoint.keras", "checkpoint.json"
# Draws the held-out digits anew, always alike, whatever the seed of the training.
_HELD_OUT_SEED = 2_147_483_647


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training makes."""

    epochs: int = 30
    batch: int = 128
    learning_rate: float = 2e-3  # the highest: it rises over the first epoch and falls as a cosine
    weight_decay: float = 1e-3
    seed: int = 1
    digits: int | None = None  # train on so many only; None: all 55,000
    drawing: augment.Settings = field(default_factory=augment.Settings)


class Drawings(keras.utils.PyDataset):
    """One epoch of training digits, each drawn anew; every epoch differently, every run alike."""

    def __init__(self, digits: mnist.Digits, recipe: Recipe, epoch: int) -> None:
        super().__init__(workers=2, max_queue_size=16)
        self.digits, self.recipe, self.epoch = digits, recipe, epoch
        self.order = np.random.default_rng([recipe.seed, epoch]).permutation(len(digits))

    def __len__(self) -> int:
        return len(self.digits) // self.recipe.batch

    def __getitem__(self, step: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
        chosen = self.order[step * self.recipe.batch : (step + 1) * self.recipe.batch]
        rng = np.random.default_rng([self.recipe.seed, self.epoch, step])
        labels = self.digits.labels[chosen]
        return as_input(augment.draw(self.digits.images[chosen], labels, rng, self.recipe.drawing)), labels


class Progress(keras.callbacks.Callback):
    """One bar for the whole training, with the time left."""

    def __init__(self, bar: "tqdm[Any]") -> None:
        super().__init__()
        self.bar = bar

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Move on by one batch."""
        self.bar.update()
        self.bar.set_postfix({name: f"{value:.4f}" for name, value in (logs or {}).items()}, refresh=False)


def train(folder: Path, recipe: Recipe, resume: bool = False, data: Path | None = None) -> dict[str, Any]:
    """Train, and write model.keras, model.onnx and the card model.json into folder. Returns the card.

    A checkpoint after every epoch lets `resume` go on where an interrupted training was: the weights, the
    optimiser, the schedule and the drawings to come are those it would have had. Decisions (temperature,
    threshold) are made on the held-out digits; the test set is used once, at the end. Raises DataError
    and ModelError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    training, held_out, test = mnist.load(data)
    training = mnist.Digits(training.images[: recipe.digits], training.labels[: recipe.digits])
    keras.utils.set_random_seed(recipe.seed)
    started = time.monotonic()
    steps = len(training) // recipe.batch
    if not steps:
        raise DataError(f"{len(training)} digits do not fill one batch of {recipe.batch}.")
    net, spent = _resumed(folder, recipe) if resume else (_compiled(recipe, steps), 0.0)
    done = int(net.optimizer.iterations) // steps
    with tqdm(total=recipe.epochs * steps, initial=done * steps, desc="Training", unit="batch") as bar:
        for epoch in range(done, recipe.epochs):
            net.fit(Drawings(training, recipe, epoch), verbose=0, callbacks=[Progress(bar)])
            right = (_logits(net, held_out.images).argmax(axis=1) == held_out.labels).mean()
            tqdm.write(f"epoch {epoch + 1} of {recipe.epochs}: {right:.2%} of the held-out digits read")
            _save_checkpoint(net, folder, recipe, spent + time.monotonic() - started)
    net.save(folder / "model.keras")
    (folder / "model.json").unlink(missing_ok=True)  # the card of an earlier training speaks of other weights
    export(net, folder / "model.onnx", held_out.images[:1000])
    card = _card(net, folder, recipe, held_out, test) | {"seconds": round(spent + time.monotonic() - started)}
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    for name in (CHECKPOINT, PROGRESS):
        (folder / name).unlink(missing_ok=True)
    return card


def export(net: keras.Model, path: Path, images: npt.NDArray[np.uint8]) -> None:
    """Write a network as ONNX, and see that it answers images as Keras does. Raises ModelError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras looks for a name that numpy has dropped
        net.export(path, format="onnx", verbose=False)
    apart = float(np.abs(_logits(net, images) - model.load(path).logits(images)).max())
    if apart > 1e-4:
        raise ModelError(f"{path} answers otherwise than the network it was made from: logits differ by {apart:.2g}.")


def as_input(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(n, 28, 28) uint8 -> (n, 28, 28, 1) float32 from 0 to 1."""
    return images[..., np.newaxis].astype(np.float32) / np.float32(255)


def _compiled(recipe: Recipe, steps: int) -> keras.Model:
    net = network.build()
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, (recipe.epochs - 1) * steps), warmup_target=recipe.learning_rate, warmup_steps=steps
    )
    net.compile(
        keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return net


def _save_checkpoint(net: keras.Model, folder: Path, recipe: Recipe, spent: float) -> None:
    """The network with its optimiser's state, which counts the steps done; and of what recipe it is."""
    (folder / PROGRESS).write_text(json.dumps({"seconds": spent, "recipe": asdict(recipe)}), encoding="utf-8")
    scratch = folder / f"new-{CHECKPOINT}"
    net.save(scratch)
    scratch.replace(folder / CHECKPOINT)  # atomic: an interruption leaves the last whole one


def _resumed(folder: Path, recipe: Recipe) -> tuple[keras.Model, float]:
    try:
        progress = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        net = keras.saving.load_model(folder / CHECKPOINT)
    except (OSError, ValueError) as error:
        raise ModelError(f"There is no checkpoint in {folder} to resume from: train without --resume.") from error
    if progress["recipe"] != json.loads(json.dumps(asdict(recipe))):
        raise ModelError(f"The checkpoint in {folder} was begun with another recipe: resume with the same options.")
    return net, progress["seconds"]


def _logits(net: keras.Model, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    return np.asarray(net.predict(as_input(images), batch_size=500, verbose=0))


def _card(net: keras.Model, folder: Path, recipe: Recipe, held_out: mnist.Digits, test: mnist.Digits) -> dict[str, Any]:
    """What is known of the model. Reads the test set, once."""
    drawn = augment.draw(held_out.images, held_out.labels, np.random.default_rng(_HELD_OUT_SEED), recipe.drawing)
    plain, redrawn = _logits(net, held_out.images), _logits(net, drawn)
    both, labels = np.concatenate([plain, redrawn]), np.tile(held_out.labels, 2)
    temperature = calibration.fit_temperature(both, labels)
    return {
        "name": "digitink digits",
        "sha256": hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest(),
        "temperature": temperature,
        "least_confidence": calibration.least_confidence(both, temperature),
        "accuracy": {
            "held-out digits": float((plain.argmax(axis=1) == held_out.labels).mean()),
            "held-out digits drawn anew": float((redrawn.argmax(axis=1) == held_out.labels).mean()),
            "MNIST test": float((_logits(net, test.images).argmax(axis=1) == test.labels).mean()),
        },
        "weights": net.count_params(),
        "recipe": asdict(recipe),
        "data": mnist.SUMS,
        "versions": {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
        | {name: version(name) for name in ("digitink", "keras", "numpy", "opencv-python-headless", "tf2onnx")},
    }
