"""What a page shows as a whole decides what is doubtful on it."""

import numpy as np
import numpy.typing as npt
import pytest

from digitink.labels import BLANK, NOT_A_DIGIT, label_of
from digitink.numbers import columns

DIGIT, LETTER, DOUBTFUL = 1.0, 0.0, 0.3


def shown(*marks: float, sign: bool = False) -> npt.NDArray[np.float64]:
    """Columns that show a mark each, by how probably it is a 1, or a sign, rather than neither, with a blank behind."""
    label = label_of("-") if sign else 1
    rows = np.full((2 * len(marks), BLANK + 1), 1e-6)
    rows[1::2, BLANK] = 1
    rows[::2, label], rows[::2, NOT_A_DIGIT] = np.clip(marks, 1e-6, 1), np.clip(1 - np.array(marks), 1e-6, 1)
    return np.asarray(np.log(rows / rows.sum(axis=1, keepdims=True)))


def first(lines: list[npt.NDArray[np.float64]]) -> float:
    """How probably the first column of a page shows no digit and no sign, after all."""
    log_odds = columns.log_odds_on_page(lines)
    adjusted = [columns.with_log_odds(scores, log_odds) for scores in lines]
    for before, after in zip(lines, adjusted, strict=True):
        assert after.shape == before.shape
        assert np.exp(after).sum(axis=1) == pytest.approx(1)
    return float(np.exp(adjusted[0][0, NOT_A_DIGIT]))


def test_a_doubtful_mark_among_digits_is_a_digit() -> None:
    assert first([shown(DOUBTFUL)]) < 0.5  # a page is thought to show digits before it is seen
    assert first([shown(DOUBTFUL, DIGIT, DIGIT, DIGIT, DIGIT)]) < 0.1
    assert first([shown(DOUBTFUL, DIGIT, DIGIT, DIGIT, sign=True)]) < 0.1


def test_a_doubtful_mark_among_letters_is_one() -> None:
    assert first([shown(DOUBTFUL, LETTER, LETTER, LETTER)]) > 0.5


def test_all_lines_of_a_page_count() -> None:
    assert first([shown(DOUBTFUL), shown(LETTER, LETTER), shown(LETTER)]) > 0.5
    assert first([shown(DOUBTFUL), shown(DIGIT, DIGIT), shown(DIGIT)]) < 0.1


def test_a_clear_mark_stays_what_it_is() -> None:
    assert first([shown(LETTER, DIGIT, DIGIT, DIGIT)]) > 0.99
    assert first([shown(DIGIT, LETTER, LETTER, LETTER)]) < 0.01


def test_a_page_without_lines_is_one_of_digits() -> None:
    assert columns.log_odds_on_page([]) < 0
