"""Train a network: one loop for all tasks. A Task defines the network and its data: see tasks/."""

import hashlib
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError
from tqdm.auto import tqdm

from digitink.errors import ModelError
from digitink.training import network
from digitink.training.evaluate import Measured
from digitink.training.export import card, convolutional

Bytes = npt.NDArray[np.uint8]
# Pictures, (n, h, w) uint8, and what is to be learned of them, n of what the loss compares.
Batch = tuple[Bytes, npt.NDArray[Any]]
# An epoch's batches, in the order to learn them, by its number; or so many, and perhaps a few more.
Draw = Callable[[int, int | None], Iterator[Batch]]

CHECKPOINT, PROGRESS = "checkpoint.keras", "checkpoint.json"

SETTLING = 60  # batches from which an averaged network's normalization is measured


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What decides what a training makes. Each task adds its own."""

    epochs: int
    batch: int
    learning_rate: float  # the highest: it rises over half an epoch at most and falls as a cosine
    weight_decay: float = 1e-2
    averaged: float | None = 0.998  # what is shipped is the mean of the last steps' weights: each step's share falls so
    seed: int = 1


class Task(ABC):
    """A network to train: how it is built, what it learns from, and how it is judged. Methods may raise DataError."""

    name: ClassVar[str]  # of the network
    file: ClassVar[str]  # what is written is called so: .keras, .onnx and its card, .json
    shipped: ClassVar[Path]  # the network that comes with digitink
    recipe: Recipe
    restored_on: int | None = None  # how many of the examples show how a shipped network is normalized; None: all

    @abstractmethod
    def build(self, **how: Any) -> keras.Model:
        """Return an untrained network; how is the precision and the normalization, see network.py."""

    @property
    @abstractmethod
    def loss(self) -> Any:
        """What is made small, as Keras takes it."""

    @property
    @abstractmethod
    def steps(self) -> int:
        """How many batches there are in an epoch."""

    @abstractmethod
    def epochs(self) -> AbstractContextManager[Draw]:
        """Start what draws epochs, by every core: each differently, every run alike."""

    @property
    @abstractmethod
    def examples(self) -> Bytes:
        """Return some of the pictures that are learned from, (n, h, w): they show which values each layer has."""

    @property
    @abstractmethod
    def missing(self) -> tuple[str, ...]:
        """Which of strokes.SOURCES it does without."""

    @property
    @abstractmethod
    def sources(self) -> dict[str, str]:
        """Return the SHA-256 of all that it learns from, by name."""

    def progress(self, net: keras.Model) -> str:  # noqa: ARG002
        """Say what the network can do after an epoch, where that is quickly seen: ": 98 % of ..."."""
        return ""

    @abstractmethod
    def export(self, net: keras.Model, path: Path) -> None:
        """Write a network as ONNX in 8-bit integers. Raises ModelError where it then answers otherwise."""

    @abstractmethod
    def examine(self, path: Path, decide: bool = True) -> tuple[dict[str, float], Sequence[Measured]]:
        """Judge an ONNX file once on each set that is held out.

        Returns what is decided for its card, such as its temperature, and what is measured with that. Without decide,
        it is as its card has it.
        """


def train(task: Task, folder: Path, resume: bool = False, begin_with: Sequence[Path] = ()) -> dict[str, Any]:
    """Train a task's network; write it, as Keras' file and as ONNX, and its card into folder. Returns the card.

    A checkpoint after every epoch lets `resume` go on where an interrupted training was: the weights, the optimizer,
    the schedule and the pictures to come are those it would have had. begin_with is what earlier trainings wrote, see
    `begin`. Decisions are made on what is held out; a test set is used once, at the end. Raises DataError, ModelError.
    """
    recipe = task.recipe
    folder.mkdir(parents=True, exist_ok=True)

    # the network: as it was at the last checkpoint, as others have left it, or as it comes by chance
    begun = None if resume else begin(task, begin_with)
    keras.utils.set_random_seed(recipe.seed)
    if resume:
        net, so_far = resumed(folder, recipe)
    else:
        net, so_far = compiled(task), {"seconds": 0.0, "initial weights": sums(begin_with)}
        if begun:
            net.set_weights(begun.get_weights())
    started = time.monotonic() - so_far["seconds"]

    with task.epochs() as draw:
        # epochs. A plain loop: the queue that `fit` keeps beside it costs up to half of two cores' speed
        done = int(net.optimizer.iterations) // task.steps
        with tqdm(total=recipe.epochs * task.steps, initial=done * task.steps, desc=task.name, unit="batch") as bar:
            for number in range(done, recipe.epochs):
                net.reset_metrics()
                for pictures, targets in draw(number, None):
                    learned = net.train_on_batch(as_input(pictures), targets, return_dict=True)
                    bar.update()
                    bar.set_postfix({name: f"{value:.4f}" for name, value in learned.items()}, refresh=False)
                tqdm.write(f"epoch {number + 1} of {recipe.epochs}{task.progress(net)}")
                save_checkpoint(net, folder, recipe, {**so_far, "seconds": time.monotonic() - started})

        # the mean of the last steps' weights: with them, layers are normalized by other values, measured anew
        if recipe.averaged is not None:
            if recipe.epochs:
                net.optimizer.finalize_variable_values(net.trainable_variables)
            for pictures, _ in draw(recipe.epochs, SETTLING):
                net(as_input(pictures), training=True)
        seconds = round(time.monotonic() - started, 1)

    # the files: the network as it is served, of 32-bit products and Keras' own layers
    whole = task.build()
    whole.set_weights(net.get_weights())
    path = folder / f"{task.file}.onnx"
    whole.save(path.with_suffix(".keras"))
    path.with_suffix(".json").unlink(missing_ok=True)  # the card of an earlier training speaks of other weights
    task.export(whole, path)

    # the card
    decided, measured = task.examine(path)
    known = {
        "recipe": asdict(recipe),
        "parameters": whole.count_params(),
        "layers": network.convolutions(whole),
        "initial weights": so_far["initial weights"],
        "seconds": seconds,
        "precision": precision(),
        "missing sources": list(task.missing),
    }
    written = card.write(path, task.name, decided, known, task.sources, measured)
    for name in (CHECKPOINT, PROGRESS):
        (folder / name).unlink(missing_ok=True)
    return written


def as_input(images: Bytes) -> npt.NDArray[np.float32]:
    """(n, h, w) uint8 -> (n, h, w, 1) float32 from 0 to 1."""
    return images[..., np.newaxis].astype(np.float32) / np.float32(255)


def precision() -> str:
    """Return what this machine trains fastest in: 16-bit products where its processor has them, else 32 bits.

    A Keras dtype policy. Either way weights and their sums are kept in 32 bits.
    """
    try:
        features = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return "float32"
    return "mixed_bfloat16" if {"avx512_bf16", "amx_bf16"}.intersection(features) else "float32"


def compiled(task: Task) -> keras.Model:
    """Return an untrained network with its loss and AdamW, ready to train.

    The learning rate rises over half an epoch at most, and falls as a cosine. Source: Loshchilov and Hutter 2019,
    "Decoupled weight decay regularization", arXiv 1711.05101. Where weights are averaged, the optimizer keeps their
    running mean.
    """
    recipe = task.recipe
    total = recipe.epochs * task.steps
    warm_up = max(1, min(task.steps // 2, total // 5))
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, total - warm_up), warmup_target=recipe.learning_rate, warmup_steps=warm_up
    )
    average = {"use_ema": recipe.averaged is not None, "ema_momentum": recipe.averaged or 0.99}
    net = task.build(precision=precision(), fused=True)
    # XLA compiles no loss of lines.
    net.compile(
        keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, **average), loss=task.loss, jit_compile=False
    )
    return net


def begin(task: Task, paths: Sequence[Path]) -> keras.Model | None:
    """Return an untrained network with what others have learned: .keras as it was written, or .onnx as it was shipped.

    Of several it gets the mean of their weights, which reads what either reads where one has learned on from the other
    (Wortsman et al. 2022, "Model soups", arXiv 2203.05482); of none, None is returned. What is in integers becomes
    weights again, for which the task's examples are looked at. Raises ModelError.
    """
    if not paths:
        return None
    untrained, learned = task.build(), []
    for path in paths:
        try:
            if path.suffix == ".onnx":
                convolutional.restore(untrained, path, as_input(task.examples[: task.restored_on]))
                learned.append(untrained.get_weights())
            else:
                learned.append(keras.saving.load_model(path).get_weights())
            untrained.set_weights([np.mean(layer, axis=0) for layer in zip(*learned, strict=True)])
        except (OSError, ValueError, DecodeError) as error:
            wanted = f"give the {task.file}.keras or {task.shipped.name} of an earlier training"
            raise ModelError(f"{path} is no network to begin with: {wanted}.") from error
    return untrained


def sums(paths: Sequence[Path]) -> list[str]:
    """Return the SHA-256 of each file."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def save_checkpoint(net: keras.Model, folder: Path, recipe: Recipe, so_far: Mapping[str, Any]) -> None:
    """Write the network with its optimizer's state, which counts the steps done; and of what recipe it is.

    so_far holds the seconds that were spent on it, and what it was begun with.
    """
    (folder / PROGRESS).write_text(json.dumps({**so_far, "recipe": asdict(recipe)}), encoding="utf-8")
    scratch = folder / f"new-{CHECKPOINT}"
    net.save(scratch)
    scratch.replace(folder / CHECKPOINT)  # atomic: an interruption leaves the last whole one


def resumed(folder: Path, recipe: Recipe) -> tuple[keras.Model, dict[str, Any]]:
    """Read what save_checkpoint wrote: the network, and what was so far. Raises ModelError."""
    try:
        progress = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        net = keras.saving.load_model(folder / CHECKPOINT)
    except (OSError, ValueError) as error:
        raise ModelError(f"There is no checkpoint in {folder} to resume from: train without --resume.") from error
    if progress.pop("recipe") != as_json(recipe):
        raise ModelError(f"The checkpoint in {folder} was begun with another recipe: resume with the same options.")
    return net, {"initial weights": [], **progress}


def finished(task: Task, folder: Path) -> bool:
    """Tell whether folder holds what a training of this task wrote at its end, of the same recipe."""
    if (folder / CHECKPOINT).exists():
        return False
    try:
        found = json.loads((folder / f"{task.file}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(found.get("recipe") == as_json(task.recipe))


def as_json(recipe: Recipe) -> Any:
    """Return a recipe as a file of JSON gives it back."""
    return json.loads(json.dumps(asdict(recipe)))
