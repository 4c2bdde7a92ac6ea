"""Train the network that reads two digits that touch, beginning with what the digits' network has learnt."""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow
from tqdm.auto import tqdm

from digitink import model
from digitink import pairs as serving
from digitink.errors import ModelError
from digitink.training import calibration, fonts, mnist, network, pairs, quantise, train
from digitink.training.lessons import Material
from digitink.training.outliers import NOTHING

Bytes = npt.NDArray[np.uint8]

_EXAMPLES = 2000  # of those that show the range of each layer's values
_HELD_OUT = 10_000
_SEED = 2_147_483_647  # of those that decisions are made on, whatever the seed of the training


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training makes, besides the digits' network."""

    epochs: int = 16
    parts: int = 60  # of a thousand pictures each, in an epoch
    batch: int = 128
    learning_rate: float = 1.5e-3  # the highest: it rises over half an epoch at most and falls as a cosine
    weight_decay: float = 1e-2
    dropout: float = 0.3
    label_smoothing: float = 0.05
    seed: int = 1


def train_pairs(folder: Path, recipe: Recipe, data: Path | None = None) -> dict[str, Any]:
    """Train, and write pairs.onnx and its card pairs.json beside the digits' model.keras. Returns the card.

    The convolutions begin with that network's weights. Decisions are made on held-out digits and fonts. Raises
    DataError and ModelError.
    """
    net = _begun(folder, recipe)
    training, unseen, _ = mnist.load(data)
    material = Material.of(training, fonts.load()[0])
    started = time.monotonic()
    _learn(net, recipe, material)
    seconds = time.monotonic() - started
    whole = network.build_pairs(*_form(net), recipe.dropout)
    whole.set_weights(net.get_weights())
    path = folder / "pairs.onnx"
    path.with_suffix(".json").unlink(missing_ok=True)  # the card of an earlier training speaks of other weights
    examples, _ = pairs.draw(material, _EXAMPLES, np.random.default_rng(recipe.seed))
    train.export(whole, path, examples, serving.load)
    quantise.quantise(path, examples, serving.load, digits=2)
    held_out = pairs.draw(Material.of(unseen, fonts.load()[1]), _HELD_OUT, np.random.default_rng(_SEED))
    card = {
        "name": "digitink pairs",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "recipe": asdict(recipe),
        "weights": whole.count_params(),
        "seconds": round(seconds, 1),
        "precision": train.precision(),
        **_examined(serving.load(path), *held_out),
    }
    path.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def _begun(folder: Path, recipe: Recipe) -> keras.Model:
    try:
        digits = keras.saving.load_model(folder / "model.keras")
    except (OSError, ValueError) as error:
        raise ModelError(f"There is no model.keras in {folder} to begin with: train the digits' first.") from error
    keras.utils.set_random_seed(recipe.seed)
    net = network.build_pairs(*_form(digits), recipe.dropout, precision=train.precision(), fused=True)
    net.set_weights(digits.get_weights()[:-2] + net.get_weights()[-2:])
    steps = recipe.parts * pairs.PART // recipe.batch
    net.compile(
        train.optimiser(recipe.epochs, steps, recipe.learning_rate, recipe.weight_decay),
        loss=partial(surprise, smoothing=recipe.label_smoothing),
    )
    return net


def _form(net: keras.Model) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How wide a network's convolutions are, and how many there are of each width."""
    filters = [layer.filters for layer in net.layers if isinstance(layer, keras.layers.Conv2D)]
    widths = tuple(dict.fromkeys(filters))
    return widths, tuple(filters.count(width) for width in widths)


def surprise(labels: Any, logits: Any, smoothing: float = 0.0) -> Any:
    """The cross entropy of the left digit, the right one, and that they are two: (n, 2) labels, (n, 21) logits -> (n,).

    Of what is not two digits only that is learnt.
    """
    ops = tensorflow.nn
    labels = tensorflow.cast(labels, tensorflow.int32)
    two = tensorflow.cast(labels[:, 0] < NOTHING, logits.dtype)
    total = 2 * ops.sigmoid_cross_entropy_with_logits(two * (1 - smoothing) + smoothing / 2, logits[:, serving.TWO])
    for place, side in enumerate((serving.LEFT, serving.RIGHT)):
        wanted = tensorflow.one_hot(labels[:, place], 10, dtype=logits.dtype) * (1 - smoothing) + smoothing / 10
        total += two * ops.softmax_cross_entropy_with_logits(wanted, logits[:, side])
    return total


def _learn(net: keras.Model, recipe: Recipe, material: Material) -> None:
    """Go through all epochs, each drawn by every core before it is learnt from."""
    steps = recipe.parts * pairs.PART // recipe.batch
    with (
        pairs.lessons(material, recipe.seed) as epoch,
        tqdm(total=recipe.epochs * steps, desc="Training", unit="batch") as bar,
    ):
        for number in range(recipe.epochs):
            train.learn(net, *epoch(number, recipe.parts), recipe.batch, bar)


def _examined(net: model.Model, pictures: Bytes, labels: Bytes) -> dict[str, Any]:
    """The temperature, and how many held-out pairs are read and told from what is none."""
    logits = np.concatenate([net.logits(pictures[start : start + 500]) for start in range(0, len(pictures), 500)])
    two = labels[:, 0] < NOTHING
    sides = np.stack([logits[two][:, serving.LEFT], logits[two][:, serving.RIGHT]], axis=1)
    temperature = calibration.fit_temperature(sides.reshape(-1, 10), labels[two].reshape(-1))
    right = (sides.argmax(axis=2) == labels[two]).all(axis=1)
    told = (logits[:, serving.TWO] > 0) == two
    measured = {"count": int(two.sum()), "accuracy": round(float(right.mean()), 5)}
    others = {"count": int((~two).sum()), "told from pairs": round(float(told[~two].mean()), 5)}
    measured["told from others"] = round(float(told[two].mean()), 5)
    return {"temperature": temperature, "measured": {"held-out pairs": measured, "what is none": others}}
