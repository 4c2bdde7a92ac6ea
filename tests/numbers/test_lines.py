"""Ink is taken apart into lines and segments."""

import numpy as np
import pytest

from digitink import Recognizer, ink
from digitink.numbers.lines import lines_of
from samples.writing import Hand, written

RECOGNIZER = Recognizer()


def coverage(lines: list[str], hand: Hand) -> ink.Coverage:
    return ink.find_page(written(lines, hand)[0], RECOGNIZER.finder, RECOGNIZER._likely).coverage


def disc(page: ink.Coverage, x: int, y: int, radius: int) -> None:
    down, across = np.ogrid[: page.shape[0], : page.shape[1]]
    page[(down - y) ** 2 + (across - x) ** 2 <= radius**2] = 255


def test_line_has_its_segments_left_to_right() -> None:
    found = lines_of(coverage(["333", "22", "6"], Hand()))
    assert [len(line.segments) for line in found] == [3, 2, 1]
    for line in found:
        lefts = [segment.left for segment in line.segments]
        assert lefts == sorted(lefts)
        assert line.height == pytest.approx(88, abs=4)


@pytest.mark.parametrize("climb", [-12, 12])
def test_lines_that_climb_stay_lines(climb: float) -> None:
    assert [len(line.segments) for line in lines_of(coverage(["333333", "222222"], Hand(climb=climb)))] == [
        6,
        6,
    ]


def test_segments_hold_all_ink_and_share_none() -> None:
    page = coverage(["63", "9"], Hand())
    sums = np.zeros(page.shape, int)
    for line in lines_of(page):
        for segment in line.segments:
            x, y, width, height = segment.box
            sums[y : y + height, x : x + width] += segment.coverage
    assert (sums <= page).all()
    assert np.abs(page - sums).sum() < 0.01 * page.sum(dtype=int)


def test_no_ink_is_no_lines() -> None:
    assert lines_of(np.zeros((50, 80), np.uint8)) == []


def test_a_point_by_the_finest_pen_is_no_dust() -> None:
    page = np.zeros((400, 400), np.uint8)
    page[100:200, [60, 340]] = page[196:200, 200:204] = 255
    (line,) = lines_of(page)
    assert [segment.box[0] < 205 < segment.box[0] + 10 for segment in line.segments] == [False, True, False]


def test_a_dot_belongs_to_the_line_it_stands_in_and_dust_to_none() -> None:
    page = np.zeros((400, 400), np.uint8)
    for x in (60, 200, 340):
        disc(page, x, 100, 40)
    disc(page, 130, 130, 5)
    page[300, 300] = 255
    (line,) = lines_of(page)
    assert [segment.box[3] > 50 for segment in line.segments] == [True, False, True, True]
