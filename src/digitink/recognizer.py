"""Read the digit or the number in a picture, with a confidence."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitink import ink, labels, model
from digitink.errors import EmptyPicture, PictureError
from digitink.ink import Box, Coverage, Page, finder
from digitink.numbers import columns, reader, skew, upright, words
from digitink.numbers.lines import Segment, lines_of
from digitink.numbers.looks import Look, strips
from digitink.picture import Luminance, Picture, load
from digitink.results import Mark, Prediction, Reading

Floats = npt.NDArray[np.float64]

# Pictures a batch: enough to keep the network busy, few enough for the processor's cache.
_BATCH = 64
# Digits of a number are brought to this height, in px: enough for the network's 20, and little to cut and join.
_READ_HEIGHT = 72
# Where two networks are weighed against each other, neither is nearer to certain than this.
_LEAST_PROBABILITY = 1e-3
# A page that is read with so much confidence needs no further look, nor does such a line in reader.py.
_CONFIDENT = 0.9


class Recognizer:
    """Reads digits with the shipped model, or with another ONNX file, whose card may name other labels (Model.labels).

    One recognizer may be used by several threads at a time, and sent to other processes: pickled or copied, it opens
    its model files again, and raises ModelError where they are gone or have changed. After a fork it works on.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        lines_path: str | os.PathLike[str] | None = None,
        finder_path: str | os.PathLike[str] | None = None,
    ) -> None:
        """Open the model that reads a digit, that which reads a line, and that which finds ink in photographs.

        Raises ModelError when a file is missing, damaged or no such model.
        """
        self.model = model.load(Path(path) if path is not None else model.SHIPPED)
        self.columns = columns.load(Path(lines_path) if lines_path is not None else columns.SHIPPED)
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
        return ink.normalize(self.find_digit(luminance).coverage)

    def find_digit(self, luminance: Luminance) -> ink.Page:
        """Find the one digit's ink in a picture, and where it lies. Raises EmptyPicture; see ink.find_digit."""
        return ink.find_digit(luminance, self.finder, self._likely)

    def find_page(self, luminance: Luminance) -> ink.Page:
        """Find all digits' ink in a picture, and where it lies. Raises EmptyPicture; see ink.find_page."""
        return ink.find_page(luminance, self.finder, self._likely)

    def _likely(self, segments: Sequence[Coverage]) -> Floats:
        """Return what ink.writing.Classifier and upright.Classifier give, (n,)."""
        return self.certainty(np.stack([ink.normalize(segment) for segment in segments]))

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
        """Read a number of any length, or several lines of them, with the signs . , - / : + %.

        picture is what predict takes; lines may climb or fall by up to 15 degrees. Raises what predict raises.
        """
        pages = ink.find_pages(load(picture), self.finder, self._likely)
        look = self._upright(next(pages))
        reading = self._reading(look)
        looks = [look]
        if reading.text and reading.confidence < _CONFIDENT:
            for page in pages:
                with suppress(PictureError):
                    looks.append(self._upright(page))
        if len(looks) == 1:
            return reading
        return max((self._reading(each, looks) for each in looks), key=lambda each: each.confidence)

    def _reading(self, look: Look, looks: Sequence[Look] = ()) -> Reading:
        """Read the lines of one look at a page; one that is in doubt, with what others of several looks show of it."""
        shown = [strips(look, other) for other in looks if other is not look]
        others = [[each for each in line if each] for line in zip(*shown, strict=True)]
        read, probabilities = zip(*reader.read(look.seen, self.columns, others), strict=True)
        lines = [each.line for each in look.seen]
        digits: list[Mark] = []
        ignored: list[Mark] = []
        written, confidence = [], 1.0
        for line, own, probability in zip(lines, words.without_words(lines, read), probabilities, strict=True):
            marks = [*own, *(reader.Mark(segment, labels.NOT_A_DIGIT) for segment in line.apart)]
            alone, certainty = self._alone(marks)
            is_number = _is_number(marks, certainty, self.model.least_certainty)
            for mark, prediction in zip(marks, alone, strict=True):
                box = look.in_picture(mark.segment)
                if is_number and mark.is_digit:
                    digits.append(Mark(box, _agreed(mark, prediction)))
                elif not is_number or mark.label == labels.NOT_A_DIGIT:
                    ignored.append(Mark(box, prediction))
            if is_number:
                written.append("".join(labels.character_of(mark.label) for mark in marks))
                confidence *= probability
        return Reading(
            text="\n".join("".join(filter(str.isdigit, line)) for line in written),
            written="\n".join(written),
            confidence=confidence if written else 0.0,
            digits=tuple(digits),
            ignored=tuple(ignored),
            turned=look.turned,
        )

    def _alone(self, marks: Sequence[reader.Mark]) -> tuple[list[Prediction], Floats]:
        """Return what each mark's picture alone says of it, and how certainly, (n,)."""
        seen = np.stack([ink.normalize(mark.segment.coverage) for mark in marks])
        logits = self.logits(seen)
        certainty = self._certainty(logits)
        return list(self._predictions(seen, logits, certainty)), certainty

    def _upright(self, page: Page) -> Look:
        """Return a page's lines, upright and level. Raises EmptyPicture where it has none."""
        lines = lines_of(page.coverage)
        if not lines:
            raise EmptyPicture
        scale = _READ_HEIGHT / min(line.height for line in lines)
        if scale < 0.8:
            page = page.reduced(scale)
            lines = lines_of(page.coverage)
        turns, (height, width) = upright.quarter_turns(lines, self._likely), page.coverage.shape
        coverage, seen = page.coverage, None
        if turns:
            turned = np.ascontiguousarray(np.rot90(page.coverage, turns))
            seen, other = (reader.see(each, self.columns) for each in (lines, lines_of(turned)))
            if reader.certainty(other) > reader.certainty(seen):
                coverage, seen = turned, other
            else:
                turns = 0
            lines = [each.line for each in seen]
        level = skew.turn(coverage, climb) if (climb := skew.slope(lines)) else None
        if level:
            lines, seen = lines_of(level.coverage), None

        def in_picture(segment: Segment) -> Box:
            box = upright.box_before(level.box_before(segment) if level else segment.box, turns, height, width)
            return page.in_picture(box)

        return Look(seen or reader.see(lines, self.columns), 360 - 90 * turns if turns else 0, in_picture)

    def _read(self, seen: npt.NDArray[np.uint8]) -> Iterator[Prediction]:
        logits = self.logits(seen)
        return self._predictions(seen, logits, self._certainty(logits))

    def _predictions(self, seen: npt.NDArray[np.uint8], logits: Floats, certainty: Floats) -> Iterator[Prediction]:
        known = self.model.labels
        for picture, row, certain in zip(seen, softmax(logits[:, : len(known)]), certainty, strict=True):
            best = int(row.argmax())
            rejected = bool(certain < self.model.least_certainty)
            yield Prediction(known[best], float(row[best]), tuple(row.tolist()), rejected, picture)

    def probabilities(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Calibrated probabilities, (n, labels), of pictures already in the network's form, (n, 28, 28) uint8."""
        return softmax(self.logits(seen)[:, : len(self.model.labels)])

    def certainty(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Return the probability of the best label, with rejection as one more: (n,), 0 to 1; of such pictures."""
        return self._certainty(self.logits(seen))

    def _certainty(self, logits: Floats) -> Floats:
        return certainty_of(logits, len(self.model.labels))

    def logits(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Calibrated logits, (n, labels), and one more column if the network has learned to reject."""
        return self.model.logits(seen).astype(np.float64) / self.model.temperature


def _is_number(marks: Sequence[reader.Mark], certainty: Floats, least: float) -> bool:
    """Tell whether a line has digits, by what its columns say of them and how certain, (n,), each is alone.

    The log odds of both are added: ink that is no digit's, such as a box's side, leads either of them astray, but
    seldom both. What was cut off another's ink is left out: alone it is less than it was.
    """
    whole = [place for place, mark in enumerate(marks) if mark.is_digit and not mark.cut]
    if not whole:
        return any(mark.is_digit for mark in marks)
    shown = np.array([np.exp(scores.max()) for place in whole if (scores := marks[place].scores) is not None])
    return bool(np.mean(_log_odds(shown) + _log_odds(certainty[whole]) - _log_odds(least)) >= 0)


def _log_odds(probability: npt.ArrayLike) -> Floats:
    bounded = np.clip(probability, _LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _agreed(mark: reader.Mark, alone: Prediction) -> Prediction:
    """Return what a digit's picture alone says of it, where that is what its line says, and else what its line says."""
    if mark.scores is None or (alone.digit == mark.label and not alone.rejected):
        return alone
    row = softmax(mark.scores[np.newaxis])[0]
    return Prediction(mark.label, float(row[mark.label]), tuple(row.tolist()), False, alone.seen)


def softmax(logits: Floats) -> Floats:
    """(n, k) of any value -> (n, k) that sum to 1 in each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def certainty_of(logits: Floats, count: int = len(labels.DIGITS)) -> Floats:
    """Return the greatest of the labels' probabilities, (n,), where rejection has a probability too.

    logits are (n, count) of so many labels, or (n, count + 1) from a network that has learned to reject: then a picture
    that looks like a digit, and yet more like a non-digit, is uncertain, however clearly it would be that digit.
    """
    return np.asarray(softmax(logits)[:, :count].max(axis=1))
