"""A line of one look at a page is found again in another, where it is the same line."""

import pytest

from digitink.ink import Box
from digitink.numbers import columns
from digitink.numbers.lines import Segment, lines_of
from digitink.numbers.looks import Look, strips
from digitink.numbers.reader import see
from samples.writing import Hand, written

COLUMNS = columns.load()


def look(texts: list[str], scale: float = 1.0, down: int = 0, turned: int = 0) -> Look:
    """A look at a page whose px are so many of the picture's, and that lies so many px down in it."""
    page, _ = written(texts, Hand())

    def in_picture(segment: Segment) -> Box:
        x, y, width, height = (round(scale * side) for side in segment.box)
        return x, y + down, width, height

    return Look(see(lines_of(255 - page), COLUMNS), turned, in_picture)


def test_the_same_lines_are_found_again() -> None:
    first = look(["1995", "7"])
    other = look(["1995", "7"])
    assert [each is own.strip for each, own in zip(strips(first, other), other.seen, strict=True)] == [True, True]


@pytest.mark.parametrize("elsewhere", [{"down": 300}, {"scale": 3.0}, {"turned": 180}])
def test_what_lies_elsewhere_is_another_line(elsewhere: dict[str, int]) -> None:
    assert strips(look(["1995"]), look(["1995"], **elsewhere)) == [None]


def test_of_two_lines_that_which_is_there_is_taken() -> None:
    first, other = look(["1995"]), look(["1995", "1995"])
    assert strips(first, other) == [other.seen[0].strip]
    assert strips(other, first) == [first.seen[0].strip, None]
