"""Strings of MNIST's test pictures and lines of real strokes are read as their labels say."""

import numpy as np
import pytest

from benchmarks.strings import Outcome, outcome, row
from digitink import Recognizer
from digitink.errors import DataError
from digitink.numbers.lines import lines_of
from digitink.training.data import mnist, strokes
from samples.lines import LENGTH, lines, string

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


@pytest.fixture(scope="session")
def digits() -> Split:
    """MNIST's digits; tests that want them are skipped where no source answers."""
    try:
        return mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")


def test_strings_of_test_digits_are_read_though_some_touch(digits: Split, recognizer: Recognizer) -> None:
    rng = np.random.default_rng(7)
    strings = [string(digits[2], rng) for _ in range(150)]
    read = [recognizer.read(page).text == text for page, text in strings]
    assert np.mean(read) > 0.92
    touching = [sum(len(line.segments) for line in lines_of(page)) < LENGTH for page, _ in strings]
    assert sum(touching) > 20
    assert np.mean(np.array(read)[touching]) > 0.8


def test_string_confidence_is_calibrated(digits: Split, recognizer: Recognizer) -> None:
    rng = np.random.default_rng(8)
    strings = [string(digits[2], rng) for _ in range(800)]
    readings = [recognizer.read(page) for page, _ in strings]
    right = np.array([reading.text == text for reading, (_, text) in zip(readings, strings, strict=True)])
    confidence = np.array([reading.confidence for reading in readings])
    assert abs(confidence.mean() - right.mean()) < 0.04
    # Not nearly all: MNIST's test set has digits that look like another one, and those are misread confidently.
    least_sure = np.argsort(confidence)[: len(strings) // 10]
    assert np.sum(~right[least_sure]) > 0.25 * np.sum(~right)


def test_lines_are_read_as_they_are_labeled(writers: strokes.Strokes, recognizer: Recognizer) -> None:
    read = [outcome(recognizer, "apart", picture, label) for picture, label in lines("apart", 40)]

    assert np.mean([each.right for each in read]) > 0.7


def test_a_line_of_letters_is_right_where_no_digit_is_read() -> None:
    blank = np.zeros((1, 1), np.uint8)
    nothing, six = Outcome("letters", blank, "abc", "", 0), Outcome("letters", blank, "abc", "6", 0.9)

    assert nothing.right
    assert not six.right
    assert "50.0 % of the lines have one" in row("letters", [nothing, six])
