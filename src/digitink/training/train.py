"""Train the network on digits drawn anew, and write it down with its card."""

import hashlib
import json
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError
from tqdm.auto import tqdm

from digitink import model
from digitink.errors import DataError, ModelError
from digitink.training import network
from digitink.training.data import augment, fonts, lessons, mnist, strokes
from digitink.training.export import card, convolutional, quantise

CHECKPOINT, PROGRESS = "checkpoint.keras", "checkpoint.json"

_EXAMPLES = 1000  # of the pictures that show the range of each layer's values
SETTLING = 60  # batches from which an averaged network's normalization is measured


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training makes."""

    epochs: int = 60
    batch: int = 128
    learning_rate: float = 3e-3  # the highest: it rises over half an epoch at most and falls as a cosine
    weight_decay: float = 1e-2
    dropout: float = 0.3
    label_smoothing: float = 0.05  # of every label, so much is given to all outputs: some of MNIST's labels are wrong
    widths: tuple[int, ...] = (32, 64, 128)
    depths: tuple[int, ...] = (2, 3, 3)
    seed: int = 1
    digits: int | None = None  # train on so many only; None: all 55,000
    averaged: float | None = 0.998  # what is shipped is the mean of the last steps' weights: each step's share falls so
    font_digits: float = 0.06  # for each digit of MNIST's, so many of handwriting fonts
    pen_digits: float = 0.3  # and so many along the strokes of real pens
    outliers: float = 0.2  # and so many that are no digit
    drawing: augment.Settings | None = field(default_factory=augment.Settings)  # None: MNIST's digits as they are

    @property
    def plan(self) -> lessons.Plan:
        """What an epoch of it holds."""
        return lessons.Plan(self.seed, self.font_digits, self.pen_digits, self.outliers, self.drawing)


# "full" makes the shipped model; "quick" one that reads 99 % of MNIST's test digits, in seconds.
PRESETS = {
    "full": Recipe(),
    "quick": Recipe(
        epochs=2,
        learning_rate=6e-3,
        dropout=0.0,
        label_smoothing=0.0,
        widths=(16, 32, 64),
        depths=(1, 1, 2),
        averaged=None,
        drawing=None,
    ),
}


def train(
    folder: Path, recipe: Recipe, resume: bool = False, data: Path | None = None, begin_with: Sequence[Path] = ()
) -> dict[str, Any]:
    """Train, and write model.keras, model.onnx and the card model.json into folder. Returns the card.

    A checkpoint after every epoch lets `resume` go on where an interrupted training was: the weights, the
    optimiser, the schedule and the drawings to come are those it would have had. Decisions (temperature,
    threshold) are made on held-out digits; the test set is used once, at the end. begin_with is what an
    earlier trainings wrote, model.keras or, as it is shipped, digits.onnx, whose weights are learnt further.
    Raises DataError and ModelError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    training, unseen, _ = mnist.load(data)
    training = mnist.Digits(training.images[: recipe.digits], training.labels[: recipe.digits])
    real = found_strokes() if recipe.drawing else strokes.Strokes([], [], [], strokes.SOURCES)
    material = lessons.Material.of(training, fonts.load()[0] if recipe.drawing else (), [*real.digits, *real.symbols])
    begun = begin(begin_with, _build(recipe), lambda: _examples(training, recipe), "model", "digits")
    net, seconds = _trained(folder, recipe, resume, material, unseen, begun)
    net = _in_32_bits(net, recipe)
    net.save(folder / "model.keras")
    (folder / "model.json").unlink(missing_ok=True)  # the card of an earlier training speaks of other weights
    export(net, folder / "model.onnx", unseen.images[:1000])
    quantise.quantise(folder / "model.onnx", _examples(training, recipe))
    known = {"recipe": asdict(recipe), "weights": net.count_params()}
    known |= {"begun with": _sums(begin_with)}
    known |= {"seconds": round(seconds, 1), "precision": precision(), "without": list(real.missing)}
    written = card.write(folder / "model.onnx", recipe.drawing is not None, known, data)
    for name in (CHECKPOINT, PROGRESS):
        (folder / name).unlink(missing_ok=True)
    return written


def finish(
    path: Path,
    net: keras.Model,
    export: Callable[[], None],
    measured: Callable[[], dict[str, Any]],
    known: dict[str, Any],
    begun_with: Sequence[Path],
) -> dict[str, Any]:
    """Write a network as it is served beside path, by export the ONNX file at path, and its card; return the card.

    known and what is measured of the file are told in the card. The checkpoint is no longer needed.
    """
    net.save(path.with_suffix(".keras"))
    path.with_suffix(".json").unlink(missing_ok=True)  # the card of an earlier training speaks of other weights
    export()
    written = {
        "name": f"digitink {path.stem}",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **known,
        "begun with": _sums(begun_with),
        "weights": net.count_params(),
        "precision": precision(),
        **measured(),
    }
    path.with_suffix(".json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    for name in (CHECKPOINT, PROGRESS):
        (path.parent / name).unlink(missing_ok=True)
    return written


def found_strokes() -> strokes.Strokes:
    """Load the real strokes that there are, and tell which are not. Raises DataError."""
    real = strokes.load()
    if real.missing:
        tqdm.write(f"Training without {' and '.join(real.missing)}: see digitink.training.data.strokes.")
    return real


def _sums(paths: Sequence[Path]) -> list[str]:
    """The SHA-256 of each file."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def begin(
    paths: Sequence[Path],
    untrained: keras.Model,
    examples: Callable[[], npt.NDArray[np.uint8]],
    written: str,
    shipped: str,
) -> keras.Model | None:
    """Give an untrained network what others have learnt: .keras as it was written, or .onnx as it was shipped.

    Of several it gets the mean of their weights, which reads what either reads where one has learnt on from the other
    (Wortsman et al. 2022, "Model soups", arXiv 2203.05482); of none, None is returned. What is in integers becomes
    weights again, for which examples, (n, h, w) uint8, are made. Written and shipped are the files' names. Raises
    ModelError.
    """
    learnt = []
    for path in paths:
        try:
            if path.suffix == ".onnx":
                convolutional.restore(untrained, path, as_input(examples()))
                learnt.append(untrained.get_weights())
            else:
                learnt.append(keras.saving.load_model(path).get_weights())
            untrained.set_weights([np.mean(layer, axis=0) for layer in zip(*learnt, strict=True)])
        except (OSError, ValueError, DecodeError) as error:
            wanted = f"give the {written}.keras or {shipped}.onnx of an earlier training"
            raise ModelError(f"{path} is no network to begin with: {wanted}.") from error
    return untrained if paths else None


def _trained(
    folder: Path,
    recipe: Recipe,
    resume: bool,
    material: lessons.Material,
    unseen: mnist.Digits,
    begun: keras.Model | None,
) -> tuple[keras.Model, float]:
    """Train a network; return it after all epochs, its weights averaged, and the seconds they took."""
    with lessons.Lessons(material, recipe.plan) as course:
        steps = len(course) // recipe.batch
        if not steps:
            raise DataError(f"{len(material.digits)} digits do not fill one batch of {recipe.batch}.")

        def epoch(net: keras.Model, number: int, bar: "tqdm[Any]") -> None:
            pictures, labels = course.epoch(number)
            learn(net, pictures, keras.utils.to_categorical(labels, net.output_shape[-1]), recipe.batch, bar)
            right = (_logits(net, unseen.images)[:, :10].argmax(axis=1) == unseen.labels).mean()
            tqdm.write(f"epoch {number + 1} of {recipe.epochs}: {right:.2%} of the held-out digits read")

        def settled(net: keras.Model) -> None:
            settle(net, course.epoch(recipe.epochs, SETTLING * recipe.batch)[0], recipe.batch)

        return run(folder, recipe, steps, lambda: _compiled(recipe, steps), epoch, settled, resume, begun)


def run(
    folder: Path,
    recipe: Any,
    steps: int,
    compiled: Callable[[], keras.Model],
    epoch: Callable[[keras.Model, int, "tqdm[Any]"], None],
    settled: Callable[[keras.Model], None],
    resume: bool,
    begun: keras.Model | None,
) -> tuple[keras.Model, float]:
    """Train through all of a recipe's epochs of so many steps; return the network and the seconds that took.

    compiled makes a network to begin with, which takes the weights of begun, if given; to resume, it is that of the
    checkpoint, which every epoch leaves in folder. epoch learns one, by its number. Where weights are averaged, settled
    is given the network with the averages. Raises ModelError, see resumed.
    """
    keras.utils.set_random_seed(recipe.seed)
    started = time.monotonic()
    net, spent = resumed(folder, recipe) if resume else (compiled(), 0.0)
    if begun and not resume:
        net.set_weights(begun.get_weights())
    done = int(net.optimizer.iterations) // steps
    with tqdm(total=recipe.epochs * steps, initial=done * steps, desc="Training", unit="batch") as bar:
        for number in range(done, recipe.epochs):
            epoch(net, number, bar)
            save_checkpoint(net, folder, recipe, spent + time.monotonic() - started)
    if recipe.averaged is not None and done < recipe.epochs:
        net.optimizer.finalize_variable_values(net.trainable_variables)
    if recipe.averaged is not None:
        settled(net)
    return net, spent + time.monotonic() - started


def settle(net: keras.Model, pictures: npt.NDArray[np.uint8], batch: int) -> None:
    """Measure anew what the network's layers are normalized by: with averaged weights their values have other means."""
    for start in range(0, min(SETTLING * batch, len(pictures) - batch + 1), batch):
        net(as_input(pictures[start : start + batch]), training=True)


def learn(
    net: keras.Model, pictures: npt.NDArray[np.uint8], targets: npt.NDArray[Any], batch: int, bar: "tqdm[Any]"
) -> None:
    """Go once through (n, h, w) uint8 pictures, in their order; what does not fill a batch is left out.

    targets, n of them, are what the network's loss compares. A plain loop: the queue that `fit` keeps beside it costs
    up to half of two cores' speed.
    """
    net.reset_metrics()
    for start in range(0, len(targets) - batch + 1, batch):
        some = slice(start, start + batch)
        learnt = net.train_on_batch(as_input(pictures[some]), targets[some], return_dict=True)
        bar.update()
        bar.set_postfix({name: f"{value:.4f}" for name, value in learnt.items()}, refresh=False)


def export(
    net: keras.Model, path: Path, images: npt.NDArray[np.uint8], load: Callable[[Path], model.Model] = model.load
) -> None:
    """Write a network as ONNX, and see that, opened by load, it answers images as Keras does. Raises ModelError."""
    answers = _logits(net, images)  # first, for Keras exports only what has been called
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras looks for a name that numpy has dropped
        net.export(path, format="onnx", verbose=False)
    apart = float(np.abs(answers - load(path).logits(images)).max())
    if apart > 1e-4:
        raise ModelError(f"{path} answers otherwise than the network it was made from: logits differ by {apart:.2g}.")


def _examples(training: mnist.Digits, recipe: Recipe) -> npt.NDArray[np.uint8]:
    """Some of the pictures that the network learnt from, plain and drawn anew."""
    some = mnist.Digits(training.images[:_EXAMPLES], training.labels[:_EXAMPLES])
    if recipe.drawing is None:
        return some.images
    anew = augment.draw(some.images, some.labels, np.random.default_rng(recipe.seed), recipe.drawing)
    return np.concatenate([some.images, anew])


def as_input(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(n, 28, 28) uint8 -> (n, 28, 28, 1) float32 from 0 to 1."""
    return images[..., np.newaxis].astype(np.float32) / np.float32(255)


def precision() -> str:
    """What this machine trains fastest in: 16-bit products where its processor has them, else 32 bits.

    A Keras dtype policy. Either way weights and their sums are kept in 32 bits.
    """
    try:
        features = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return "float32"
    return "mixed_bfloat16" if {"avx512_bf16", "amx_bf16"}.intersection(features) else "float32"


def _build(recipe: Recipe, **how: Any) -> keras.Model:
    outputs = 11 if recipe.drawing else 10
    return network.build(recipe.widths, recipe.depths, outputs, recipe.dropout, **how)


def optimiser(
    epochs: int, steps: int, learning_rate: float, weight_decay: float, averaged: float | None = None
) -> keras.optimizers.Optimizer:
    """AdamW for so many epochs of so many steps: its rate rises over half an epoch at most, and falls as a cosine.

    Source: Loshchilov and Hutter 2019, "Decoupled weight decay regularization", arXiv 1711.05101. averaged, if given,
    lets it keep a running mean of the weights, in which each step's share falls by that factor with every step.
    """
    total = epochs * steps
    warm_up = max(1, min(steps // 2, total // 5))
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, total - warm_up), warmup_target=learning_rate, warmup_steps=warm_up
    )
    return keras.optimizers.AdamW(
        rate, weight_decay=weight_decay, use_ema=averaged is not None, ema_momentum=averaged or 0.99
    )


def _compiled(recipe: Recipe, steps: int) -> keras.Model:
    net = _build(recipe, precision=precision(), fused=True)
    net.compile(
        optimiser(recipe.epochs, steps, recipe.learning_rate, recipe.weight_decay, recipe.averaged),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=recipe.label_smoothing),
    )
    return net


def _in_32_bits(net: keras.Model, recipe: Recipe) -> keras.Model:
    """The same network as it is served: of 32-bit products and Keras' own layers."""
    whole = _build(recipe)
    whole.set_weights(net.get_weights())
    return whole


def save_checkpoint(net: keras.Model, folder: Path, recipe: Any, spent: float) -> None:
    """Write the network with its optimizer's state, which counts the steps done; and of what recipe it is."""
    (folder / PROGRESS).write_text(json.dumps({"seconds": spent, "recipe": asdict(recipe)}), encoding="utf-8")
    scratch = folder / f"new-{CHECKPOINT}"
    net.save(scratch)
    scratch.replace(folder / CHECKPOINT)  # atomic: an interruption leaves the last whole one


def resumed(folder: Path, recipe: Any) -> tuple[keras.Model, float]:
    """Read what save_checkpoint wrote: the network, and the seconds spent on it. Raises ModelError."""
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
