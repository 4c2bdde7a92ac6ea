"""Evaluate predictions of samples whose labels are known: every figure is a property."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digitink import labels, model
from digitink.errors import ModelError
from digitink.recognizer import certainty_of, softmax
from digitink.training import calibration
from digitink.training.data import mnist

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_WORST = 20
_PART = 500  # pictures that are judged at a time


class Measured(Protocol):
    """What a card tells of one set of samples."""

    @property
    def name(self) -> str:
        """The set's."""

    @property
    def figures(self) -> dict[str, float]:
        """How many samples there are, and what was measured of them: shares from 0 to 1."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was predicted of n samples, each a digit or none, or a whole line."""

    name: str
    labels: Sequence[Any] | npt.NDArray[np.uint8]  # n
    predictions: Sequence[Any] | npt.NDArray[np.intp]  # n, of the same kind
    confidence: Floats  # (n,), 0 to 1, calibrated
    is_rejected: Bools | None = None  # (n,), which were rejected; None where nothing ever is
    pictures: Bytes | None = None  # (n, h, w), to draw the misses

    @classmethod
    def of_digits(cls, name: str, digits: mnist.Digits, logits: Floats, least_certainty: float) -> "Evaluation":
        """Of calibrated logits, (n, labels), or one more of a network that knows what is no digit."""
        probabilities = softmax(logits[:, : len(labels.DIGITS)])
        rejected = certainty_of(logits) < least_certainty
        predictions, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
        return cls(name, digits.labels, predictions, confidence, rejected, digits.images)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def has_digits(self) -> bool:
        """Whether the samples are digits, and not what is none."""
        return not (np.asarray(self.labels) == labels.NOT_A_DIGIT).any()

    @property
    def right(self) -> Bools:
        """(n,): which are predicted as they are labeled."""
        return np.array([one == other for one, other in zip(self.predictions, self.labels, strict=True)], bool)

    @property
    def accuracy(self) -> float:
        """The share that is right, of all, those that are rejected too."""
        return float(self.right.mean())

    @property
    def calibration_error(self) -> float:
        """0 to 1; see calibration.error_of_confidence."""
        return calibration.error_of_confidence(self.confidence, self.right)

    @property
    def rejected(self) -> float:
        """The proportion that is rejected."""
        return 0.0 if self.is_rejected is None else float(self.is_rejected.mean())

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """(labels, labels): how many of each digit (rows) were read as each (columns)."""
        counts = np.zeros((len(labels.DIGITS),) * 2, np.int64)
        np.add.at(counts, (np.asarray(self.labels), np.asarray(self.predictions)), 1)
        return counts

    @property
    def misses(self) -> npt.NDArray[np.intp]:
        """Which were misread, the most confidently wrong first."""
        wrong = np.flatnonzero(~self.right)
        return wrong[np.argsort(-self.confidence[wrong])]

    @property
    def figures(self) -> dict[str, float]:
        """What a card tells of it."""
        measured = {"rejected": self.rejected}
        if self.has_digits:
            measured = {"accuracy": self.accuracy, "calibration error": self.calibration_error} | measured
        return {"count": len(self)} | {name: round(share, 5) for name, share in measured.items()}

    @property
    def row(self) -> str:
        """The same under HEADING."""
        shares = (self.figures.get(name) for name in ("accuracy", "calibration error", "rejected"))
        columns = ("" if share is None else f"{share:.2%}" for share in shares)
        return f"{self.name:36}{len(self):>7}" + "".join(f"{column:>10}" for column in columns)

    def __str__(self) -> str:
        lines = [
            f"{self.name}: {self.accuracy:.2%} of {len(self)} right, {len(self.misses)} misread, "
            f"calibration error {self.figures['calibration error']:.2%}",
            "",
            "Digits (rows) read as (columns)",
            "      " + "".join(f"{digit:>6}" for digit in labels.DIGITS),
            *(f"{digit:>6}" + "".join(f"{count:>6}" for count in row) for digit, row in enumerate(self.confusion)),
            "",
            f"Worst misses (the first {_WORST})",
        ]
        for place in self.misses[:_WORST]:
            what = f"a {self.labels[place]} read as {self.predictions[place]}"
            lines.append(f"  number {place:>5}: {what}, {self.confidence[place]:.1%} sure")
        return "\n".join(lines)

    def draw_misses(self, path: Path, columns: int = 10) -> None:
        """Write a contact sheet of the misses, worst first: the truth, then what was read."""
        assert self.pictures is not None
        cell, title = 3 * 28, 16
        rows = max(1, -(-len(self.misses) // columns))
        sheet = Image.new("L", (columns * (cell + 4), rows * (cell + title + 4)), 255)
        pen = ImageDraw.Draw(sheet)
        for k, place in enumerate(self.misses):
            x, y = k % columns * (cell + 4), k // columns * (cell + title + 4)
            digit = Image.fromarray(self.pictures[place]).resize((cell, cell), Image.Resampling.NEAREST)
            sheet.paste(digit, (x, y + title))
            pen.text((x + 2, y + 2), f"{self.labels[place]} as {self.predictions[place]}", fill=0)
        sheet.save(path)


HEADING = f"{'':36}{'count':>7}{'right':>10}{'ECE':>10}{'rejected':>10}"


@dataclass(frozen=True, eq=False)
class LineEvaluation(Evaluation):
    """What was read on n lines: labels and predictions are tuples, of each line's digits and signs."""

    @property
    def _bare(self) -> Bools:
        """(n,): which lines have no digit and no sign."""
        return np.array([not known for known in self.labels])

    @property
    def exact(self) -> float:
        """Of the lines with digits, the share that is read exactly."""
        return float(self.right[~self._bare].mean())

    @property
    def exact_without_digits(self) -> float:
        """Of the lines without, the share in which none is read."""
        return float(self.right[self._bare].mean())

    @property
    def figures(self) -> dict[str, float]:
        """What a card tells of it."""
        return {
            "count": len(self),
            "exact": round(self.exact, 5),
            "exact of those without digits": round(self.exact_without_digits, 5),
            "calibration error": round(self.calibration_error, 5),
        }


@dataclass(frozen=True, eq=False)
class InkEvaluation:
    """How far the ink found in n pictures is the ink there is: both (n, h, w) uint8, from 0 none to 255 all of a px.

    Shares are 0 where there is nothing that they could be a share of.
    """

    name: str
    found: Bytes
    wanted: Bytes

    @property
    def precision(self) -> float:
        """Of what was found, the share that is ink."""
        return _ratio(self._common, float(self.found.sum(dtype=float)))

    @property
    def recall(self) -> float:
        """Of the ink, the share that was found."""
        return _ratio(self._common, float(self.wanted.sum(dtype=float)))

    @property
    def bare_marked(self) -> float:
        """Of the pictures without ink, the share in which some was found."""
        bare = ~(self.wanted > 127).any(axis=(1, 2))
        return _ratio(float((self.found[bare] > 127).any(axis=(1, 2)).sum()), float(bare.sum()))

    @property
    def _common(self) -> float:
        return float(np.minimum(self.found, self.wanted).sum(dtype=float))

    @property
    def figures(self) -> dict[str, float]:
        """What a card tells of it."""
        return {
            "count": len(self.found),
            "precision": round(self.precision, 5),
            "recall": round(self.recall, 5),
            "bare ones with ink found": round(self.bare_marked, 5),
        }


def _ratio(part: float, whole: float) -> float:
    """Divide a part by its whole, 0 where that is nothing."""
    return part / whole if whole else 0.0


def logits_of(net: model.Model, sets: Mapping[str, mnist.Digits]) -> dict[str, npt.NDArray[np.float32]]:
    """Run a network that reads digits once on each set: its logits, as they are, by the set's name."""
    return {
        name: np.concatenate([net.logits(some.images[at : at + _PART]) for at in range(0, len(some), _PART)])
        for name, some in sets.items()
    }


def evaluations(
    sets: Mapping[str, mnist.Digits],
    logits: Mapping[str, npt.NDArray[np.float32]],
    temperature: float,
    least_certainty: float,
) -> list[Evaluation]:
    """Make an evaluation of each set, by the logits that `judge` gave, and by what was decided on them."""
    return [
        Evaluation.of_digits(name, some, logits[name].astype(np.float64) / temperature, least_certainty)
        for name, some in sets.items()
    ]


def examine(net: model.Model, sets: Mapping[str, mnist.Digits]) -> list[Evaluation]:
    """Measure a network, calibrated as its card says, on sets of digits, or of pictures labeled NOT_A_DIGIT."""
    return evaluations(sets, logits_of(net, sets), net.temperature, net.least_certainty)


def evaluate(path: Path | None = None, data: Path | None = None) -> Evaluation:
    """Examine an .onnx or .keras file, by default the shipped model, on MNIST's test set.

    The digits go to the network as they are: they are in its form already. Raises ModelError, DataError.
    """
    test = mnist.load(data)[2]
    if path is not None and path.suffix == ".keras":
        return Evaluation.of_digits(str(path), test, _keras_logits(path, test.images), 0.0)
    net = model.load(path or model.SHIPPED)
    return examine(net, {net.path.name: test})[0]


def _keras_logits(path: Path, images: Bytes) -> Floats:
    import keras  # takes seconds, and only such files need it

    try:
        net = keras.saving.load_model(path)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is not a Keras model that can be loaded: {error}") from error
    pictures = images.astype(np.float32) / 255
    output = np.asarray(net.predict(pictures.reshape(len(images), *net.input_shape[1:]), batch_size=_PART, verbose=0))
    if np.allclose(output.sum(axis=1), 1, atol=1e-3):
        output = np.log(np.maximum(output, 1e-12))
    return output.astype(np.float64)
