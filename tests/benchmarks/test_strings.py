"""Strings of MNIST's test pictures and lines of real strokes hold what their labels say, and are read."""

import re

import numpy as np
import pytest

from benchmarks import strings
from benchmarks.strings import KINDS, LENGTH, Line, Outcome, lines, outcome, string
from digitink import Recognizer
from digitink.errors import DataError
from digitink.numbers.lines import lines_of
from digitink.training.data import mnist, strokes

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
    touching = [sum(len(line.pieces) for line in lines_of(page)) < LENGTH for page, _ in strings]
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


@pytest.fixture(scope="module")
def writers() -> strokes.Strokes:
    """Real strokes; tests that want them are skipped where they are not installed."""
    try:
        found = strokes.load()
    except DataError as error:
        pytest.skip(f"Real strokes are damaged here: {error}")
    if found.missing:
        pytest.skip(f"Real strokes are not installed here: {' and '.join(found.missing)}")
    return found


# What is written on a line of each kind.
WRITTEN = dict.fromkeys(KINDS, r"\d{1,10}") | {
    "touching": r"\d{2,10}",
    "joined": r"\d{2,10}",
    "signs": r"(?=.*[^\d])(?=.*\d)[-+]?\d+([-.,/:+]\d+){0,2}%?",
    "letters": r"[A-Za-z]{3,8}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_lines_hold_ink_in_a_white_margin_and_fit_their_kind(writers: strokes.Strokes, kind: str) -> None:
    for picture, label in lines(kind, 12, seed=3):
        assert picture.dtype == np.uint8
        assert re.fullmatch(WRITTEN[kind], label)
        assert (picture[[0, -1]] == 255).all()
        assert (picture[:, [0, -1]] == 255).all()
        rows, columns = np.nonzero(picture < 128)
        high, wide = np.ptp(rows), np.ptp(columns)
        assert 0.4 * 30 < high < 250 * 3
        # A one may be nearly as narrow as the pen; no digit is twice as wide as it is high.
        assert 0.05 * len(label) < wide / high < 2 * len(label)


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_the_same_for_its_place_and_the_seed(writers: strokes.Strokes, kind: str) -> None:
    once, more, other = list(lines(kind, 2, seed=5)), list(lines(kind, 3, seed=5)), list(lines(kind, 2, seed=6))

    assert len(more) == 3
    for (picture, label), (again, label_again) in zip(once, more, strict=False):
        assert label == label_again
        assert np.array_equal(picture, again)
    assert not all(np.array_equal(first[0], second[0]) for first, second in zip(once, other, strict=True))


def test_characters_are_as_many_as_labeled_unless_they_touch(
    writers: strokes.Strokes,
) -> None:
    def apart(line: Line) -> int:
        """How many runs of columns have ink: a digit may be two, where its bar is loose."""
        inked = np.concatenate([[False], (line[0] < 160).any(axis=0)])
        return int(np.count_nonzero(~inked[:-1] & inked[1:]))

    runs = {kind: [(apart(line), len(line[1])) for line in lines(kind, 40)] for kind in ("apart", "touching", "joined")}

    assert np.mean([found >= count for found, count in runs["apart"]]) == 1
    assert np.mean([found == count for found, count in runs["apart"]]) > 0.85
    assert np.mean([found < count for found, count in runs["touching"]]) > 0.9
    assert np.mean([found < count for found, count in runs["joined"]]) > 0.9


def test_a_box_is_around_each_digit(writers: strokes.Strokes) -> None:
    for picture, label in lines("boxes", 12, seed=1):
        # The boxes' sides are the longest columns of ink: two a digit, or one more than digits where boxes share them.
        inked = picture < 235
        tall = np.count_nonzero(inked, axis=0) > 0.5 * np.ptp(np.nonzero(inked.any(axis=1))[0])
        sides = np.count_nonzero(~tall[:-1] & tall[1:])
        assert sides >= len(label)


def test_numbers_have_all_lengths_and_writers_all_digits(writers: strokes.Strokes) -> None:
    hands = strings._hands()

    assert len(hands) == 14
    assert all(sorted(hand) == list("0123456789") for hand in hands)
    assert sum(len(drawn) for hand in hands for drawn in hand.values()) == len(writers.held_out)
    assert {len(label) for _, label in lines("apart", 80)} == set(range(1, 11))


def test_lines_are_read_as_they_are_labeled(writers: strokes.Strokes, recognizer: Recognizer) -> None:
    read = [outcome(recognizer, "apart", picture, label) for picture, label in lines("apart", 40)]

    assert np.mean([each.right for each in read]) > 0.7


def test_a_line_of_letters_is_right_where_no_digit_is_read() -> None:
    blank = np.zeros((1, 1), np.uint8)
    nothing, six = Outcome("letters", blank, "abc", "", 0), Outcome("letters", blank, "abc", "6", 0.9)

    assert nothing.right
    assert not six.right
    assert "50.0 % of the lines have one" in strings.row("letters", [nothing, six])


def test_a_kind_that_is_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="none of apart, touching"):
        next(lines("upside down", 1))
