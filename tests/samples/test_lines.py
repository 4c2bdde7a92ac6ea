"""Composed lines of real strokes hold what their labels say, and are the same for the same seed."""

import re

import numpy as np
import pytest

from digitink.labels import DIGITS
from digitink.training.data import strokes
from samples.lines import KINDS, Line, lines
from samples.lines.hands import hands

# What is written on a line of each kind.
WRITTEN = dict.fromkeys(KINDS, r"\d{1,10}") | {
    "touching": r"\d{2,10}",
    "joined": r"\d{2,10}",
    "signs": r"(?=.*[^\d])(?=.*\d)[-+]?\d+([-.,/:+]\d+){0,2}%?",
    "letters": r"[A-Za-z]{3,8}",
    "amounts": r"[1-9]\d{0,5}",
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
    assert len(hands()) == 14
    assert all(sorted(hand) == list(DIGITS) for hand in hands())
    assert sum(len(drawn) for hand in hands() for drawn in hand.values()) == len(writers.held_out)
    assert {len(label) for _, label in lines("apart", 80)} == set(range(1, 11))


def test_a_kind_that_is_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="none of apart, touching"):
        next(lines("upside down", 1))
