"""Further looks at a line show the same ink, slanted, smaller and larger."""

import cv2
import numpy as np
import pytest

from digitink.numbers import strip
from digitink.numbers.views import views


def seen() -> np.ndarray:
    """A strip with an upright stroke."""
    picture = np.zeros((strip.HEIGHT, 41 - 41 % strip.STEP), np.uint8)
    cv2.line(picture, (20, 6), (20, 25), 255, 2)
    return picture


def test_each_is_a_strip() -> None:
    for view in views(seen()):
        assert view.dtype == np.uint8
        assert view.shape[0] == strip.HEIGHT
        assert view.shape[1] % strip.STEP == 0


def test_one_slants_to_either_side_and_two_differ_in_size() -> None:
    def top_beside_foot(picture: np.ndarray) -> float:
        rows = np.flatnonzero(picture.sum(axis=1))
        first, last = (np.flatnonzero(picture[row]).mean() for row in (rows[1], rows[-2]))
        return float(first - last)

    def height(picture: np.ndarray) -> int:
        return int(np.count_nonzero(picture.max(axis=1) > 128))

    right, left, smaller, larger = views(seen())
    assert top_beside_foot(right) > 1
    assert top_beside_foot(left) < -1
    assert height(smaller) < height(seen()) < height(larger)


def test_no_ink_is_lost_at_the_ends() -> None:
    ends = np.zeros((strip.HEIGHT, 40), np.uint8)
    ends[6:26, :3] = ends[6:26, -3:] = 255
    for view, scale in zip(views(ends), (1, 1, 0.88, 1.12), strict=True):
        assert view.sum(dtype=float) == pytest.approx(ends.sum(dtype=float) * scale**2, rel=0.12)
