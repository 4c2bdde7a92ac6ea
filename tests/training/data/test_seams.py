"""Ink is cut where it is thin."""

import numpy as np
import pytest

from digitink.numbers.lines import Segment, lines_of, together
from digitink.training.data import seams
from samples.writing import Hand
from tests.numbers.test_lines import coverage, disc


def test_the_seam_between_two_that_touch_is_where_they_touch() -> None:
    page = np.zeros((120, 220), np.uint8)
    disc(page, 60, 60, 48)
    disc(page, 154, 60, 48)
    ((segment,),) = [line.segments for line in lines_of(page)]
    best = min(seams.seams(segment, 97), key=lambda seam: seam.crossed)
    left, right = seams.part(segment, None, best), seams.part(segment, best, None)
    assert left
    assert right
    assert left.right == pytest.approx(107, abs=5)
    assert left.box[2] == pytest.approx(right.box[2], abs=16)
    assert together([left, right]).coverage.sum() == segment.coverage.sum()


def test_a_seam_leaves_ink_on_both_sides() -> None:
    page = coverage(["8"], Hand(size=120))
    ((segment,),) = [line.segments for line in lines_of(page)]
    found = seams.seams(segment, 120)
    assert found
    assert all(0 < seam.right.mean() < 1 and seam.crossed > 0 for seam in found)


def test_between_seams_without_ink_there_is_nothing() -> None:
    segment = Segment((0, 0, 4, 4), np.full((4, 4), 255, np.uint8))
    seam = seams.Seam(np.tile(np.arange(4) >= 2, (4, 1)), 1.0, 2.0)
    assert seams.part(segment, seam, seam) is None
