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


def judge_pairs(likely: Mapping[int, Mapping[tuple[int, int], float]]) -> lattice.PairJudge:
    """The same of two digits at once."""

    def judged(pieces: Sequence[Coverage]) -> np.ndarray:
        tables = np.full((len(pieces), 10, 10), 1e-9)
        for table, coverage in zip(tables, pieces, strict=True):
            for (left, right), share in likely.get(coverage.shape[1], {}).items():
                table[left, right] = share
        return np.log(tables)

    return judged


def text(pieces: Sequence[Piece], likely: Likely) -> tuple[str, float]:
    ((marks, share),) = lattice.read([Line(60, tuple(pieces))], judge(likely), judge_pairs({}))
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
    assert lattice.read([], judge({}), judge_pairs({})) == []


BROAD = piece(0, 66)


def broad(pair: float, cut: Mapping[int | None, float], others: float = 0.0) -> tuple[list[lattice.Mark], float]:
    """One piece, wider than high: as a pair a 4 and a 2 with this probability, or any others; cut anywhere, this."""
    parts = dict.fromkeys(range(1, 66), cut)
    any_two = {(left, right): max(1e-9, others / 100) for left in range(10) for right in range(10)}
    pairs = judge_pairs({66: any_two | {(4, 2): pair}})
    ((marks, share),) = lattice.read([Line(60, (BROAD,))], judge({**parts, 66: {None: 1}}), pairs)
    return marks, share


def test_what_is_two_digits_at_once_is_read_as_such_though_no_part_is_one() -> None:
    marks, share = broad(0.98, {None: 0.9, 4: 0.05, 2: 0.05})
    assert [mark.digit for mark in marks] == [4, 2]
    assert share > 0.9
    assert marks[0].piece.right <= marks[1].piece.left + 1
    assert marks[0].piece.left == 0
    assert marks[1].piece.right == 66


def test_each_of_two_digits_at_once_has_its_own_probabilities() -> None:
    marks, _ = broad(0.98, {None: 0.9, 4: 0.05, 2: 0.05})
    rows = [np.exp(mark.said) for mark in marks if mark.said is not None]
    assert [int(row.argmax()) for row in rows] == [4, 2]
    assert [row.sum() for row in rows] == pytest.approx([1, 1])
    assert [row[lattice.NOTHING] for row in rows] == pytest.approx([0.02, 0.02], abs=1e-3)


def test_where_there_are_two_and_the_pair_is_unlikely_the_cut_decides() -> None:
    marks, _ = broad(0.01, {7: 0.99}, others=0.9)
    assert "".join(str(mark.digit) for mark in marks) == "77"
    assert all(mark.said is None for mark in marks)


def test_a_pair_and_a_cut_that_give_the_same_digits_count_together() -> None:
    both: Mapping[int | None, float] = {4: 0.5, 2: 0.5}
    assert broad(0.6, both)[1] > broad(0.006, both, others=0.6)[1]


def test_what_is_not_two_digits_is_not_cut_into_them() -> None:
    marks, _ = broad(0.01, {7: 0.99})
    assert len(marks) == 1


def test_digits_that_do_not_touch_are_no_pair() -> None:
    asked: list[int] = []

    def noting(pieces: Sequence[Coverage]) -> np.ndarray:
        asked.extend(coverage.shape[1] for coverage in pieces)
        return judge_pairs({})(pieces)

    doubtful = {**{width: {1: 0.5, None: 0.5} for width in range(1, 80)}, 30: {1: 0.5, None: 0.5}}
    lattice.read([Line(60, (piece(0, 30), piece(40, 31)))], judge(doubtful), noting)
    assert all(width <= 31 for width in asked)


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
