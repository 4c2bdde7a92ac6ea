"""A line's marks are its labels', each with its ink, whatever the network is that reads the columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from digitink.labels import BLANK, NOT_A_DIGIT, label_of
from digitink.numbers import reader, strip
from digitink.numbers.lines import Line, Segment

HEIGHT = 60


@dataclass(frozen=True)
class Shown:
    """Columns that show labels at the middles of these places, in px of the page, and nothing elsewhere."""

    line: Line
    labels: dict[float, int]
    sure: float = 0.99

    def scores(self, seen: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """What Columns.scores gives."""
        set_ = strip.strip_of(self.line)
        shares = np.full((seen.shape[1] // strip.STEP, BLANK + 1), 1e-9)
        shares[:, BLANK] = 1
        for place, label in self.labels.items():
            column = int((strip.MARGIN + (place - self.line.segments[0].left) * set_.scale) / strip.STEP)
            shares[column] = 1e-9
            shares[column, label], shares[column, BLANK] = self.sure, 1 - self.sure
        return np.log(shares / shares.sum(axis=1, keepdims=True))


def block(left: int, width: int, top: int = 0, height: int = HEIGHT) -> Segment:
    """A segment that is all ink."""
    return Segment((left, top, width, height), np.full((height, width), 255, np.uint8))


def read(line: Line, labels: dict[float, int], sure: float = 0.99) -> tuple[list[reader.Mark], float]:
    """Read a line whose columns show these labels."""
    columns: Any = Shown(line, labels, sure)
    (found,) = reader.read(reader.see([line], columns), columns)
    return found


def test_each_mark_has_its_label_and_its_ink() -> None:
    line = Line(HEIGHT, (block(0, 30), block(40, 30), block(80, 8, 52, 8), block(100, 30)))
    marks, probability = read(line, {15: 3, 55: 1, 84: label_of("."), 115: 4})
    assert [mark.label for mark in marks] == [3, 1, label_of("."), 4]
    assert [mark.segment.box for mark in marks] == [segment.box for segment in line.segments]
    assert [mark.cut for mark in marks] == [False] * 4
    assert [mark.scores is None for mark in marks] == [False, False, True, False]
    assert probability == pytest.approx(0.99**4, abs=1e-3)


class OneSure:
    """Columns that doubt whether a strip shows a 3 or an 8, but of a strip so wide surely an 8."""

    def __init__(self, wide: int) -> None:
        self.wide = wide

    def scores(self, seen: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        shares = np.full((seen.shape[1] // strip.STEP, BLANK + 1), 1e-9)
        shares[:, BLANK] = 1
        shares[len(shares) // 2] = 1e-9
        shares[len(shares) // 2, [3, 8]] = (0.01, 0.99) if seen.shape[1] == self.wide else (0.6, 0.4)
        return np.log(shares / shares.sum(axis=1, keepdims=True))


def test_what_is_in_doubt_another_look_decides() -> None:
    line, other = Line(HEIGHT, (block(0, 30),)), strip.strip_of(Line(HEIGHT, (block(0, 90),)))
    columns: Any = OneSure(other.coverage.shape[1])
    found = [reader.read(reader.see([line], columns), columns, *others) for others in ((), ([[other, other, other]],))]
    assert [[mark.label for mark in marks] for ((marks, _),) in found] == [[3], [8]]
    assert found[0][0][1] == pytest.approx(0.6, abs=0.01)


def test_ink_of_two_is_cut_where_it_is_thin() -> None:
    coverage = np.full((HEIGHT, 64), 255, np.uint8)
    coverage[:, 30:34] = 0
    coverage[30:33, 30:34] = 255
    marks, _ = read(Line(HEIGHT, (Segment((0, 0, 64, HEIGHT), coverage),)), {15: 5, 48: 6})
    assert [mark.label for mark in marks] == [5, 6]
    assert [mark.cut for mark in marks] == [True, True]
    left, right = (mark.segment for mark in marks)
    assert left.right == pytest.approx(31, abs=3)
    assert right.left == left.right
    assert left.coverage.sum(dtype=int) + right.coverage.sum(dtype=int) == coverage.sum(dtype=int)


def test_segments_of_one_digit_are_one_mark() -> None:
    line = Line(HEIGHT, (block(0, 30, 10, 50), block(20, 20, 0, 6)))
    marks, _ = read(line, {18: 5})
    assert [(mark.label, mark.segment.box) for mark in marks] == [(5, (0, 0, 40, HEIGHT))]


def test_a_letter_beside_a_digit_is_no_part_of_it() -> None:
    line = Line(HEIGHT, (block(0, 30), block(34, 20)))
    marks, probability = read(line, {15: 7, 44: NOT_A_DIGIT})
    assert [(mark.label, mark.segment.box) for mark in marks] == [
        (7, line.segments[0].box),
        (NOT_A_DIGIT, line.segments[1].box),
    ]
    assert probability == pytest.approx(0.99, abs=1e-3)  # how sure it is of the letter is no part of it


def test_ink_far_from_all_marks_is_rejected() -> None:
    line = Line(HEIGHT, (block(0, 30), block(150, 8, 52, 8)))
    marks, _ = read(line, {15: 7})
    assert [mark.label for mark in marks] == [7, NOT_A_DIGIT]


def test_line_without_readable_ink_is_empty() -> None:
    line = Line(HEIGHT, (block(0, 30), block(40, 30)))
    marks, _ = read(line, {})
    assert [mark.label for mark in marks] == [NOT_A_DIGIT, NOT_A_DIGIT]


def test_each_mark_has_ink_even_where_its_label_lies_beside_it() -> None:
    line = Line(HEIGHT, (block(0, 30), block(90, 30)))
    marks, _ = read(line, {15: 7, 60: 1, 105: 3})
    assert [mark.label for mark in marks if mark.is_digit] == [7, 1, 3]
    assert all(mark.segment.coverage.any() for mark in marks)


def test_likelier_labels_than_the_best_path_s_are_found() -> None:
    columns = np.full((2, BLANK + 1), 1e-9)
    columns[:, 1], columns[:, BLANK] = 0.4, 0.6
    labels, probability = reader.likeliest(np.log(columns), list)
    assert labels == (1,)
    assert probability == pytest.approx(0.64, abs=1e-3)


def one_of(probability: float) -> npt.NDArray[np.float64]:
    """A column that shows a 1 so probably, and otherwise a 7."""
    columns = np.full((1, BLANK + 1), 1e-9)
    columns[0, [1, 7]] = probability, 1 - probability
    return np.asarray(np.log(columns))


def test_further_looks_decide_what_one_leaves_in_doubt() -> None:
    labels, probability = reader.likeliest(one_of(0.6), lambda: [one_of(0.2), one_of(0.3)])
    assert labels == (7,)
    assert probability == pytest.approx(1 / (1 + (0.6 * 0.2 * 0.3 / (0.4 * 0.8 * 0.7)) ** (1 / 3)), abs=1e-3)


def test_one_look_that_goes_wrong_does_not_decide() -> None:
    labels, _ = reader.likeliest(
        one_of(0.7), lambda: [one_of(1e-7), one_of(0.9), one_of(0.9), one_of(0.9), one_of(0.9)]
    )
    assert labels == (1,)


def test_what_is_sure_at_once_is_not_looked_at_again() -> None:
    def again() -> list[npt.NDArray[np.float64]]:
        raise AssertionError

    labels, probability = reader.likeliest(one_of(0.95), again)
    assert labels == (1,)
    assert probability == pytest.approx(0.95, abs=1e-3)


def test_labels_that_do_not_fit_the_first_look_are_no_candidates() -> None:
    wider = np.full((3, BLANK + 1), 1e-9)
    wider[[0, 2], 1] = wider[1, BLANK] = 1  # 11, for which a column is too few
    labels, _ = reader.likeliest(one_of(0.6), lambda: [np.log(wider)])
    assert labels == (1,)
