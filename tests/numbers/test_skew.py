"""Lines that climb are made level, and level ones left alone."""

import numpy as np
import pytest

from digitink import Recognizer, ink
from digitink.numbers import skew
from digitink.numbers.lines import Line, lines_of
from samples.writing import Hand, written

RECOGNIZER = Recognizer()


def lines(texts: list[str], hand: Hand) -> list[Line]:
    return lines_of(ink.find_page(written(texts, hand)[0], RECOGNIZER.finder, RECOGNIZER._likely).coverage)


@pytest.mark.parametrize("climb", [-15, -7, 11, 15])
@pytest.mark.parametrize("texts", [["60718"], ["3141592", "653589"]])
def test_the_climb_of_lines_is_found(texts: list[str], climb: float) -> None:
    assert skew.slope(lines(texts, Hand(climb=climb))) == pytest.approx(climb, abs=1.5)


@pytest.mark.parametrize("hand", [Hand(), Hand(uneven=0.3), Hand(rise=0.15)], ids=str)
def test_level_lines_are_left_alone(hand: Hand) -> None:
    assert skew.slope(lines(["314159", "271828"], hand)) == 0


def test_two_digits_tell_no_climb() -> None:
    assert skew.slope(lines(["42"], Hand(climb=15))) == 0


@pytest.mark.parametrize("climb", [-12, 12])
def test_a_page_turned_is_level_and_its_boxes_find_back(climb: float) -> None:
    page, boxes = written(["31415"], Hand(climb=climb))
    coverage = ink.find_page(page, RECOGNIZER.finder, RECOGNIZER._likely).coverage
    turn = skew.turn(coverage, climb)
    assert turn.coverage.sum(dtype=np.int64) == pytest.approx(coverage.sum(dtype=np.int64), rel=0.02)
    (line,) = lines_of(turn.coverage)
    assert np.ptp([segment.box[1] for segment in line.segments]) < 0.35 * line.height
    for segment, box in zip(line.segments, boxes, strict=True):
        assert turn.box_before(segment) == pytest.approx(box, abs=4)
