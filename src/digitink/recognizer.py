"""Read the digit in a picture, or the number, and say how sure it is."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digitink import ink, lattice, model, pairs, segmentation, skew
from digitink.errors import EmptyPicture
from digitink.ink import Box, Coverage, finder
from digitink.numbers import upright
from digitink.picture import Luminance, Picture, load

Floats = npt.NDArray[np.float64]
_Judged = tuple[Coverage, npt.NDArray[np.uint8], Floats]  # a piece, what the network saw of it, and said

# Pictures a batch: enough to keep the network busy, few enough for the processor's cache.
_BATCH = 64
# Digits of a number are brought to this height, in px: enough for the network's 20, and little to cut and join.
_READ_HEIGHT = 72
# What is said to be less probable is as probable as this.
_LEAST = 1e-12
# The logit of "no digit" for a network that has not learnt it.
_NEVER = -20.0


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was read in one picture. Two are equal when every field is, each pixel of `seen` included."""

    digit: int  # 0..9, the best guess
    confidence: float  # 0..1, calibrated: of the answers given with 0.9, nine in ten are right
    probabilities: tuple[float, ...]  # ten, one a digit, that sum to 1
    rejected: bool  # too doubtful to answer, or not a digit
    seen: npt.NDArray[np.uint8]  # (28, 28), what the network saw: light ink on black; read-only

    def __post_init__(self) -> None:
        seen = self.seen.copy()  # the caller's array may change, and a hash must not
        seen.setflags(write=False)
        object.__setattr__(self, "seen", seen)

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Prediction) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> tuple[Any, ...]:
        # By the constructor, which makes `seen` read-only: NumPy unpickles an array that can be written.
        return type(self), (self.digit, self.confidence, self.probabilities, self.rejected, self.seen)

    def _values(self) -> tuple[object, ...]:
        seen = self.seen.shape, self.seen.dtype.str, self.seen.tobytes()
        return self.digit, self.confidence, self.probabilities, self.rejected, seen


@dataclass(frozen=True)
class Mark:
    """One digit of a number, or a mark beside it that is none."""

    box: Box  # x, y, width, height in the picture's px
    prediction: Prediction


@dataclass(frozen=True)
class Reading:
    """The number, or the numbers, in one picture."""

    text: str  # the digits, lines joined by a newline; empty where there is none
    confidence: float  # 0..1, that all of the text is right
    digits: tuple[Mark, ...]  # in the text's order
    ignored: tuple[Mark, ...]  # what is no digit: a comma, a stray dot, a letter
    turned: int = 0  # by how many degrees the picture was turned by the clock before it was read: 0, 90, 180 or 270


class Recognizer:
    """Reads digits with the shipped model, or with another ONNX file.

    One recogniser may be used by several threads at a time, and sent to other processes: pickled or copied, it opens
    its model files again, and raises ModelError where they are gone or have changed. After a fork it works on.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        pairs_path: str | os.PathLike[str] | None = None,
        finder_path: str | os.PathLike[str] | None = None,
    ) -> None:
        """Open the model that reads a digit, that of two digits that touch, and that which finds ink in photographs.

        Raises ModelError when a file is missing, damaged or no such model.
        """
        self.model = model.load(Path(path) if path is not None else model.SHIPPED)
        self.pairs = pairs.load(Path(pairs_path) if pairs_path is not None else pairs.SHIPPED)
        self.finder = finder.load(Path(finder_path) if finder_path is not None else finder.SHIPPED)

    def predict(self, picture: Picture) -> Prediction:
        """Read the one digit in a picture.

        picture is a path, the bytes of a file, a data URL, a PIL image or an array (see picture.load),
        with dark ink on light or light on dark. Raises EmptyPicture, UnreadablePicture, PictureTooLarge.
        """
        return self.predict_seen(self.see(load(picture)))

    def predict_seen(self, seen: npt.NDArray[np.uint8]) -> Prediction:
        """Read one digit that is already in the network's form, (28, 28) uint8, as see gives it."""
        return self.predict_all_seen(seen[np.newaxis])[0]

    def predict_all_seen(self, seen: npt.NDArray[np.uint8]) -> list[Prediction]:
        """Read one digit in each of (n, 28, 28) uint8, which are in the network's form already; n may be 0."""
        return list(self._read(seen)) if len(seen) else []

    def see(self, luminance: Luminance) -> npt.NDArray[np.uint8]:
        """Return what the network sees of a picture's digit: (28, 28) uint8, light ink (255) on black (0).

        luminance is (h, w) uint8, ink darker or lighter than its ground, as picture.load gives it. Raises EmptyPicture.
        """
        return ink.normalise(self.find_digit(luminance).coverage)

    def find_digit(self, luminance: Luminance) -> ink.Page:
        """Find the one digit's ink in a picture, and where it lies. Raises EmptyPicture; see ink.find_digit."""
        return ink.find_digit(luminance, self.finder, self._likely)

    def find_page(self, luminance: Luminance) -> ink.Page:
        """Find all digits' ink in a picture, and where it lies. Raises EmptyPicture; see ink.find_page."""
        return ink.find_page(luminance, self.finder, self._likely)

    def _likely(self, pieces: Sequence[Coverage]) -> Floats:
        """What ink.find.Judge gives, (n,)."""
        return self.certainty(np.stack([ink.normalise(piece) for piece in pieces]))

    def predict_batch(self, pictures: Iterable[Picture]) -> list[Prediction]:
        """Read one digit in each of many pictures, in less time than one by one.

        Raises what predict raises, for the first picture that cannot be read.
        """
        predictions: list[Prediction] = []
        seen = (self.see(load(picture)) for picture in pictures)
        while some := list(islice(seen, _BATCH)):
            predictions += self._read(np.stack(some))
        return predictions

    def read(self, picture: Picture) -> Reading:
        """Read a number of any length, or several lines of them.

        picture is what predict takes; lines may climb or fall by up to 15 degrees. Raises what predict raises.
        """
        page = self.find_page(load(picture))
        judged: dict[int, _Judged] = {}

        def judge(pieces: Sequence[Coverage]) -> Floats:
            return self._judge(pieces, judged)

        lines = segmentation.lines(page.coverage)
        if not lines:
            raise EmptyPicture
        share = _READ_HEIGHT / min(line.height for line in lines)
        if share < 0.8:
            page = page.reduced(share)
            lines = segmentation.lines(page.coverage)
        turns, (height, width) = upright.quarter_turns(lines, judge), page.coverage.shape
        coverage = np.ascontiguousarray(np.rot90(page.coverage, turns))
        if turns:
            lines = segmentation.lines(coverage)
        level = skew.turn(coverage, climb) if (climb := skew.slope(lines)) else None
        if level:
            lines = segmentation.lines(level.coverage)

        def mark_of(mark: lattice.Mark) -> Mark:
            _, seen, logits = judged[id(mark.piece.coverage)]
            said = logits if mark.said is None else mark.said[np.newaxis]
            box = upright.box_before(level.box_before(mark.piece) if level else mark.piece.box, turns, height, width)
            return Mark(page.in_picture(box), next(self._predictions(seen, said)))

        digits: list[Mark] = []
        ignored: list[Mark] = []
        texts, confidence = [], 1.0
        for marks, share in lattice.read(lines, judge, self._judge_pairs):
            text = ""
            for mark in marks:
                made = mark_of(mark)
                if mark.digit is None or made.prediction.rejected:
                    ignored.append(made)
                else:
                    digits.append(made)
                    text += str(mark.digit)
            if text:
                texts.append(text)
                confidence *= share
        turned = 360 - 90 * turns if turns else 0
        return Reading("\n".join(texts), confidence if texts else 0.0, tuple(digits), tuple(ignored), turned)

    def _judge(self, pieces: Sequence[Coverage], judged: dict[int, _Judged]) -> Floats:
        """What lattice.Judge gives, (n, 11); and for each piece, by its id, what its prediction is made of into judged.

        Of a network of ten outputs, nothing is as good as never no digit.
        """
        rows = []
        for start in range(0, len(pieces), _BATCH):
            some = pieces[start : start + _BATCH]
            seen = np.stack([ink.normalise(piece) for piece in some])
            logits = self.logits(seen)
            for place, piece in enumerate(some):  # each is kept, for only then is its id its own
                judged[id(piece)] = piece, seen[place : place + 1], logits[place : place + 1]
            if logits.shape[1] == lattice.NOTHING:
                logits = np.pad(logits, ((0, 0), (0, 1)), constant_values=_NEVER)
            rows.append(np.log(np.maximum(softmax(logits), _LEAST)))
        return np.concatenate(rows)

    def _judge_pairs(self, pieces: Sequence[Coverage]) -> Floats:
        """What lattice.PairJudge gives, (n, 10, 10)."""
        rows = []
        for start in range(0, len(pieces), _BATCH):
            seen = np.stack([pairs.normalise(piece) for piece in pieces[start : start + _BATCH]])
            rows.append(pairs.log_probabilities(self.pairs.logits(seen) / self.pairs.temperature))
        return np.maximum(np.concatenate(rows), np.log(_LEAST))

    def _read(self, seen: npt.NDArray[np.uint8]) -> Iterator[Prediction]:
        return self._predictions(seen, self.logits(seen))

    def _predictions(self, seen: npt.NDArray[np.uint8], logits: Floats) -> Iterator[Prediction]:
        certainty = certainty_of(logits)
        for picture, row, certain in zip(seen, softmax(logits[:, :10]), certainty, strict=True):
            digit = int(row.argmax())
            rejected = bool(certain < self.model.least_certainty)
            yield Prediction(digit, float(row[digit]), tuple(row.tolist()), rejected, picture)

    def probabilities(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Calibrated probabilities, (n, 10), of pictures already in the network's form, (n, 28, 28) uint8."""
        return softmax(self.logits(seen)[:, :10])

    def certainty(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """How certainly each is the digit it is read as, and not another nor none: (n,), 0 to 1; as above."""
        return certainty_of(self.logits(seen))

    def logits(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """What the network says of them, calibrated: (n, 10), or (n, 11) where it has learnt what is no digit."""
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
