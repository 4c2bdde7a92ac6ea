"""Every hand writes what it can, in the size and with the pen that are asked for."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from digitink.training.data import augment, handwriting, mnist
from digitink.training.data.handwriting import Floats, Sources
from digitink.training.data.strokes import Drawing, Strokes

by_font, by_strokes, by_mnist = handwriting.HANDS


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def extent(line: Floats) -> tuple[int, int]:
    """How high and how wide the ink of a line is, in px."""
    down, across = (np.flatnonzero((line > 0.3).any(axis=axis)) for axis in (1, 0))
    return int(np.ptp(down)) + 1, int(np.ptp(across)) + 1


@pytest.mark.parametrize("hand", handwriting.HANDS, ids=lambda hand: hand.__name__)
def test_every_hand_writes_digits(hand: handwriting.Hand, sources: Sources) -> None:
    for seed in range(10):
        line = hand("407", 40, 4, sources, rng(seed))
        assert line is not None
        assert line.dtype == np.float32
        assert line.min() >= 0
        assert 0.9 < line.max() <= 1
        height, width = extent(line)
        assert 25 <= height <= 80
        assert width > height


@pytest.mark.parametrize(
    ("hand", "text"), [(by_strokes, "4x"), (by_mnist, "4x"), (by_mnist, "4.5")], ids=["strokes", "digits", "a point"]
)
def test_a_hand_without_a_character_leaves_it_to_another(hand: handwriting.Hand, text: str, sources: Sources) -> None:
    assert hand(text, 40, 4, sources, rng()) is None


def test_fonts_write_words_and_strokes_write_signs(sources: Sources) -> None:
    for hand, text in ((by_font, "abc de"), (by_strokes, "4.5 1")):
        line = hand(text, 40, 4, sources, rng())
        assert line is not None
        assert line.max() > 0.9


def test_what_nobody_can_write_is_left_out(sources: Sources) -> None:
    nobody = replace(sources, fonts=(), drawings={})
    assert handwriting.write("x", 40, 4, nobody, rng()).tolist() == [[0]]
    assert handwriting.write("4", 40, 4, nobody, rng()).max() > 0.9  # as one of MNIST


def test_a_seed_writes_the_same_and_another_writes_otherwise(sources: Sources) -> None:
    first, again, other = (handwriting.write("2025", 30, 3, sources, rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or (first != other).any()


@pytest.mark.parametrize("height", [8, 30, 120])
def test_digits_are_about_as_high_as_asked(sources: Sources, height: float) -> None:
    heights = []
    for seed in range(20):
        line = handwriting.write("8", height, max(0.8, 0.08 * height), sources, rng(seed))
        assert line.dtype == np.float32
        assert line.ndim == 2
        assert line.min() >= 0
        assert line.max() <= 1
        heights.append(extent(line)[0])
    assert 0.8 * height < np.median(heights) < 1.4 * height


@pytest.mark.parametrize("hand", [by_strokes, by_mnist], ids=lambda hand: hand.__name__)
def test_a_pen_twice_as_wide_leaves_about_twice_the_ink(hand: handwriting.Hand, sources: Sources) -> None:
    inks = []
    for pen in (0.4, 2.0, 4.0):
        lines = [hand("1704", 60, pen, sources, rng(seed)) for seed in range(20)]
        inks.append(sum(float(line.sum()) for line in lines if line is not None))
    assert 1.6 < inks[2] / inks[1] < 2.4
    assert 0 < inks[0] < inks[1] / 2  # narrower than a px it is fainter


def test_pens_range_from_pencils_to_markers() -> None:
    pens = [handwriting.any_pen(rng(seed)) for seed in range(200)]
    assert 0.025 <= min(pens) < 0.03
    assert 0.14 < max(pens) <= 0.17
    assert np.median(pens) == pytest.approx(np.sqrt(0.025 * 0.17), rel=0.2)


def made_up(how: Callable[[np.random.Generator], str]) -> set[str]:
    return {how(rng(seed)) for seed in range(500)}


def test_numbers_are_of_digits_and_signs() -> None:
    numbers = made_up(handwriting.number)
    assert all(re.fullmatch(r"[0-9.:+=/-]{1,11}", number) and re.search(r"\d", number) for number in numbers)
    assert set("".join(numbers)) == set("0123456789.:+=/-")
    assert {len(number) for number in numbers if number.isdecimal()} == set(range(1, 9))


def test_half_of_all_numbers_begin_as_amounts_do() -> None:
    first = [number[0] for number in map(handwriting.number, map(rng, range(4000))) if number.isdigit()]
    assert first.count("1") / len(first) == pytest.approx(0.2, abs=0.03)


def test_words_are_of_letters() -> None:
    words = made_up(handwriting.words)
    assert all(re.fullmatch(r"[a-zA-Z]{1,8}( [a-zA-Z]{1,8}){0,2}", line) for line in words)


def test_of_strokes_those_held_out_are_left_out(few: mnist.Digits) -> None:
    one, two, sign = (Drawing(label, (np.zeros((1, 2), np.float32),)) for label in "11+")
    sources = Sources.of(few, [], Strokes([one], [two], [sign], ()))
    assert sources.drawings == {"1": [one], "+": [sign]}
    assert sources.fonts == ()


def test_no_more_of_mnist_is_taken_than_needed(digits: tuple[mnist.Digits, mnist.Digits, mnist.Digits]) -> None:
    assert len(Sources.of(digits[0], [], Strokes([], [], [], ())).digits) == 3000


def test_each_digit_s_middle_line_is_known(sources: Sources, few: mnist.Digits) -> None:
    assert sources.lines.keys() == set("0123456789")
    for label, sheets in sources.lines.items():
        assert len(sheets) == (few.labels == int(label)).sum()
        for sheet in sheets:
            assert sheet.dtype == np.uint8
            assert sheet.shape == (augment.SHEET, augment.SHEET)
            assert 20 < (sheet == 0).sum() < 0.1 * sheet.size
            assert sheet.max() == 240  # tenths of px: nothing is kept that is farther
