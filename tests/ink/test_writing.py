"""What is written on a page is parted by size, where sizes are unlike."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from digitink.ink import writing
from digitink.ink.page import Coverage, Page


def bars(*heights: int) -> Page:
    """Upright bars so high, beside one another."""
    coverage = np.zeros((220, 60 * len(heights) + 60), np.uint8)
    for place, height in enumerate(heights):
        coverage[10 : 10 + height, 60 * place + 30 : 60 * place + 36] = 255
    return Page(coverage)


def all_digits(marks: Sequence[Coverage]) -> npt.NDArray[np.float64]:
    return np.ones(len(marks))


def no_digit(marks: Sequence[Coverage]) -> npt.NDArray[np.float64]:
    return np.zeros(len(marks))


@pytest.mark.parametrize(
    ("heights", "sizes"),
    [
        ([40, 40, 40], []),
        ([20, 35, 60, 100], []),
        ([20, 22, 60], [(20, 22), (60,)]),
        ([150, 20, 22, 160, 24], [(20, 22, 24), (150, 160)]),
        ([10, 24, 26, 60, 60, 60, 140, 210], [(60, 60, 60), (24, 26), (140, 210)]),
    ],
)
def test_digits_of_unlike_heights_are_parts(heights: list[int], sizes: list[tuple[int, ...]]) -> None:
    parts = list(writing.by_size(writing.on(bars(*heights), all_digits), all_digits))
    assert len(parts) == len(sizes)
    for part, size in zip(parts, sizes, strict=True):
        found = [int(column.sum() / 255) for column in part.page.coverage.T[33::60] if column.any()]
        assert [height for height in found if min(size) <= height] == list(size)
        assert min(size) <= part.height <= max(size)


def test_without_digits_there_are_no_parts() -> None:
    page = bars(20, 80)
    assert not list(writing.by_size(writing.on(page, no_digit), no_digit))
