"""Read the digit in a picture, and say how sure it is."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitink import ink, model
from digitink.picture import Picture, load

Floats = npt.NDArray[np.float64]

# Pictures a batch: enough to keep the network busy, few enough for the processor's cache.
_BATCH = 64


@dataclass(frozen=True)
class Prediction:
    """What was read in one picture."""

    digit: int  # 0..9, the best guess
    confidence: float  # 0..1, calibrated: of the answers given with 0.9, nine in ten are right
    probabilities: tuple[float, ...]  # ten, one a digit, that sum to 1
    rejected: bool  # too doubtful to answer, or not a digit
    seen: npt.NDArray[np.uint8]  # (28, 28), what the network saw: light ink on black


class Recognizer:
    """Reads digits with the shipped model, or with another ONNX file.

    One recogniser may be used by several threads at a time.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        """Open the model. Raises ModelError when its file is missing, damaged or no digit model."""
        self.model = model.load(Path(path) if path is not None else model.SHIPPED)

    def predict(self, picture: Picture) -> Prediction:
        """Read the one digit in a picture.

        picture is a path, the bytes of a file, a data URL, a PIL image or an array (see picture.load),
        with dark ink on light or light on dark. Raises EmptyPicture, UnreadablePicture, PictureTooLarge.
        """
        return next(self._read(ink.see(load(picture))[np.newaxis]))

    def predict_batch(self, pictures: Iterable[Picture]) -> list[Prediction]:
        """Read one digit in each of many pictures, in less time than one by one.

        Raises what predict raises, for the first picture that cannot be read.
        """
        predictions: list[Prediction] = []
        seen = (ink.see(load(picture)) for picture in pictures)
        while some := list(islice(seen, _BATCH)):
            predictions += self._read(np.stack(some))
        return predictions

    def _read(self, seen: npt.NDArray[np.uint8]) -> Iterator[Prediction]:
        logits = self._scaled_logits(seen)
        certainty = certainty_of(logits)
        for picture, row, certain in zip(seen, softmax(logits[:, :10]), certainty, strict=True):
            digit = int(row.argmax())
            rejected = bool(certain < self.model.least_certainty)
            yield Prediction(digit, float(row[digit]), tuple(row.tolist()), rejected, picture)

    def probabilities(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Calibrated probabilities, (n, 10), of pictures already in the network's form, (n, 28, 28) uint8."""
        return softmax(self._scaled_logits(seen)[:, :10])

    def certainty(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """How certainly each is the digit it is read as, and not another nor none: (n,), 0 to 1; as above."""
        return certainty_of(self._scaled_logits(seen))

    def _scaled_logits(self, seen: npt.NDArray[np.uint8]) -> Floats:
        return self.model.logits(seen).astype(np.float64) / self.model.temperature


def softmax(logits: Floats) -> Floats:
    """(n, k) of any value -> (n, k) that sum to 1 in each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def certainty_of(logits: Floats) -> Floats:
    """The greatest of the ten digits' probabilities, (n,), where what is no digit has one too.

    logits are (n, 10), or (n, 11) from a network that has learnt what is no digit: then what looks like a
    digit and yet more like none is uncertain, however surely it would be that digit and no other.
    """
    return np.asarray(softmax(logits)[:, :10].max(axis=1))
