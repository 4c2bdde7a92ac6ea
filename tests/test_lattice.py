"""The likeliest way to read pieces is found, and what is no digit is none."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from digitink import lattice
from digitink.ink import Coverage
from digitink.segmentation import Line, Piece

Likely = Mapping[int, Mapping[int | None, float]]


def piece(x: int, width: int = 30, height: int = 60, y: int = 0, level: int = 255) -> Piece:
    return Piece((x, y, width, height), np.full((height, width), level, np.uint8))


def judge(likely: Likely) -> lattice.Judge:
    """What a network would say of pieces, told by their width: the probabilities of some digits, or of none."""

    def judged(pieces: Sequence[Coverage]) -> np.ndarray:
        rows = np.full((len(pieces), 11), 1e-6)
        for row, coverage in zip(rows, pieces, strict=True):
            for label, share in likely.get(coverage.shape[1], {None: 1.0}).items():
                row[lattice.NOTHING if label is None else label] = share
        return np.log(rows / rows.sum(axis=1, keepdims=True))

    return judged


def text(pieces: Sequence[Piece], likely: Likely) -> tuple[str, float]:
    ((marks, share),) = lattice.read([Line(60, tuple(pieces))], judge(likely))
    return "".join("." if mark.digit is None else str(mark.digit) for mark in marks), share


def test_pieces_that_are_digits_are_read_one_by_one() -> None:
    assert text([piece(0, 30), piece(50, 31)], {30: {4: 1}, 31: {2: 1}})[0] == "42"


def test_pieces_that_are_a_digit_only_together_are_joined() -> None:
    together: Likely = {20: {1: 0.4, None: 0.6}, 21: {1: 0.4, None: 0.6}, 45: {4: 1}}
    assert text([piece(0, 20), piece(24, 21)], together)[0] == "4"


def test_pieces_far_apart_are_not_joined() -> None:
    apart: Likely = {20: {1: 0.9}, 21: {1: 0.9}, 65: {4: 1}}
    assert text([piece(0, 20), piece(44, 21)], apart)[0] == "11"


def test_a_dot_between_digits_is_none() -> None:
    got, _ = text([piece(0, 30), piece(45, 8, 8, y=50), piece(65, 31)], {30: {4: 1}, 31: {2: 1}, 8: {1: 1}})
    assert got == "4.2"


@pytest.mark.parametrize(("level", "read"), [(150, "4."), (255, "41")])
def test_a_low_mark_is_a_stray_one_if_it_is_faint(level: int, read: str) -> None:
    assert text([piece(0, 30), piece(45, 8, 30, y=30, level=level)], {30: {4: 1}, 8: {1: 1}})[0] == read


def test_a_letter_among_digits_is_none() -> None:
    assert text([piece(0, 30), piece(50, 33), piece(100, 31)], {30: {4: 1}, 31: {2: 1}, 33: {None: 0.999}})[0] == "4.2"


def test_a_word_is_none_though_some_letters_resemble_digits() -> None:
    likely: Likely = {30: {None: 0.999}, 31: {0: 1.0}}
    word = [piece(0, 30), piece(35, 31), piece(70, 30), piece(105, 30)]
    assert text([*word, piece(240, 31)], likely)[0].replace(".", "") == "0"


def test_on_a_page_of_digits_a_doubtful_one_counts_and_on_one_of_letters_it_does_not() -> None:
    likely: Likely = {30: {4: 1.0}, 31: {7: 0.3, None: 0.7}, 33: {None: 1.0}}
    apart = [90 * place for place in range(12)]
    assert text([piece(x, 31 if x == 180 else 30) for x in apart], likely)[0][2] == "7"
    assert text([piece(x, 31 if x == 180 else 33) for x in apart], likely)[0][2] == "."


def test_one_way_to_read_is_sure_and_two_are_not() -> None:
    _, sure = text([piece(0, 30)], {30: {4: 1.0}})
    _, doubtful = text([piece(0, 20), piece(24, 21)], {20: {1: 0.9, None: 0.1}, 21: {1: 0.9, None: 0.1}, 45: {4: 0.9}})
    assert sure == pytest.approx(1, abs=0.01)
    assert 0.3 < doubtful < 0.9


def test_nothing_is_read_in_nothing() -> None:
    assert lattice.read([], judge({})) == []


def test_ways_that_give_the_same_digits_are_as_probable_as_all_of_them() -> None:
    dot_alone_or_of_the_digit: Likely = {30: {4: 1}, 40: {4: 1}}
    got, share = text([piece(0, 30), piece(32, 8, 8, y=50)], dot_alone_or_of_the_digit)
    assert got.strip(".") == "4"
    assert share > 0.999


def test_the_surer_a_digit_is_the_more_probable_is_the_way() -> None:
    shares = [text([piece(0, 30)], {30: {7: sure, 1: 1 - sure}})[1] for sure in (0.5, 0.6, 0.9, 0.999)]
    assert shares[0] == pytest.approx(0.5, abs=0.01)
    assert shares == sorted(shares)
    assert shares[-1] > 0.999
