"""Train the network that finds ink, on photographs made for it, and write it down with its card."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow
from tqdm.auto import tqdm

from digitink.errors import ModelError
from digitink.ink import finder
from digitink.training import network, train
from digitink.training.data import crops, fonts, mnist, strokes
from digitink.training.data.crops import Material
from digitink.training.data.handwriting import Sources
from digitink.training.export import convolutional, quantise

Bytes = npt.NDArray[np.uint8]

_EXAMPLES = 120  # parts of photographs that show the range of each layer's values
_HELD_OUT = 600  # that nothing is learnt from
_SEED = 2_147_483_647  # of those, whatever the seed of the training
_BATCH = 12  # that Keras runs at a time
_ROUNDING = 1e-3  # how far logits may differ between two programs that add 32-bit numbers up in another order
# Ink's edge is where many pixels are nearly even between ink and none: a few of them fall to the other side.
_LEAST_ALIKE = 0.92
_ENTROPY = 2  # so many times as much as Dice's coefficient it counts


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training makes."""

    epochs: int = 20
    parts: int = 48  # of crops.PART squares each, in an epoch
    batch: int = 12
    learning_rate: float = 3e-3  # the highest: it rises over half an epoch at most and falls as a cosine
    weight_decay: float = 1e-2
    averaged: float = 0.998  # what is shipped is the mean of the last steps' weights: each step's share falls by this
    ink: float = 2.0  # a pixel of ink counts so many times as much as one of none, of which there are many more
    widths: tuple[int, ...] = (16, 24, 48, 64, 96, 96)
    seed: int = 1


def train_finder(
    folder: Path, recipe: Recipe, resume: bool = False, data: Path | None = None, begin_with: Sequence[Path] = ()
) -> dict[str, Any]:
    """Train, and write finder.keras, finder.onnx and the card finder.json into folder. Returns the card.

    A checkpoint after every epoch lets `resume` go on where an interrupted training was. What is measured is measured
    on photographs of held-out digits, fonts and writers. begin_with is what earlier trainings wrote, finder.keras or,
    as it is shipped, finder.onnx, whose weights are learnt further. Raises DataError and ModelError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    real = train.found_strokes()
    material, held_out = _materials(real, data)
    untrained = network.build_finder(recipe.widths)
    begun = train.begin(begin_with, untrained, lambda: _drawn_of(material, 2 * _BATCH, 1)[0], "finder", "finder")
    net, seconds = _trained(folder, recipe, resume, material, begun)
    whole = network.build_finder(recipe.widths)  # as it is served: of 32-bit products and Keras' own layers
    whole.set_weights(net.get_weights())
    path = folder / "finder.onnx"

    def measured() -> dict[str, Any]:
        shares = examine(finder.load(path), *_drawn_of(held_out, _HELD_OUT, _SEED))
        return {"measured": {"held-out photographs": shares}}

    known = {"recipe": asdict(recipe), "seconds": round(seconds, 1), "without": list(real.missing)}
    examples = _drawn_of(material, _EXAMPLES, 1)[0]
    return train.finish(path, whole, lambda: export(whole, path, examples), measured, known, begin_with)


def _materials(real: strokes.Strokes, data: Path | None) -> tuple[Material, Material]:
    """Gather what photographs to learn from are made of, and those to measure on: of other digits, fonts and writers.

    mathnote's drawings are in both: few people made them, and there are signs nowhere else.
    """
    training, unseen, _ = mnist.load(data)
    (hands, other_hands), (prints, other_prints) = fonts.load(), fonts.load(catalogue=fonts.PRINTED)
    other_writers = strokes.Strokes(real.held_out, [], real.symbols, real.missing)
    learnt = Material(Sources.of(training, hands, real), prints)
    return learnt, Material(Sources.of(unseen, other_hands, other_writers), other_prints)


def _drawn_of(material: Material, count: int, seed: int) -> tuple[Bytes, Bytes]:
    """Make so many parts of photographs, alike for a seed, as crops.draw gives them."""
    return crops.draw(material, count, np.random.default_rng(seed))


def _trained(
    folder: Path, recipe: Recipe, resume: bool, material: Material, begun: keras.Model | None = None
) -> tuple[keras.Model, float]:
    """Train a network; return it after all epochs, its weights averaged, and the seconds they took."""
    steps = recipe.parts * crops.PART // recipe.batch
    with crops.epochs(material, recipe.seed) as made:

        def epoch(net: keras.Model, number: int, bar: "tqdm[Any]") -> None:
            train.learn(net, *made(number, recipe.parts), recipe.batch, bar)

        def settled(net: keras.Model) -> None:
            parts = 1 + train.SETTLING * recipe.batch // crops.PART
            train.settle(net, made(recipe.epochs, parts)[0], recipe.batch)

        return train.run(folder, recipe, steps, lambda: _compiled(recipe, steps), epoch, settled, resume, begun)


def _compiled(recipe: Recipe, steps: int) -> keras.Model:
    """Return an untrained network, ready to train."""
    net = network.build_finder(recipe.widths, precision=train.precision(), fused=True)
    optimizer = train.optimiser(recipe.epochs, steps, recipe.learning_rate, recipe.weight_decay, recipe.averaged)
    net.compile(optimizer, loss=CoverageLoss(recipe.ink))
    return net


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
    quantise.rewrite(
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


def examine(net: finder.Finder, pictures: Bytes, coverages: Bytes) -> dict[str, Any]:
    """Measure how far the ink found is the ink there is: precision, recall, how many bare pictures have any found.

    Shares, each 0 where there is nothing that it could be a share of.
    """
    found = np.stack([net.coverage(picture) for picture in pictures]).astype(np.float64) / 255
    wanted = coverages / 255
    common = float(np.minimum(found, wanted).sum())
    bare = ~(coverages > 127).any(axis=(1, 2))
    marked = (found[bare] > 0.5).any(axis=(1, 2))
    return {
        "count": len(pictures),
        "precision": _share(common, float(found.sum())),
        "recall": _share(common, float(wanted.sum())),
        "bare ones with ink found": _share(int(marked.sum()), int(bare.sum())),
    }


def _share(part: float, whole: float) -> float:
    """Divide a part by its whole, 0 where that is nothing."""
    return round(part / whole, 5) if whole else 0.0
