"""Read pictures into rows: models are loaded once, a picture's cost is limited, an error fails only its own row."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from digitink import ink
from digitink.bulk import rows
from digitink.bulk.rows import Row
from digitink.errors import PictureError
from digitink.ink import Box
from digitink.picture import MAX_PIXELS, Limits, load
from digitink.recognizer import Recognizer

Encoded = bytes | PictureError  # a picture's file, or why it could not be fetched

# What is decoded in one go, or twice, has half the pixels: they take a progressive JPEG up to 9 bytes each.
# A HEIC photograph of 24 megapixels decodes in one second of a fast core; a slow one may take ten.
_LIMITS = Limits(MAX_PIXELS, MAX_PIXELS // 2, seconds=10)
# Digits a batch: enough to keep the network busy, few enough for the processor's cache.
_BATCH = 64


class Reader:
    """Reads the number in each picture, or one digit, with models that are opened once."""

    def __init__(self, model: Path | None = None, digits: bool = False) -> None:
        """Open the shipped models, or model instead of the first. Raises ModelError."""
        cv2.setNumThreads(1)  # the cores are taken by the other readers
        self.model, self.digits = model, digits
        self._recognizer = Recognizer(model)
        self.same = {"kind": "digit" if digits else "number", **rows.of_models(self._recognizer)}  # in every row

    def read(self, pictures: Iterable[Encoded]) -> Iterator[Row]:
        """Yield a row a picture, in their order, without its source. Holds a batch of pictures at the most."""
        for row in self._read_digits(pictures) if self.digits else map(self._read_number, pictures):
            yield {**self.same, **row}

    def _read_number(self, picture: Encoded) -> Row:
        try:
            return rows.of_reading(self._recognizer.read(load(_fetched(picture), _LIMITS)))
        except Exception as error:  # whatever it is, the other pictures are read
            return rows.of_error(error)

    def _read_digits(self, pictures: Iterable[Encoded]) -> Iterator[Row]:
        found = map(self._find_digit, pictures)
        while batch := list(islice(found, _BATCH)):
            seen = [each[1] for each in batch if not isinstance(each, Exception)]
            predictions = iter(self._recognizer.predict_all_seen(np.array(seen).reshape(-1, ink.SIDE, ink.SIDE)))
            for each in batch:
                if isinstance(each, Exception):
                    yield rows.of_error(each)
                else:
                    yield rows.of_prediction(each[0], next(predictions))

    def _find_digit(self, picture: Encoded) -> tuple[Box, ink.Coverage] | Exception:
        try:
            page = self._recognizer.find_digit(load(_fetched(picture), _LIMITS))
            return page.in_picture(cv2.boundingRect(page.coverage)), ink.normalize(page.coverage)
        except Exception as error:  # as above
            return error


def _fetched(picture: Encoded) -> bytes:
    if isinstance(picture, PictureError):
        raise picture
    return picture
