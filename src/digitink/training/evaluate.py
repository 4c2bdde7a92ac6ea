"""Examine a model: accuracy, honesty, what it rejects, what it takes for what, its worst misses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digitink.errors import ModelError
from digitink.recognizer import Recognizer, softmax
from digitink.training import calibration
from digitink.training.data import held_out, mnist

Floats = npt.NDArray[np.float64]

_WORST = 20


@dataclass(frozen=True)
class Report:
    """What a model made of digits: (n, 28, 28) uint8, labels (n,), probabilities (n, 10)."""

    name: str
    digits: mnist.Digits
    probabilities: Floats

    @property
    def answers(self) -> npt.NDArray[np.intp]:
        """(n,), 0..9."""
        return self.probabilities.argmax(axis=1)

    @property
    def accuracy(self) -> float:
        """0 to 1."""
        return float((self.answers == self.digits.labels).mean())

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """(10, 10): how many of each digit (rows) were read as each (columns)."""
        counts = np.zeros((10, 10), np.int64)
        np.add.at(counts, (self.digits.labels, self.answers), 1)
        return counts

    @property
    def misses(self) -> npt.NDArray[np.intp]:
        """Which digits were misread, the most confidently wrong first."""
        wrong = np.flatnonzero(self.answers != self.digits.labels)
        return wrong[np.argsort(-self.probabilities[wrong].max(axis=1))]

    @property
    def calibration_error(self) -> float:
        """0 to 1; see calibration.calibration_error."""
        return calibration.calibration_error(self.probabilities, self.digits.labels)

    def __str__(self) -> str:
        lines = [
            f"{self.name}: {self.accuracy:.2%} of {len(self.digits)} right, {len(self.misses)} misread, "
            f"calibration error {self.calibration_error:.2%}",
            "",
            "Digits (rows) read as (columns)",
            "      " + "".join(f"{digit:>6}" for digit in range(10)),
            *(f"{digit:>6}" + "".join(f"{count:>6}" for count in row) for digit, row in enumerate(self.confusion)),
            "",
            f"Worst misses (the first {_WORST})",
        ]
        for place in self.misses[:_WORST]:
            answer, truth = self.answers[place], self.digits.labels[place]
            sure = self.probabilities[place, answer]
            lines.append(f"  number {place:>5}: a {truth} read as {answer}, {sure:.1%} sure")
        return "\n".join(lines)

    def draw_misses(self, path: Path, columns: int = 10) -> None:
        """Write a contact sheet of the misses, worst first: the truth, then what was read."""
        cell, title = 3 * 28, 16
        rows = max(1, -(-len(self.misses) // columns))
        sheet = Image.new("L", (columns * (cell + 4), rows * (cell + title + 4)), 255)
        pen = ImageDraw.Draw(sheet)
        for k, place in enumerate(self.misses):
            x, y = k % columns * (cell + 4), k // columns * (cell + title + 4)
            digit = Image.fromarray(self.digits.images[place]).resize((cell, cell), Image.Resampling.NEAREST)
            sheet.paste(digit, (x, y + title))
            pen.text((x + 2, y + 2), f"{self.digits.labels[place]} as {self.answers[place]}", fill=0)
        sheet.save(path)


def evaluate(model: Path | None = None, data: Path | None = None) -> Report:
    """Examine an .onnx or .keras file, by default the shipped model, on MNIST's test set.

    The digits go to the network as they are: they are in its form already. Raises ModelError, DataError.
    """
    test = mnist.load(data)[2]
    if model is not None and model.suffix == ".keras":
        return Report(str(model), test, _keras_probabilities(model, test.images))
    recognizer = Recognizer(model)
    return Report(str(recognizer.model.path.name), test, _in_parts(recognizer.probabilities, test.images))


@dataclass(frozen=True)
class Row:
    """What a recogniser makes of some digits, or of some pictures that are none; shares from 0 to 1."""

    name: str
    count: int
    rejected: float
    accuracy: float | None  # of all, the rejected too; None where there are no digits
    calibration_error: float | None

    def __str__(self) -> str:
        shares = (self.accuracy, self.calibration_error, self.rejected)
        columns = ("" if share is None else f"{share:.2%}" for share in shares)
        return f"{self.name:36}{self.count:>7}" + "".join(f"{column:>10}" for column in columns)

    @property
    def figures(self) -> dict[str, float]:
        """What a card says of it."""
        measured = {"accuracy": self.accuracy, "calibration error": self.calibration_error, "rejected": self.rejected}
        return {"count": self.count} | {name: round(share, 5) for name, share in measured.items() if share is not None}


HEADING = f"{'':36}{'count':>7}{'right':>10}{'ECE':>10}{'rejected':>10}"


def examine(recognizer: Recognizer, sets: Mapping[str, mnist.Digits]) -> list[Row]:
    """Measure a recogniser on sets of digits, or of pictures labelled NOTHING."""
    return [_row(recognizer, name, some) for name, some in sets.items()]


def all_sets(data: Path | None = None) -> dict[str, mnist.Digits]:
    """MNIST's test set, and all that is held out: digits, and what is none. Raises DataError."""
    return {"MNIST test": mnist.load(data)[2]} | held_out.digits(data) | held_out.nothing(data)


def _row(recognizer: Recognizer, name: str, some: mnist.Digits) -> Row:
    rejected = float((_in_parts(recognizer.certainty, some.images) < recognizer.model.least_certainty).mean())
    if some.labels.max() > 9:
        return Row(name, len(some), rejected, None, None)
    report = Report(name, some, _in_parts(recognizer.probabilities, some.images))
    return Row(name, len(some), rejected, report.accuracy, report.calibration_error)


def _in_parts(
    measure: Callable[[npt.NDArray[np.uint8]], Floats], images: npt.NDArray[np.uint8], part: int = 500
) -> Floats:
    return np.concatenate([measure(images[start : start + part]) for start in range(0, len(images), part)])


def _keras_probabilities(path: Path, images: npt.NDArray[np.uint8]) -> Floats:
    import keras  # takes seconds, and only such files need it

    try:
        net = keras.saving.load_model(path)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is not a Keras model that can be loaded: {error}") from error
    pictures = images.astype(np.float32) / 255
    output = np.asarray(net.predict(pictures.reshape(len(images), *net.input_shape[1:]), batch_size=500, verbose=0))
    if np.allclose(output.sum(axis=1), 1, atol=1e-3):
        output = np.log(np.maximum(output, 1e-12))
    return softmax(output[:, :10].astype(np.float64))
