"""What is added to lines is what paper leaves beside digits, and takes nothing of them."""

import numpy as np
import pytest

from digitink.ink import Coverage
from digitink.numbers import strip
from digitink.training.data import remains
from digitink.training.data.glyphs import HEIGHT, TIMES

WIDTH = 8 * HEIGHT
MARKS = [(2.0 * HEIGHT, 2.5 * HEIGHT), (3.0 * HEIGHT, 3.5 * HEIGHT), (3.4 * HEIGHT, 4.0 * HEIGHT)]  # the last two touch


@pytest.fixture
def boxed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that all have boxes."""
    monkeypatch.setattr(remains, "_BOXED", 1.0)


def blank() -> Coverage:
    """A line without ink."""
    return np.zeros((strip.HEIGHT * TIMES, WIDTH), np.uint8)


@pytest.mark.usefixtures("boxed")
def test_boxes_are_higher_than_digits_and_combs_are_not() -> None:
    heights = [remains.with_remains(blank(), MARKS, np.random.default_rng(seed))[1] for seed in range(60)]
    assert 10 < sum(high == 1 for high in heights) < 30
    assert all(high == 1 or 1.24 < high < 1.8 for high in heights)


@pytest.mark.usefixtures("boxed")
def test_a_box_s_side_never_stands_alone_for_that_would_be_a_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remains, "_RULED", 0.0)
    added: list[bool] = []  # whether a line of a box is upright
    monkeypatch.setattr(
        remains, "_add_line", lambda _, start, end, *__, **___: added.append(abs(end[0] - start[0]) < 0.3 * HEIGHT)
    )
    sides_alone = 0
    for seed in range(200):
        added.clear()
        apart = MARKS[: 1 + seed % 2]
        remains.with_remains(blank(), apart, np.random.default_rng(seed))
        sides_alone += all(added)
        assert not all(added) or len(added) >= 4
    assert 5 < sides_alone < 40  # boxes of their own around two marks have four sides


@pytest.mark.usefixtures("boxed")
def test_no_side_stands_where_marks_touch() -> None:
    between = slice(round(3.42 * HEIGHT), round(3.48 * HEIGHT))  # within both of the marks that touch
    upright = [
        np.flatnonzero((remains.with_remains(blank(), MARKS, np.random.default_rng(seed))[0] > 0).sum(axis=0) > HEIGHT)
        for seed in range(60)
    ]
    assert any(len(columns) for columns in upright)
    assert not any(between.start <= column < between.stop for columns in upright for column in columns)


def test_ink_that_is_there_stays() -> None:
    for seed in range(40):
        page = blank()
        page[round(remains.TOP) :, round(MARKS[0][0])] = 200
        before = page.copy()
        assert (remains.with_remains(page, MARKS, np.random.default_rng(seed))[0] >= before).all()


def test_an_empty_line_gets_some_of_it() -> None:
    assert all(remains.with_remains(blank(), [], np.random.default_rng(seed))[0].any() for seed in range(40))


def test_a_line_is_as_high_as_the_reader_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remains, "_AS_READ", 1.0)
    for height in (HEIGHT // 2, HEIGHT):
        page = blank()
        page[round(remains.TOP) : round(remains.TOP) + height, 3 * HEIGHT : 4 * HEIGHT] = 255
        strips = [remains.seen(page, 1.0, np.random.default_rng(seed)) for seed in range(20)]
        high = [int(np.count_nonzero(seen.max(axis=1) > 100)) for seen in strips if seen is not None]
        assert len(high) == 20
        assert abs(np.median(high) - strip.DIGIT) <= 2


def test_what_boxes_make_higher_is_seen_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remains, "_AS_READ", 0.0)
    page = blank()
    page[round(remains.TOP) : round(remains.TOP) + HEIGHT, 3 * HEIGHT : 4 * HEIGHT] = 255

    def widest(high: float) -> int:
        strips = [remains.seen(page, high, np.random.default_rng(seed)) for seed in range(20)]
        return min(int(np.count_nonzero(seen.max(axis=0) > 100)) for seen in strips if seen is not None)

    assert widest(1.6) < 0.75 * widest(1.0)


def test_a_line_without_ink_is_none() -> None:
    assert remains.seen(blank(), 1.0, np.random.default_rng(0)) is None
