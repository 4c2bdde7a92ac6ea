"""What was read is drawn where it is."""

import numpy as np
import pytest
from PIL import Image

from digitink import Recognizer, UnreadablePicture
from digitink.annotate import annotated
from samples.drawing import png
from samples.writing import Hand, jpeg, written


def blue(image: Image.Image) -> np.ndarray:
    drawn = np.asarray(image).astype(int)
    return np.asarray(drawn[..., 2] - drawn[..., 0] > 80)


def test_every_digit_has_its_box_and_its_name(recognizer: Recognizer) -> None:
    page, boxes = written(["42"], Hand())
    for picture in (page, Image.fromarray(page), png(page)):
        marked = blue(annotated(picture, recognizer.read(picture)))
        for x, y, width, height in boxes:
            column = marked[round(y) : round(y + height), max(0, round(x) - 3) : round(x) + 4]
            assert column.any(axis=1).mean() > 0.9  # the box's left side
            assert marked[: round(y) - 4, round(x) : round(x + width)].any() or y < 20  # the digit above it


def test_the_picture_stands_upright(recognizer: Recognizer) -> None:
    page, _ = written(["1995"], Hand())
    turned = jpeg(np.ascontiguousarray(np.rot90(page)), orientation=6)
    image = annotated(turned, recognizer.read(turned))
    assert image.size == (page.shape[1], page.shape[0])


def test_what_is_no_picture_is_refused(recognizer: Recognizer) -> None:
    with pytest.raises(UnreadablePicture):
        annotated(b"hello", recognizer.read(written(["1"], Hand())[0]))
