"""What is shown as no digit is none, and fills the sheet."""

import numpy as np
import pytest

from digitink import Recognizer
from digitink.training.data import augment, mnist, outliers

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_no_character_passes_for_a_digit() -> None:
    assert not set("0123456789OoDQIl|i!ZzSsBbGgqyCc()/\\") & set(outliers.CHARACTERS)
    assert len(set(outliers.CHARACTERS)) == len(outliers.CHARACTERS)


def test_every_kind_is_made_and_alike_for_a_seed(digits: Split) -> None:
    characters = np.full((1, augment.SHEET, augment.SHEET), 7, np.uint8)
    first, again = (outliers.sheets(200, characters, digits[0].images[:50], rng()) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (200, augment.SHEET, augment.SHEET)
    assert (first.max(axis=(1, 2)) > 0).all()
    assert 0.4 < (first == 7).all(axis=(1, 2)).mean() < 0.6


def test_a_scribble_winds_more_than_a_digit(digits: Split) -> None:
    def length(sheet: np.ndarray) -> int:
        return int(augment.middle_line(sheet).sum())

    source = rng()
    scribbles = [length(augment.on_sheet(outliers.scribble(source))) for _ in range(40)]
    drawn = [length(augment.on_sheet(image)) for image in digits[0].images[:40]]
    assert np.median(scribbles) > 1.5 * np.median(drawn)


def test_a_pair_is_two_digits_or_one_and_a_part() -> None:
    bar = np.zeros((28, 28), np.uint8)
    bar[4:24, 12:16] = 255
    source = rng()
    made = [(outliers.pair(bar, bar, source) > 100).any(axis=0).astype(int) for _ in range(60)]
    edges = [np.flatnonzero(np.diff(columns)) for columns in made]
    assert {len(each) for each in edges} == {2, 4}  # ink begins and ends twice, or once where they touch
    widths = {tuple(np.diff(each)[::2] // 4) for each in edges if len(each) == 4}
    assert len(widths) > 1  # both whole, or one cut


def test_what_is_narrower_than_digits_overlap_makes_a_pair_too() -> None:
    hair, broad = np.zeros((2, 28, 28), np.uint8)
    hair[4:24, 14], broad[4:24, 6:20] = 255, 255
    source = rng()
    assert all(outliers.pair(hair, broad, source).any() for _ in range(60))


def test_a_part_is_cut_from_a_digit(digits: Split) -> None:
    source = rng()
    made = [outliers.part(image, source) for image in digits[0].images[:60]]
    parts = [part for part in made if part is not None]
    assert 20 < len(parts) < 60
    assert all(part.shape == (augment.SHEET, augment.SHEET) and part.any() for part in parts)


def test_a_bare_stroke_has_no_parts() -> None:
    bar = np.zeros((28, 28), np.uint8)
    bar[4:24, 12:15] = 255
    assert outliers.part(bar, rng()) is None


def test_blots_are_full_of_ink() -> None:
    source = rng()
    assert np.median([(outliers.blot(source) > 0).mean() for _ in range(50)]) > 0.25


@pytest.mark.parametrize("kind", [outliers.scribble, outliers.blot])
def test_the_shipped_model_turns_them_away(kind: object, recognizer: Recognizer) -> None:
    source = np.random.default_rng(99)
    assert callable(kind)
    sheets = np.stack([augment.on_sheet(kind(source)) for _ in range(100)])
    pictures = 255 - np.pad(sheets, ((0, 0), (40, 40), (40, 40)))
    away = [prediction.rejected for prediction in recognizer.predict_batch(pictures)]
    assert np.mean(away) > 0.9
