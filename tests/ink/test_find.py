"""Wherever the ink is and whatever it is on, the network is given what MNIST would have given it."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from digitink import EmptyPicture, Recognizer, ink
from digitink.ink import Finder
from digitink.ink.find import find_page
from samples.drawing import DRAWINGS, Drawing, named, photograph, render

RECOGNIZER = Recognizer()
EIGHT, SEVEN = named("8 plain"), named("7 crossed")


def see(luminance: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """What the network sees, by the shipped models."""
    return RECOGNIZER.see(luminance)


def center_of_mass(seen: npt.NDArray[np.uint8]) -> tuple[float, float]:
    mass = seen.astype(float)
    rows, columns = np.mgrid[: ink.SIDE, : ink.SIDE]
    return float((mass * rows).sum() / mass.sum()), float((mass * columns).sum() / mass.sum())


def apart(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    """Mean difference of two pictures, 0 to 255."""
    return float(np.abs(one.astype(int) - other).mean())


def apart_to_a_pixel(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    """The same where one may lie a pixel off: a center of mass near the middle of two falls to either."""
    steps = (-1, 0, 1)
    return min(apart(np.roll(one, (down, across), (0, 1)), other) for down in steps for across in steps)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_a_digit_fills_a_box_of_20_with_its_mass_centered(drawing: Drawing) -> None:
    seen = see(render(drawing, left=10, top=90, size=90))
    assert seen.shape == (28, 28)
    assert seen.dtype == np.uint8
    assert seen.max() == 255
    _, _, width, height = cv2.boundingRect((seen > 60).astype(np.uint8))
    assert max(width, height) in (19, 20)
    row, column = center_of_mass(seen)
    # To half a pixel, as in MNIST, unless the box would leave the picture.
    assert abs(row - 14) <= 0.5 or seen[0].any() or seen[-1].any()
    assert abs(column - 14) <= 0.5 or seen[:, 0].any() or seen[:, -1].any()


@pytest.mark.parametrize(("left", "top"), [(2, 4), (190, 5), (4, 190), (188, 186), (97, 91)])
def test_place_does_not_matter(left: int, top: int) -> None:
    middle = see(render(EIGHT, left=100, top=100, size=80, pen=6))
    np.testing.assert_allclose(see(render(EIGHT, left=left, top=top, size=80, pen=6)), middle, atol=1)


@pytest.mark.parametrize("size", [40, 80, 160, 240])
def test_size_hardly_matters(size: int) -> None:
    usual = see(render(EIGHT, left=40, top=40, size=200, pen=20))
    assert apart(see(render(EIGHT, left=15, top=15, size=size, pen=size / 10)), usual) < 6


def test_polarity_does_not_matter() -> None:
    drawn = render(EIGHT)
    np.testing.assert_array_equal(see(255 - drawn), see(drawn))


@pytest.mark.parametrize(("paper", "pen"), [(255, 0), (0, 255), (200, 170), (60, 90), (128, 0), (128, 255)])
def test_any_two_levels_do(paper: int, pen: int) -> None:
    drawn = render(EIGHT)
    share = (255 - drawn.astype(float)) / 255
    other = (paper + (pen - paper) * share).round().astype(np.uint8)
    assert apart(see(other), see(drawn)) < 3


@pytest.mark.parametrize("pen", [0.5, 1, 2, 4, 10, 24])
def test_a_hairline_is_as_bright_as_a_marker(pen: float) -> None:
    seen = see(render(EIGHT, size=200, left=40, top=40, pen=pen))
    assert np.percentile(seen[seen > 25], 75) > 120


def test_a_picture_of_mnists_own_stays_as_it_is() -> None:
    once = see(render(EIGHT))
    assert apart(see(once), once) < 1.5


@pytest.mark.parametrize("seed", range(8))
def test_a_photograph_is_seen_like_the_drawing(seed: int) -> None:
    drawn = render(SEVEN, left=60, top=40, size=180, pen=16)
    shot = photograph(drawn, np.random.default_rng(seed)).mean(axis=2).astype(np.uint8)
    assert apart_to_a_pixel(see(shot), see(drawn)) < 6


@pytest.mark.parametrize("table", [60, 160, 255])
@pytest.mark.parametrize("side", ["left", "right", "top", "bottom", "corner"])
def test_what_lies_beside_the_paper_is_not_ink(table: int, side: str) -> None:
    drawn = render(SEVEN, left=80, top=60, size=140, pen=12)
    shot = photograph(drawn, np.random.default_rng(4)).mean(axis=2).astype(np.uint8)
    down, across = np.mgrid[0:280, 0:280]
    depth = {"left": across, "right": 279 - across, "top": down, "bottom": 279 - down, "corner": down + across}[side]
    shot[depth < 4 + (down + across) // 40] = table
    assert apart_to_a_pixel(see(shot), see(drawn)) < 6


def test_chalk_on_an_unevenly_lit_board_is_seen_as_drawn() -> None:
    drawn = render(SEVEN, left=60, top=40, size=180, pen=16)
    shot = photograph(drawn, np.random.default_rng(2)).mean(axis=2).astype(np.uint8)
    assert apart_to_a_pixel(see(255 - shot), see(drawn)) < 8


def test_ruled_lines_are_not_ink() -> None:
    drawn = render(SEVEN, left=60, top=40, size=180, pen=12)
    ruled = photograph(drawn, np.random.default_rng(3)).mean(axis=2)
    ruled[10::30] *= 0.9
    assert apart_to_a_pixel(see(ruled.astype(np.uint8)), see(drawn)) < 6


def test_specks_are_not_ink_but_a_separate_bar_is() -> None:
    drawn = render(EIGHT, left=100, top=100, size=100, pen=8)
    specked = drawn.copy()
    specked[10:13, 10:13] = specked[260:262, 200:204] = 0
    np.testing.assert_array_equal(see(specked), see(drawn))
    barred = drawn.copy()
    barred[60:68, 110:160] = 0
    assert apart(see(barred), see(drawn)) > 10


def test_a_large_picture_is_seen_like_a_small_one() -> None:
    small = render(EIGHT)
    large = cv2.resize(small, (2800, 2800), interpolation=cv2.INTER_LINEAR)
    assert apart(see(large), see(small)) < 3


def test_a_small_digit_on_a_large_page_is_looked_at_closely() -> None:
    page = np.full((3000, 4000), 255, np.uint8)
    drawn = render(EIGHT, left=20, top=20, size=60, pen=4, canvas=(100, 100))
    page[2100:2200, 3500:3600] = drawn
    assert apart(see(page), see(drawn)) < 1


@dataclass(frozen=True)
class Doubting(Finder):
    """The shipped finder, but hardly sure of pale ink."""

    def coverage(self, luminance: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        around = np.ones((9, 9), np.uint8)
        pale = cv2.erode(luminance, around) > cv2.dilate(luminance, around) // 2
        found = super().coverage(luminance)
        return np.where(pale, found // 20 * 11, found)


@pytest.mark.parametrize(("left", "right"), [(0, 0), (0, 170), (170, 0)])
def test_ink_that_is_hardly_handwriting_is_left_out(left: int, right: int) -> None:
    page = np.full((200, 680), 255, np.uint8)
    for place, level in ((60, left), (540, right)):
        drawn = render(SEVEN, left=place, top=60, size=80, pen=9, canvas=(680, 200))
        page = np.minimum(page, np.maximum(drawn, np.uint8(level)))
    shot = photograph(page, np.random.default_rng(7)).mean(axis=2).astype(np.uint8)
    seen = find_page(shot, Doubting(RECOGNIZER.finder.network), RECOGNIZER._likely)
    begin, _, width, _ = seen.in_picture(cv2.boundingRect(seen.coverage))
    assert (begin < 200, begin + width > 500) == (not left, not right)


class Nearsighted(Doubting):
    """The same, but hardly sure of what is small either."""

    def coverage(self, luminance: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        found = super().coverage(luminance)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(np.where(found > 60, np.uint8(255), np.uint8(0)))
        return np.where((stats[:, cv2.CC_STAT_HEIGHT] < 50)[labels], found // 20 * 11, found)


def test_what_is_small_is_looked_at_where_what_is_large_is_none() -> None:
    large = np.maximum(render(SEVEN, left=60, top=60, size=300, pen=30, canvas=(1000, 700)), np.uint8(150))
    small = [render(SEVEN, left=left, top=500, size=60, pen=7, canvas=(1000, 700)) for left in (700, 770, 840)]
    shot = photograph(np.min([large, *small], axis=0), np.random.default_rng(7)).mean(axis=2).astype(np.uint8)
    seen = find_page(shot, Nearsighted(RECOGNIZER.finder.network), RECOGNIZER._likely)
    left, top, width, height = seen.in_picture(cv2.boundingRect(seen.coverage))
    assert left > 600
    assert top > 450
    assert width > 150
    assert height < 100


def test_a_page_of_hardly_any_handwriting_is_blank() -> None:
    drawn = np.maximum(render(SEVEN), np.uint8(170))
    shot = photograph(drawn, np.random.default_rng(7)).mean(axis=2).astype(np.uint8)
    assert find_page(shot, RECOGNIZER.finder, RECOGNIZER._likely).coverage.any()
    with pytest.raises(EmptyPicture):
        find_page(shot, Doubting(RECOGNIZER.finder.network), RECOGNIZER._likely)


@dataclass(frozen=True)
class Fallible(Finder):
    """The shipped finder, but blind to the lower half of ink that is so many px high."""

    blind: range
    looks: list[tuple[int, ...]]  # sizes of the pictures that were looked at

    def coverage(self, luminance: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        self.looks.append(luminance.shape)
        found = super().coverage(luminance)
        _, top, _, height = cv2.boundingRect(np.where(found > 127, np.uint8(255), np.uint8(0)))
        if height in self.blind:
            found[top + height // 2 :] = 0
        return found


def fallible(*blind: int) -> Recognizer:
    """A recognizer with such a finder."""
    recognizer = Recognizer()
    recognizer.finder = Fallible(recognizer.finder.network, range(*blind), [])
    return recognizer


def looks(recognizer: Recognizer) -> int:
    assert isinstance(recognizer.finder, Fallible)
    return len(recognizer.finder.looks)


def shot(*digits: Drawing) -> npt.NDArray[np.uint8]:
    """A photograph of digits in a row, 40 px high."""
    drawn = [
        render(digit, left=250 + 50 * place, top=200, size=40, pen=5, canvas=(800, 500))
        for place, digit in enumerate(digits)
    ]
    return photograph(np.min(drawn, axis=0), np.random.default_rng(7))


def test_a_digit_that_one_look_doubts_is_looked_at_in_other_sizes() -> None:
    sure, doubting = fallible(0), fallible(80, 120)
    assert [each.predict(shot(named("5 in two strokes"))).digit for each in (sure, doubting)] == [5, 5]
    assert looks(sure) < looks(doubting) <= looks(sure) + 2


def test_a_page_that_one_look_doubts_is_looked_at_in_other_sizes() -> None:
    sure, doubting = fallible(0), fallible(60, 85)
    page = shot(named("2 looped"), named("3 round"), named("3 angular"))
    assert [each.read(page).text for each in (sure, doubting)] == ["233", "233"]
    assert looks(sure) < looks(doubting) <= looks(sure) + 2


@pytest.mark.parametrize("level", [0, 90, 255])
@pytest.mark.parametrize("shape", [(280, 280), (28, 28), (1, 1), (1, 500), (3, 2)])
def test_an_empty_or_filled_page_is_blank(level: int, shape: tuple[int, int]) -> None:
    with pytest.raises(EmptyPicture, match="draw a digit first"):
        see(np.full(shape, level, np.uint8))


def test_blank_paper_is_blank() -> None:
    blank = np.full((280, 280), 255, np.uint8)
    for seed in range(5):
        shot = photograph(blank, np.random.default_rng(seed)).mean(axis=2).astype(np.uint8)
        with pytest.raises(EmptyPicture):
            see(shot)


def test_any_picture_is_normalized_or_blank() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        height, width = rng.integers(1, 60, 2)
        noise = rng.integers(0, 256, (height, width)).astype(np.uint8)
        try:
            seen = see(np.where(noise < rng.integers(0, 256), noise, np.uint8(255)))
        except EmptyPicture:
            continue
        assert seen.shape == (28, 28)
        assert seen.max() == 255
