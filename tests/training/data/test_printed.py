"""Prints draw on the page they are given, and tell where one would write on it."""

from pathlib import Path

import numpy as np
import pytest

from digitink.training.data import emblems, printed
from digitink.training.data.press import Floats, Print, Slot

PRINTS = dict.fromkeys(printed.PRINTS)
SIZE = 220, 300


def on(ground: float, how: Print, fonts: list[Path], seed: int) -> tuple[Floats, list[Slot]]:
    """A page of one tone after a print, and where one would write on it."""
    page = np.full(SIZE, ground, np.float32)
    slots = how(page, fonts, np.random.default_rng(seed))
    return page, slots


@pytest.mark.parametrize("how", PRINTS, ids=lambda how: how.__name__)
@pytest.mark.parametrize("ground", [0.1, 0.6, 1.0])
def test_a_print_is_drawn_in_place_and_leaves_room_to_write(how: Print, ground: float, prints: list[Path]) -> None:
    changed = 0
    for seed in range(20):
        page, slots = on(ground, how, prints, seed)
        assert page.dtype == np.float32
        assert page.min() >= -1e-6
        assert page.max() <= 1.05 + 1e-6
        changed += bool((page != np.float32(ground)).any())
        assert (page == np.float32(ground)).mean() > 0.02
        for slot in slots:
            assert slot.width > 0
            assert slot.height > 0
            assert -slot.width < slot.x < SIZE[1]
            assert -slot.height < slot.y < SIZE[0]
    assert changed >= 17


@pytest.mark.parametrize("how", PRINTS, ids=lambda how: how.__name__)
def test_a_seed_prints_the_same_and_another_prints_otherwise(how: Print, prints: list[Path]) -> None:
    (first, slots), (again, as_before), (other, _) = (on(1, how, prints, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert slots == as_before
    assert (first != other).any()


@pytest.mark.parametrize("how", PRINTS, ids=lambda how: how.__name__)
def test_most_print_is_darker_than_light_paper(how: Print, prints: list[Path]) -> None:
    pages = [on(0.8, how, prints, seed)[0] for seed in range(40)]
    assert np.mean([page.min() < 0.79 for page in pages]) > 0.75


def test_without_fonts_there_is_no_text_but_lines_to_write_on() -> None:
    page, slots = on(1, printed.text, [], 0)
    assert (page == 1).all()
    assert slots == []
    page, slots = on(1, printed.field, [], 0)
    assert (page != 1).any()
    assert slots


def test_one_writes_above_a_rule() -> None:
    for seed in range(30):
        page, slots = on(1, printed.rules, [], seed)
        for slot in slots:
            below, middle = (round(slot.y + share * slot.height) for share in (1, 0.5))
            rule = np.abs(page[max(0, below - 1) : below + 2] - 1).mean(axis=1).max(initial=0)
            assert below >= SIZE[0] or rule >= np.abs(page[middle] - 1).mean()


def test_boxes_take_a_digit_each_and_lie_apart(prints: list[Path]) -> None:
    counts = []
    for seed in range(30):
        _, slots = on(1, printed.boxes, prints, seed)
        counts.append(len(slots))
        taken = np.zeros(SIZE, int)
        for slot in slots:
            assert slot.one_digit
            inside = np.s_[int(slot.y) + 1 : int(slot.y + slot.height), int(slot.x) + 1 : int(slot.x + slot.width)]
            taken[inside] += 1
            assert slot.x + slot.width <= SIZE[1]
            assert slot.y + slot.height <= SIZE[0]
        assert taken.max() <= 1
    assert max(counts) > 20


def test_cells_of_a_table_lie_beside_and_below_each_other() -> None:
    for seed in range(30):
        _, slots = on(1, printed.table, [], seed)
        lefts, tops = {slot.x for slot in slots}, {slot.y for slot in slots}
        assert len(slots) == len(lefts) * len(tops)
        assert {(slot.x, slot.y) for slot in slots} == {(x, y) for x in lefts for y in tops}


def test_a_frame_has_room_in_its_middle() -> None:
    for seed in range(20):
        page, (slot,) = on(1, printed.frame, [], seed)
        middle = page[round(slot.y + slot.height / 3), round(slot.x + 10) : round(slot.x + slot.width - 10)]
        assert (middle == 1).all()
        assert (page[round(slot.y + slot.height) - 1 : round(slot.y + slot.height) + 2] != 1).any()


@pytest.mark.parametrize("how", [printed.squares, printed.text, emblems.logo, emblems.drawing])
def test_what_nobody_writes_into_has_no_slots(how: Print, prints: list[Path]) -> None:
    assert not any(on(1, how, prints, seed)[1] for seed in range(10))
