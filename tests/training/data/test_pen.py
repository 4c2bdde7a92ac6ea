"""A pen follows a real drawing: as it was without chance, otherwise with it, and never far from it."""

import cv2
import numpy as np
import pytest

from digitink.training.data import augment, pen
from digitink.training.data.strokes import Drawing

CORNER = np.array([[0, 0], [0.6, 0], [0.2, 1]], np.float32)
BAR = np.array([[0.1, 0.5], [0.5, 0.5]], np.float32)
SEVEN = Drawing("7", (CORNER, BAR))


def away_from(line: pen.Line) -> np.ndarray:
    """How far each px of a sheet is from a line."""
    return cv2.distanceTransform(1 - line.astype(np.uint8), cv2.DIST_L2, 5)


def test_without_chance_a_drawing_is_centered_unchanged() -> None:
    line = pen.line(SEVEN, None)
    assert line.dtype == bool
    left, top, width, height = cv2.boundingRect(line.astype(np.uint8))
    assert height == pytest.approx(augment.DIGIT, abs=2)
    assert width == pytest.approx(0.6 * augment.DIGIT, abs=2)
    assert left + width / 2 == pytest.approx(augment.SHEET / 2, abs=1)
    assert top + height / 2 == pytest.approx(augment.SHEET / 2, abs=1)
    assert cv2.connectedComponents(line.astype(np.uint8))[0] == 2  # the bar crosses the stem
    np.testing.assert_array_equal(line, pen.line(SEVEN, None))


def test_with_chance_hands_differ_and_stay_near_the_original() -> None:
    plain, lines = pen.line(SEVEN, None), [pen.line(SEVEN, np.random.default_rng(seed)) for seed in range(50)]
    assert len({line.tobytes() for line in lines}) > 15  # every second changes nothing, or less than a px
    for line in lines:
        assert np.median(away_from(plain)[line]) < 0.08 * augment.DIGIT
        assert np.median(away_from(line)[plain]) < 0.08 * augment.DIGIT


def test_strokes_that_nearly_touch_are_joined_at_times() -> None:
    apart = Drawing("5", (np.array([[0, 0], [0, 0.4]], np.float32), np.array([[0.2, 0.5], [0.2, 1]], np.float32)))
    pieces = [
        cv2.connectedComponents(pen.line(apart, np.random.default_rng(seed)).astype(np.uint8))[0] - 1
        for seed in range(100)
    ]
    assert 5 < pieces.count(1) < 50


def test_a_hand_between_two_draws_between_them() -> None:
    rng = np.random.default_rng(0)
    wider = np.array([1.4, 1], np.float32)
    wide = Drawing("7", (CORNER * wider, BAR * wider))
    half, same, beyond = (pen.between(SEVEN, [wide], share, rng) for share in (0.5, 0.0, -0.5))
    widths = [float(max(stroke[:, 0].max() for stroke in one.strokes)) for one in (beyond, same, half)]
    assert widths[1] == pytest.approx(0.6, abs=0.01)
    assert widths[0] < 0.55 < 0.65 < widths[2] < 0.75
    assert (half.label, half.writer, len(half.strokes)) == ("7", 0, 2)


def test_strokes_that_are_not_alike_are_left_as_they_are() -> None:
    rng = np.random.default_rng(0)
    without_bar, in_another_order = Drawing("7", (CORNER,)), Drawing("7", (BAR, CORNER))
    assert pen.between(SEVEN, [without_bar, in_another_order], 0.5, rng) is SEVEN
    assert pen.between(SEVEN, [], 0.5, rng) is SEVEN


def test_a_fast_pen_rounds_corners_and_leaves_a_stroke_s_ends() -> None:
    even = pen._even(CORNER)
    rounded = [pen._rounded(even, np.random.default_rng(seed)) for seed in range(50)]
    reached = [float(np.hypot(*(stroke - [0.6, 0]).T).min()) for stroke in rounded]
    assert min(reached) < 0.01
    assert max(reached) > 0.015
    for stroke in rounded:
        np.testing.assert_allclose(stroke[[0, -1]], CORNER[[0, -1]], atol=1e-5)


def test_a_dot_is_a_dot() -> None:
    dot = Drawing("-", (np.zeros((1, 2), np.float32),))
    assert pen.line(dot, None).sum() == 1


def test_half_of_all_hands_write_a_one_as_a_stroke_alone_about_as_high_as_other_digits() -> None:
    heights = [pen.height_of_one(np.random.default_rng(seed)) for seed in range(400)]
    plain = [height for height in heights if height]
    assert 160 < len(plain) < 240
    assert 0.85 <= min(plain) < 0.95
    assert 1.25 < max(plain) <= 1.35


def test_such_a_one_is_all_but_straight_and_upright() -> None:
    drawings = [pen.one(np.random.default_rng(seed)) for seed in range(200)]
    assert {(drawing.label, len(drawing.strokes)) for drawing in drawings} == {("1", 1)}
    for drawing in drawings:
        (stroke,) = drawing.strokes
        assert (np.diff(stroke[:, 1]) > 0).all()
        assert np.ptp(stroke[:, 1]) == 1
        assert np.ptp(stroke[:, 0]) < 0.4
