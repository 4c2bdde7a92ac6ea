"""What is held out is what no training sees, drawn alike whatever the training was."""

import numpy as np
import pytest

from digitink.errors import DataError
from digitink.labels import NOT_A_DIGIT
from digitink.training.data import fonts, held_out, mnist
from digitink.training.data.strokes import Drawing

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]
Sets = dict[str, mnist.Digits]


@pytest.fixture(scope="module")
def sets(digits: Split) -> tuple[Sets, Sets]:
    try:
        return held_out.digits(digits[1]), held_out.non_digits(digits[1].images)
    except DataError as error:
        pytest.skip(f"The fonts cannot be had here: {error}")


def test_digits_come_plain_augmented_and_unseen(sets: tuple[Sets, Sets], digits: Split) -> None:
    known = sets[0]
    np.testing.assert_array_equal(held_out.sets(digits, augmented=False)[held_out.PLAIN].images, digits[1].images)
    np.testing.assert_array_equal(known[held_out.AUGMENTED].labels, digits[1].labels)
    assert (known[held_out.AUGMENTED].images != digits[1].images).any(axis=(1, 2)).all()
    assert np.bincount(known[held_out.FONT_DIGITS].labels).tolist() == [20 * len(fonts.load()[1])] * 10


def test_digits_of_pens_are_as_they_were_written_but_for_the_pen() -> None:
    zigzag = Drawing("2", (np.array([[0, 0], [0.5, 0.1], [0, 0.9], [0.5, 1]], np.float32),))
    written = held_out._written([zigzag] * 20)
    assert written.labels.tolist() == [2] * 20
    inked = (written.images > 128).sum(axis=(1, 2))
    assert inked.max() > 1.5 * inked.min()
    middles = written.images[inked == inked.min()]
    assert ((written.images > 0) | (middles[:1] < 128)).mean() > 0.99


def test_what_is_no_digit_is_labeled_so(sets: tuple[Sets, Sets]) -> None:
    assert len(sets[1]) == 4
    for some in sets[1].values():
        assert len(some) >= 1000
        assert set(some.labels) == {NOT_A_DIGIT}
        assert some.images.shape[1:] == (28, 28)


def test_it_is_drawn_alike_every_time(sets: tuple[Sets, Sets], digits: Split) -> None:
    again = held_out.non_digits(digits[1].images)
    for name, some in sets[1].items():
        np.testing.assert_array_equal(some.images, again[name].images)
