"""The judge of photographs: its pictures are the same everywhere, and hold what they say."""

import pytest

from benchmarks.photographs import in_order
from samples.photographed import KINDS, Hands, picture

HANDS = Hands()


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_gives_a_picture_with_its_ink_inside(name: str) -> None:
    taken = picture(name, 0, HANDS)

    assert taken.picture.mode == "RGB"
    assert 240 <= max(taken.picture.size) <= 2000
    assert (taken.label == "") == (KINDS[name].asked == "nothing")
    assert set(taken.label) <= set("0123456789\n")
    assert len(taken.ink) == (4 if taken.label else 0)
    assert (taken.ink >= 0).all()
    assert (taken.ink <= taken.picture.size).all()


@pytest.mark.parametrize("name", ["digit, desk around", "number, crumpled", "table", "drawings"])
def test_pictures_are_the_same_for_a_seed(name: str) -> None:
    once, again, other = picture(name, 1, HANDS), picture(name, 1, HANDS), picture(name, 1, HANDS, seed=1)

    assert once.picture.tobytes() == again.picture.tobytes()
    assert once.label == again.label
    assert once.picture.tobytes() != other.picture.tobytes()


def test_lines_count_in_their_order() -> None:
    assert in_order("12\n34\n56", "12\n34\n56") == 1
    assert in_order("12\n34\n56", "12\n9\n56") == pytest.approx(2 / 3)
    assert in_order("12\n34", "34\n12") == 0.5
    assert in_order("12", "") == 0
