"""Epochs differ, runs do not; digits, those of fonts and pens and outliers come in the shares they should."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from digitink.labels import NOT_A_DIGIT
from digitink.training.data import augment, digit_epochs, mnist
from digitink.training.data.strokes import Drawing

Bytes = npt.NDArray[np.uint8]
Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]
Epoch = Callable[[int, int | None], tuple[Bytes, Bytes]]

MIX = digit_epochs.Mix(seed=3, font_digits=0.1, outliers=0.25, drawing=augment.Settings())


@pytest.fixture(scope="module")
def sources(digits: Split) -> digit_epochs.DigitSources:
    """A few digits; upright bars in the place of the fonts' ones, and of their letters."""
    bars = np.zeros((2, augment.SHEET, augment.SHEET), np.uint8)
    bars[:, 20:90, 54:58] = 255
    few = mnist.Digits(digits[0].images[:1200], digits[0].labels[:1200])
    return digit_epochs.DigitSources(few, mnist.Digits(bars, np.array([1, 1], np.uint8)), bars)


@pytest.fixture(scope="module")
def epoch(sources: digit_epochs.DigitSources) -> Iterator[Epoch]:
    with digit_epochs.epochs(sources, MIX) as made:
        yield made


def test_an_epoch_holds_all_digits_and_the_shares_of_the_rest(epoch: Epoch, sources: digit_epochs.DigitSources) -> None:
    pictures, labels = epoch(0, None)
    assert len(digit_epochs.origins(sources, MIX, 0)) == len(pictures) == len(labels) == 1200 + 120 + 300
    assert (labels == NOT_A_DIGIT).sum() == 300
    counts = np.bincount(sources.digits.labels, minlength=10)
    counts[1] += 120
    np.testing.assert_array_equal(np.bincount(labels, minlength=11)[:10], counts)


def test_every_epoch_is_drawn_differently_and_every_run_alike(epoch: Epoch, sources: digit_epochs.DigitSources) -> None:
    first, second = epoch(0, None)[0], epoch(1, None)[0]
    np.testing.assert_array_equal(first[:1000], drawn(sources, MIX, 0)[0])
    assert (first[:100] != second[:100]).any(axis=(1, 2)).all()
    assert (first[:1000] != drawn(sources, replace(MIX, seed=4), 0)[0]).any()


def drawn(sources: digit_epochs.DigitSources, mix: digit_epochs.Mix, part: int) -> tuple[Bytes, Bytes]:
    """A part of the first epoch, in this process."""
    order = digit_epochs.origins(sources, mix, 0)[part * digit_epochs.PART :][: digit_epochs.PART]
    rng = np.random.default_rng([mix.seed, 0, part])
    return digit_epochs.draw(sources, order, rng, augment.Settings())


def test_no_more_of_an_epoch_is_drawn_than_is_enough(epoch: Epoch) -> None:
    whole, some = epoch(0, None), epoch(0, 600)
    assert 600 <= len(some[0]) < len(whole[0])
    for all_of_it, first in zip(whole, some, strict=True):
        np.testing.assert_array_equal(first, all_of_it[: len(first)])


def test_without_drawing_an_epoch_is_mnist_in_another_order(sources: digit_epochs.DigitSources) -> None:
    mix = digit_epochs.Mix(seed=3)
    with digit_epochs.epochs(sources, mix) as plain:
        pictures, labels = plain(0, None)
        assert len(digit_epochs.origins(sources, mix, 0)) == len(pictures) == 1200
        order = np.argsort(pictures.reshape(1200, -1).astype(int).sum(axis=1), kind="stable")
        known = np.argsort(sources.digits.images.reshape(1200, -1).astype(int).sum(axis=1), kind="stable")
        assert sorted(labels) == sorted(sources.digits.labels)
        assert pictures[order].sum() == sources.digits.images[known].sum()
        assert (plain(1, None)[1] != labels).any()


def test_digits_and_characters_of_real_pens_come_along(sources: digit_epochs.DigitSources) -> None:
    stem = np.array([[0, 0], [0, 1]], np.float32)
    drawings = [Drawing(label, (stem,)) for label in ("1", "-", "l")]
    real = digit_epochs.DigitSources.of(sources.digits, (), drawings)
    assert [drawing.label for drawing in real.pen_digits] == ["1"]
    assert [[drawing.label for drawing in alike] for alike in real.pen_characters] == [["-"]]  # an l is a one

    both = replace(sources, pen_digits=real.pen_digits, pen_characters=real.pen_characters)
    labels = np.concatenate([drawn(both, MIX, part)[1] for part in range(2)])
    assert len(labels) == 1200 + 120 + round(MIX.pen_digits * 1200) + 300
    counts = np.bincount(sources.digits.labels, minlength=10)
    assert np.bincount(labels)[1] == counts[1] + 120 + round(MIX.pen_digits * 1200)
