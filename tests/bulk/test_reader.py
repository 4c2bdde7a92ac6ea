"""A picture becomes a row of known columns, and what it costs is its own."""

import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from digitink import Recognizer
from digitink.bulk import apart, reader, rows
from digitink.bulk.fetch import PictureUnavailable
from digitink.bulk.reader import Encoded, Reader
from samples.bulk import sources
from samples.drawing import png
from samples.hostile import repeated, saved
from samples.writing import Hand, written

BLANK = png(np.full((50, 50), 255, np.uint8))


def test_a_number_s_row_is_what_the_recognizer_reads(recognizer: Recognizer) -> None:
    page = png(written(["1995", "07"], Hand())[0])
    (row,) = Reader().read([page])
    reading = recognizer.read(page)
    assert (row["kind"], row["text"], row["confidence"]) == ("number", "1995\n07", reading.confidence)
    assert [(mark["digit"], mark["x"], mark["width"]) for mark in row["digits"]] == [
        (mark.prediction.digit, mark.box[0], mark.box[2]) for mark in reading.digits
    ]
    assert (row["rejected"], row["turned"], row["ignored"]) == (False, 0, [])
    assert row["digits_sha256"] == recognizer.model.sha256
    assert {name for name in row if not name.startswith("error")} == {
        field.name for field in rows.SCHEMA if field.name != "source" and not field.name.startswith("error")
    }


def test_digits_rows_are_those_of_a_batch(recognizer: Recognizer) -> None:
    files = [file for _, file in sources.pictures(150)]
    read = list(Reader(digits=True).read([*files[:70], BLANK, *files[70:]]))
    error = read.pop(70)
    predictions = recognizer.predict_batch(files)
    assert [row["text"] for row in read] == [str(prediction.digit) for prediction in predictions]
    assert [row["confidence"] for row in read] == pytest.approx([each.confidence for each in predictions], abs=1e-6)
    assert {row["kind"] for row in read} == {"digit"}
    (box,) = read[0]["digits"]
    assert 60 < box["x"] < 180
    assert 60 < box["height"] < 200
    assert (error["error_kind"], error["error"]) == ("EmptyPicture", "The picture is blank: draw a digit first.")


def test_a_digit_that_is_rejected_is_no_text() -> None:
    letter = Image.new("L", (200, 200), 255)
    letter.paste(0, (20, 90, 180, 110))
    letter.paste(0, (90, 20, 110, 180))
    (row,) = Reader(digits=True).read([png(letter)])
    assert (row["text"], row["rejected"], row["digits"], len(row["ignored"])) == ("", True, [], 1)


def test_every_row_fits_the_columns() -> None:
    pictures: list[Encoded] = [sources.files()[0][1], BLANK, b"", PictureUnavailable("gone")]
    for digits in (True, False):
        table = pa.Table.from_pylist(list(Reader(digits=digits).read(pictures)), rows.SCHEMA)
        kinds = table.column("error_kind").to_pylist()
        assert kinds == [None, "EmptyPicture", "UnreadablePicture", "PictureUnavailable"]


def test_hostile_pictures_cost_their_rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LIMITS", replace(reader._LIMITS, seconds=0.5))
    bomb = saved(Image.new("1", (9000, 9000), 1), "TIFF", compression="group4")
    twice = saved(Image.new("RGB", (6000, 4000)), "JPEG", progressive=True)
    endless = repeated(saved(Image.new("RGB", (2000, 1330)), "AVIF", speed=10), 1000)
    good = sources.files()[3][1]
    first, *refused, last = Reader().read([good, bomb, twice, endless, good[:200], good])
    assert first == last
    assert [row["error_kind"] for row in refused] == 2 * ["PictureTooLarge"] + 2 * ["UnreadablePicture"]
    assert "takes too long" in refused[2]["error"]


class Fatal(bytes):
    """A picture that ends whoever reads it, as a decoder's fault does."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_picture_that_ends_its_reader_costs_its_row_alone() -> None:
    def pictures() -> Iterator[bytes]:
        digits = [file for _, file in sources.pictures(4)]
        yield from (digits[0], Fatal(b"1"), digits[3], Fatal(b"2"))

    read = list(apart.read(Reader(digits=True), pictures()))
    assert [row.get("text") for row in read] == ["0", None, sources.files()[3][0], None]
    assert [row.get("error_kind") for row in read] == [None, "PictureEndsReader", None, "PictureEndsReader"]
    assert all(row["kind"] == "digit" for row in read)
