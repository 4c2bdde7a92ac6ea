"""The photographs in samples/ are read as they are labeled, by the shipped models."""

import json
from pathlib import Path

import pytest

from digitink import EmptyPicture, Recognizer

FOLDER = Path(__file__).parents[1] / "samples" / "photographs"
LABELS: dict[str, str] = json.loads((FOLDER / "labels.json").read_text(encoding="utf-8"))
DIGITS = [name for name in LABELS if name.startswith("digit")]
BARE = [name for name, label in LABELS.items() if not label]


def test_every_photograph_has_a_label() -> None:
    assert sorted(LABELS) == sorted(path.name for path in FOLDER.glob("*.jpg"))


@pytest.mark.parametrize("name", DIGITS)
def test_a_photographed_digit_is_read(recognizer: Recognizer, name: str) -> None:
    prediction = recognizer.predict(FOLDER / name)
    assert str(prediction.digit) == LABELS[name]
    assert not prediction.rejected


# What the shipped networks do not do yet; strict, so that those that do say so.
_NOT_YET = ("empty-desk.jpg",)


def _marked(names: list[str]) -> list[object]:
    """The names, of which those that are not read yet are expected to fail."""
    not_yet = pytest.mark.xfail(reason="not read yet", strict=True)
    return [pytest.param(name, marks=not_yet) if name in _NOT_YET else name for name in names]


@pytest.mark.parametrize("name", _marked([name for name in LABELS if name not in DIGITS + BARE]))
def test_a_photographed_number_is_read(recognizer: Recognizer, name: str) -> None:
    assert recognizer.read(FOLDER / name).text == LABELS[name]


@pytest.mark.parametrize("name", _marked(BARE))
def test_where_nothing_is_written_nothing_is_read(recognizer: Recognizer, name: str) -> None:
    try:
        found = recognizer.read(FOLDER / name).digits
    except EmptyPicture:
        found = ()
    assert found == ()


def test_a_page_upside_down_is_reported_and_boxes_stay_as_taken(recognizer: Recognizer) -> None:
    reading = recognizer.read(FOLDER / "turned-by-180.jpg")
    assert reading.turned == 180
    tops = [mark.box[1] for mark in reading.digits]
    assert tops[0] > tops[-1]  # the first line is at the picture's foot
