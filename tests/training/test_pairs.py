"""Pairs are made of digits that touch, each differently and every time alike."""

import cv2
import numpy as np
import pytest

from digitink.training import augment, mnist, outliers, pairs
from digitink.training.lessons import Material

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


@pytest.fixture(scope="module")
def material(digits: Split) -> Material:
    """MNIST's digits, of which some stand in for those of fonts, and for letters."""
    some = digits[0]
    sheets = np.stack([augment.on_sheet(image) for image in some.images[:50]])
    return Material(some, mnist.Digits(sheets, some.labels[:50]), sheets[:5])


def test_three_in_four_are_two_digits_and_the_others_are_none(material: Material) -> None:
    pictures, labels = pairs.draw(material, 600, np.random.default_rng(0))
    assert pictures.shape == (600, 24, 40)
    assert (pictures.max(axis=(1, 2)) == 255).all()
    none = labels == outliers.NOTHING
    assert (none[:, 0] == none[:, 1]).all()
    assert 0.7 < (~none[:, 0]).mean() < 0.8
    assert set(labels[~none].tolist()) == set(range(10))
    widths = np.array([cv2.boundingRect(picture)[2] for picture in pictures])
    assert np.median(widths[~none[:, 0]]) > 1.3 * np.median(widths[none[:, 0]])


def test_they_are_alike_for_a_seed_and_differ_from_part_to_part(material: Material) -> None:
    with pairs.lessons(material, seed=3) as epoch:
        (first, which), (again, _), (next_one, _) = epoch(0, 2), epoch(0, 2), epoch(1, 2)
    np.testing.assert_array_equal(first, again)
    assert first.shape == (2 * pairs.PART, 24, 40)
    assert which.shape == (2 * pairs.PART, 2)
    for other in (next_one[: pairs.PART], first[pairs.PART :]):
        assert (first[: pairs.PART] != other).any(axis=(1, 2)).mean() > 0.99


def test_digits_beside_each_other_keep_their_order_and_mostly_touch() -> None:
    bright, dim = np.full((20, 14), 200, np.uint8), np.full((20, 14), 100, np.uint8)
    rng, touching = np.random.default_rng(1), 0
    for _ in range(100):
        page = pairs.beside([bright, dim, bright], rng)
        levels = page.max(axis=0)
        assert levels[0] == levels[-1] == 200
        assert (levels == 100).any()
        touching += int(not (levels == 0).any())
        assert 3 * 14 - 10 <= page.shape[1] <= 3 * 14 + 4
    assert touching > 60


def test_the_digits_of_a_pair_are_those_of_its_label(material: Material) -> None:
    """A one is slimmer than a nought: so are pairs of them."""
    pictures, labels = pairs.draw(material, 3000, np.random.default_rng(2))
    widths = np.array([cv2.boundingRect(picture)[2] for picture in pictures])
    ones, noughts = (widths[(labels == digit).all(axis=1)] for digit in (1, 0))
    assert len(ones) > 8
    assert np.median(ones) < 0.8 * np.median(noughts)
