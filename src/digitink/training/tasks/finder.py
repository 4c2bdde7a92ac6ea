"""The task of finding ink in photographs: the data, the export and the evaluation of its network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow

from digitink.errors import ModelError
from digitink.ink import finder
from digitink.training import network, train
from digitink.training.data import crops, fonts, mnist, strokes
from digitink.training.data.crops import PhotographSources
from digitink.training.data.handwriting import Sources
from digitink.training.evaluate import InkEvaluation
from digitink.training.export import convolutional, quantize
from digitink.training.tasks.made import Made

Bytes = npt.NDArray[np.uint8]

HELD_OUT = "held-out photographs"

_EXAMPLES = 120  # parts of photographs that show the range of each layer's values
_HELD_OUT = 600  # that nothing is learned from
_SEED = 2_147_483_647  # of those, whatever the seed of the training
_BATCH = 12  # that Keras runs at a time
_ROUNDING = 1e-3  # how far logits may differ between two programs that add 32-bit numbers up in another order
# Ink's edge is where many pixels are nearly even between ink and none: a few of them fall to the other side.
_LEAST_ALIKE = 0.92
_ENTROPY = 2  # so many times as much as Dice's coefficient it counts


@dataclass(frozen=True, kw_only=True)
class Recipe(train.Recipe):
    """All that decides what a training makes."""

    epochs: int = 20
    parts: int = 48  # of crops.PART squares each, in an epoch
    batch: int = 12
    learning_rate: float = 3e-3
    averaged: float | None = 0.998
    ink: float = 2.0  # a pixel of ink counts so many times as much as one of none, of which there are many more
    widths: tuple[int, ...] = (16, 24, 48, 64, 96, 96)


class Finder(Made[PhotographSources]):
    """Says how much of each pixel handwriting covers; from photographs that are made."""

    name, file, shipped = "finder", "finder", finder.SHIPPED
    restored_on = 2 * _BATCH  # all maps of more would take gigabytes

    recipe: Recipe

    def __init__(self, recipe: Recipe = Recipe(), data: Path | None = None) -> None:
        """Take a recipe and, where it is not the cache, the folder that MNIST is in."""
        super().__init__(recipe, data)

    def _sources(self, part: int, real: strokes.Strokes) -> PhotographSources:
        hands, prints = (fonts.load(catalog=catalog)[part] for catalog in (fonts.CATALOG, fonts.PRINTED))
        return PhotographSources(Sources.of(mnist.load(self._data)[part], hands, real), prints)

    def build(self, **how: Any) -> keras.Model:
        """Return an untrained network."""
        return network.build_finder(self.recipe.widths, **how)

    @property
    def loss(self) -> Any:
        """Compare coverages."""
        return CoverageLoss(self.recipe.ink)

    @property
    def steps(self) -> int:
        """How many batches there are in an epoch."""
        return self.recipe.parts * crops.PART // self.recipe.batch

    @contextmanager
    def epochs(self) -> Iterator[train.Draw]:
        """Make photographs, and cut squares out of them."""
        batch = self.recipe.batch
        with crops.epochs(self._learned, self.recipe.seed) as made:

            def draw(number: int, enough: int | None) -> Iterator[train.Batch]:
                parts = 1 + enough * batch // crops.PART if enough else self.recipe.parts
                pictures, coverages = made(number, parts)
                for start in range(0, min(len(pictures) - batch + 1, (enough or len(pictures)) * batch), batch):
                    yield pictures[start : start + batch], coverages[start : start + batch]

            yield draw

    @cached_property
    def examples(self) -> Bytes:
        """Some squares to learn from, alike whatever the seed."""
        return crops.draw(self._learned, _EXAMPLES, np.random.default_rng(1))[0]

    def export(self, net: keras.Model, path: Path) -> None:
        """Write a network as ONNX in 8-bit integers. Raises ModelError where it then answers otherwise."""
        export(net, path, self.examples)

    def examine(self, path: Path, decide: bool = True) -> tuple[dict[str, float], list[InkEvaluation]]:  # noqa: ARG002
        """Judge an ONNX file on photographs made of what is held out. There is nothing to decide."""
        pictures, coverages = crops.draw(self._unseen, _HELD_OUT, np.random.default_rng(_SEED))
        return {}, [examine(finder.load(path), pictures, coverages)]


def export(net: keras.Model, path: Path, examples: Bytes) -> None:
    """Write a network as ONNX in 8-bit integers; see that it finds in examples, (n, h, w) uint8, what Keras does.

    Raises ModelError.
    """
    wanted = np.asarray(net.predict(train.as_input(examples), batch_size=_BATCH, verbose=0))[..., 0]
    convolutional.write(net, path)

    def logits(file: Path) -> npt.NDArray[np.float32]:
        served = finder.load(file).network
        return np.concatenate([served.run(examples[at : at + 1])[:, 0] for at in range(len(examples))])

    def alike(file: Path) -> float:
        """Of the px in which either sees ink, the share in which both do."""
        found = logits(file) > 0
        return float((found & (wanted > 0)).sum() / max(1, (found | (wanted > 0)).sum()))

    if (apart := float(np.abs(logits(path) - wanted).max())) > _ROUNDING:
        raise ModelError(f"{path} answers otherwise than the network it was made from: logits differ by {apart:.2g}.")
    convolutions = [layer.name for layer in net.layers if isinstance(layer, keras.layers.Conv2D)]
    quantize.rewrite(
        path,
        finder.load(path).network,
        examples,
        alike,
        ["Conv", "MaxPool", "Resize", "Add"],
        part=1,
        least_alike=_LEAST_ALIKE,
        # The levels of the picture, and the sum that decides, are worth more than 8 bits.
        exclude=(convolutions[0], convolutions[-1]),
    )


@keras.saving.register_keras_serializable("digitink")
class CoverageLoss(keras.losses.Loss):
    """Cross-entropy, in which a pixel of ink counts more, and Dice's coefficient, which heeds how much ink there is.

    Source of the second: Milletari, Navab and Ahmadi 2016, "V-Net", arXiv 1606.04797; over the whole batch, since many
    pictures have no ink.
    """

    def __init__(self, ink: float, **options: Any) -> None:
        super().__init__(**{"name": "coverage_loss", **options})
        self.ink = ink

    def get_config(self) -> dict[str, Any]:
        """Return what it was made with, for a checkpoint."""
        return {**super().get_config(), "ink": self.ink}

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Compare (n, h, w) uint8 coverage, 0 to 255, with (n, h, w, 1) logits: one number, 0 where they agree."""
        wanted = tensorflow.cast(y_true, tensorflow.float32)[..., tensorflow.newaxis] / 255
        entropy = tensorflow.nn.sigmoid_cross_entropy_with_logits(wanted, y_pred)
        found, weight = tensorflow.sigmoid(y_pred), 1 + (self.ink - 1) * wanted
        common = tensorflow.reduce_sum(found * wanted)
        dice = (2 * common + 1) / (tensorflow.reduce_sum(found**2) + tensorflow.reduce_sum(wanted**2) + 1)
        return _ENTROPY * tensorflow.reduce_mean(weight * entropy) + (1 - dice)


def examine(net: finder.Finder, pictures: Bytes, coverages: Bytes) -> InkEvaluation:
    """Let a network find the ink in pictures of which it is known."""
    return InkEvaluation(HELD_OUT, np.stack([net.coverage(picture) for picture in pictures]), coverages)
