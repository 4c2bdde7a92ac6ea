"""The task of reading digits: the data, the export, the decisions and the evaluation of its network."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from digitink import model
from digitink.errors import DataError, ModelError
from digitink.labels import DIGITS
from digitink.recognizer import certainty_of
from digitink.training import calibration, evaluate, network, train
from digitink.training.data import augment, digit_epochs, fonts, held_out, mnist, strokes
from digitink.training.evaluate import Evaluation
from digitink.training.export import quantize

_EXAMPLES = 1000  # of the pictures that show the range of each layer's values


@dataclass(frozen=True, kw_only=True)
class Recipe(train.Recipe):
    """All that decides what a training makes."""

    epochs: int = 60
    batch: int = 128
    learning_rate: float = 3e-3
    dropout: float = 0.3
    label_smoothing: float = 0.05  # of every label, so much is given to all outputs: some of MNIST's labels are wrong
    widths: tuple[int, ...] = (32, 64, 128)
    depths: tuple[int, ...] = (2, 3, 3)
    digits: int | None = None  # train on so many only; None: all 55,000
    font_digits: float = 0.06  # for each digit of MNIST's, so many of handwriting fonts
    pen_digits: float = 0.3  # and so many along the strokes of real pens
    outliers: float = 0.2  # and so many that are no digit
    drawing: augment.Settings | None = field(default_factory=augment.Settings)  # None: MNIST's digits as they are

    @property
    def mix(self) -> digit_epochs.Mix:
        """What an epoch of it holds."""
        return digit_epochs.Mix(self.seed, self.font_digits, self.pen_digits, self.outliers, self.drawing)


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


class Digits(train.Task):
    """Reads one digit, or sees that there is none; from MNIST's digits, fonts' and pens', and non-digits."""

    name, file, shipped = "digits", "model", model.SHIPPED

    def __init__(self, recipe: Recipe = PRESETS["full"], data: Path | None = None) -> None:
        """Take a recipe and, where it is not the cache, the folder that MNIST is in."""
        self.recipe: Recipe = recipe
        self._data = data

    @cached_property
    def _mnist(self) -> tuple[mnist.Digits, mnist.Digits, mnist.Digits]:
        """MNIST's digits to learn from, as many as the recipe wants, to decide on, and to test with."""
        training, unseen, test = mnist.load(self._data)
        return mnist.Digits(*(part[: self.recipe.digits] for part in (training.images, training.labels))), unseen, test

    @cached_property
    def _strokes(self) -> strokes.Strokes:
        return strokes.found() if self.recipe.drawing else strokes.NONE

    @cached_property
    def _sources(self) -> digit_epochs.DigitSources:
        """What epochs are drawn from."""
        font_files = fonts.load()[0] if self.recipe.drawing else ()
        drawings = [*self._strokes.digits, *self._strokes.symbols]
        return digit_epochs.DigitSources.of(self._mnist[0], font_files, drawings)

    def build(self, **how: Any) -> keras.Model:
        """Return an untrained network, with an output for non-digits where these are drawn."""
        return network.build(self.recipe.widths, self.recipe.depths, self._outputs, self.recipe.dropout, **how)

    @property
    def _outputs(self) -> int:
        return len(DIGITS) + (self.recipe.drawing is not None)

    @property
    def loss(self) -> Any:
        """Cross-entropy of smoothed labels."""
        return keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=self.recipe.label_smoothing)

    @property
    def steps(self) -> int:
        """How many batches there are in an epoch. Raises DataError where there is none."""
        steps = len(digit_epochs.origins(self._sources, self.recipe.mix, epoch=0)) // self.recipe.batch
        if not steps:
            raise DataError(f"{len(self._mnist[0])} digits do not fill one batch of {self.recipe.batch}.")
        return steps

    @contextmanager
    def epochs(self) -> Iterator[train.Draw]:
        """Draw augmented digits, MNIST's and others', and non-digits."""
        batch, outputs = self.recipe.batch, self._outputs
        with digit_epochs.epochs(self._sources, self.recipe.mix) as made:

            def draw(number: int, enough: int | None) -> Iterator[train.Batch]:
                pictures, known = made(number, enough and enough * batch)
                targets = keras.utils.to_categorical(known, outputs)
                for start in range(0, min(len(known) - batch + 1, (enough or len(known)) * batch), batch):
                    yield pictures[start : start + batch], targets[start : start + batch]

            yield draw

    @cached_property
    def examples(self) -> npt.NDArray[np.uint8]:
        """Some of the pictures that the network learns from, plain and augmented."""
        images, known = (part[:_EXAMPLES] for part in (self._mnist[0].images, self._mnist[0].labels))
        if self.recipe.drawing is None:
            return images
        rng = np.random.default_rng(self.recipe.seed)
        return np.concatenate([images, augment.draw(images, known, rng, self.recipe.drawing)])

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of strokes.SOURCES it does without."""
        return self._strokes.missing

    @property
    def sources(self) -> dict[str, str]:
        """Return the SHA-256 of all that it learns from, by name."""
        return sources(self.recipe.drawing is not None, self.missing)

    def progress(self, net: keras.Model) -> str:
        """Say how many of MNIST's held-out digits are read."""
        unseen = self._mnist[1]
        right = (_logits(net, unseen.images)[:, : len(DIGITS)].argmax(axis=1) == unseen.labels).mean()
        return f": {right:.2%} of the held-out digits read"

    def export(self, net: keras.Model, path: Path) -> None:
        """Write a network as ONNX in 8-bit integers. Raises ModelError where it then answers otherwise."""
        export(net, path, self._mnist[1].images[:1000])
        quantize.quantize(path, self.examples)

    def examine(self, path: Path, decide: bool = True) -> tuple[dict[str, float], list[Evaluation]]:
        """Judge an ONNX file: decide the temperature and the least certainty, and evaluate it on each set."""
        augmented = self.recipe.drawing is not None
        return examine(path, held_out.sets(self._mnist, self._strokes.held_out, augmented), decide)


def examine(
    path: Path, sets: Mapping[str, mnist.Digits], decide: bool = True
) -> tuple[dict[str, float], list[Evaluation]]:
    """Judge an ONNX file once on each of held_out.sets: what is decided by them, or was, and what that gives."""
    net = model.load(path)
    logits = evaluate.logits_of(net, sets)
    decided = (
        decisions(sets, logits) if decide else {"temperature": net.temperature, "least_certainty": net.least_certainty}
    )
    return decided, evaluate.evaluations(sets, logits, **decided)


def decisions(sets: Mapping[str, mnist.Digits], logits: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, float]:
    """Choose the temperature and the least certainty, by logits of digits that are held out.

    The temperature is that of MNIST's digits, plain and (for a network that was trained so) drawn anew, and of
    real pens' where there are any. The least certainty is what 99 in 100 digits of hands never seen reach: those
    of the held-out fonts; or, of a network that knows MNIST alone, 995 in 1,000 of its plain digits.
    """
    names = [name for name in (held_out.PLAIN, held_out.AUGMENTED, held_out.PEN_DIGITS) if name in sets]
    known = np.concatenate([logits[name] for name in names])
    labels = np.concatenate([sets[name].labels for name in names])
    temperature = calibration.fit_temperature(known[:, : len(DIGITS)], labels)
    of_strangers, accepted = (logits[held_out.FONT_DIGITS], 0.99) if held_out.FONT_DIGITS in sets else (known, 0.995)
    certainty = certainty_of(of_strangers.astype(np.float64) / temperature)
    return {"temperature": temperature, "least_certainty": calibration.least_certainty(certainty, accepted)}


def sources(augmented: bool, missing: tuple[str, ...]) -> dict[str, str]:
    """Return the SHA-256 of MNIST and, for a network of digits drawn anew, of fonts and the strokes that are there."""
    others = fonts.sums(fonts.CATALOG) | strokes.sums(missing) if augmented else {}
    return mnist.SUMS | others


def export(net: keras.Model, path: Path, images: npt.NDArray[np.uint8]) -> None:
    """Write a network as ONNX, and see that it answers images as Keras does. Raises ModelError."""
    logits = _logits(net, images)  # first, for Keras exports only what has been called
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras looks for a name that numpy has dropped
        net.export(path, format="onnx", verbose=False)
    apart = float(np.abs(logits - model.load(path).logits(images)).max())
    if apart > 1e-4:
        raise ModelError(f"{path} answers otherwise than the network it was made from: logits differ by {apart:.2g}.")


def _logits(net: keras.Model, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    return np.asarray(net.predict(train.as_input(images), batch_size=500, verbose=0))
