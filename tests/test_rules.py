"""Printed lines are taken off, and ink is not."""

import numpy as np
import pytest

from digitink import rules
from tests.writing import Hand, photographed, written


def sheet(gap: int = 60, dark: int = 90, climb: float = 0.0, squared: bool = False) -> np.ndarray:
    height, width = 600, 900
    down, across = np.mgrid[:height, :width]
    turn = np.radians(climb)
    along = down * np.cos(turn) + across * np.sin(turn)
    over = across * np.cos(turn) - down * np.sin(turn)
    lined = (along % gap < 2) | (squared & (over % gap < 2))
    return np.where(lined, dark, 0).astype(np.uint8)


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("climb", [0, 5, -14])
def test_rules_are_taken_off(climb: float, squared: bool) -> None:
    ruled = sheet(climb=climb, squared=squared)
    assert (rules.without_rules(ruled, faintest=20) > 30).sum() < 0.03 * (ruled > 30).sum()


def test_ink_on_rules_stays() -> None:
    drawn = 255 - written(["20735"], Hand(size=160, pen=0.07))[0]
    page = sheet()
    room = page[100 : 100 + drawn.shape[0], 30 : 30 + drawn.shape[1]]
    np.maximum(room, drawn, out=room)
    left = rules.without_rules(page, faintest=20)[100 : 100 + drawn.shape[0], 30 : 30 + drawn.shape[1]]
    assert left[drawn > 200].mean() > 245
    assert (left[drawn == 0] > 30).mean() < 0.005


def test_faint_rules_stay_for_others_to_drop() -> None:
    ruled = sheet(dark=25)
    np.testing.assert_array_equal(rules.without_rules(ruled, faintest=40), ruled)


@pytest.mark.parametrize("pen", [0.02, 0.05, 0.15])
def test_pages_without_rules_are_not_touched(pen: float) -> None:
    drawn = 255 - written(["7254117", "4422557"], Hand(size=70, pen=pen))[0]
    np.testing.assert_array_equal(rules.without_rules(drawn, faintest=20), drawn)


def test_the_table_s_edge_is_no_rule() -> None:
    rng = np.random.default_rng(0)
    shot = photographed(written(["42"], Hand(), rng)[0], rng, (900, 700), angle=6)
    darkness = 255 - shot[..., 1]
    assert np.abs(rules.without_rules(darkness, faintest=20).astype(int) - darkness).mean() < 1
