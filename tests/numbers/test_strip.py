"""A line is set as the network sees it: one size, whatever its own, and no gap wider than needed."""

import numpy as np
import pytest

from digitink.ink import Coverage
from digitink.numbers import strip
from digitink.numbers.lines import Line, Segment


def block(left: int, top: int, width: int, height: int) -> Segment:
    """A segment that is all ink."""
    return Segment((left, top, width, height), np.full((height, width), 255, np.uint8))


def line(*segments: Segment, height: float = 60) -> Line:
    """A line of digits so high."""
    return Line(height, segments)


def inked(seen: Coverage, axis: int) -> tuple[int, int]:
    """The first and the last row or column that is mostly ink somewhere."""
    places = np.flatnonzero((seen > 127).any(axis=axis))
    return int(places[0]), int(places[-1])


@pytest.mark.parametrize("times", [0.2, 1, 3])
def test_digits_of_any_size_are_scaled_alike_and_centered(times: float) -> None:
    high, wide = round(60 * times), round(30 * times)
    seen = strip.strip_of(line(block(7, 90, wide, high), block(7 + 2 * wide, 90, wide, high), height=high)).coverage
    assert seen.shape[0] == strip.HEIGHT
    assert seen.shape[1] % strip.STEP == 0
    top, bottom = inked(seen, 1)
    assert bottom - top + 1 == pytest.approx(strip.DIGIT, abs=1)
    assert (top + bottom + 1) / 2 == pytest.approx(strip.HEIGHT / 2, abs=1)
    left, right = inked(seen, 0)
    assert right - left + 1 == pytest.approx(3 * wide * strip.DIGIT / high, abs=1.5)


def test_low_marks_do_not_lift_the_line() -> None:
    digits = [block(0, 100, 30, 60), block(50, 100, 30, 60)]
    comma = block(36, 150, 8, 25)
    plain, with_comma = (strip.strip_of(line(*segments)).coverage for segments in (digits, [*digits, comma]))
    np.testing.assert_array_equal(inked(plain[:, :12], 1), inked(with_comma[:, :12], 1))


def test_wide_gaps_are_closed_up_and_narrow_ones_kept() -> None:
    segments = [block(0, 0, 30, 60), block(50, 0, 30, 60), block(900, 0, 30, 60)]
    seen = strip.strip_of(line(*segments))
    assert seen.lefts[1] - seen.lefts[0] == pytest.approx(50 * seen.scale)
    assert seen.lefts[2] - seen.lefts[1] == pytest.approx((30 + strip.WIDEST_GAP * 60) * seen.scale)
    assert (seen.coverage[strip.HEIGHT // 2, round(seen.lefts[2]) + 3]) == 255


def test_ink_far_above_and_below_is_left_out() -> None:
    seen = strip.strip_of(line(block(0, 100, 30, 60), block(60, 0, 4, 300)))
    assert (seen.coverage[:, -8:].max(axis=1) > 100).all()
    assert seen.coverage.shape[0] == strip.HEIGHT


def test_pale_ink_is_made_as_strong_as_any() -> None:
    pale = Segment((0, 0, 30, 60), np.full((60, 30), 90, np.uint8))
    assert strip.strip_of(line(pale)).coverage.max() == 255
