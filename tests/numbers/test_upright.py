"""A page that lies on its side or upside down is turned, where its four ways are clearly not alike."""

import numpy as np
import pytest

from digitink import Recognizer
from digitink.numbers import upright
from samples.writing import Hand, written


@pytest.mark.parametrize("turns", range(4))
def test_a_box_goes_back_to_where_it_was(turns: int) -> None:
    page = np.zeros((50, 90), np.uint8)
    page[10:13, 20:41] = 1
    rows, columns = np.nonzero(np.rot90(page, turns))
    box = int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    assert upright.box_before(box, turns, 50, 90) == (20, 10, 21, 3)


@pytest.mark.parametrize("text", ["24735", "1742\n5034"])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_up_it_lies(recognizer: Recognizer, text: str, turned: int) -> None:
    page, boxes = written(text.split("\n"), Hand())
    reading = recognizer.read(np.rot90(page, turned // 90))  # by the clock it is turned back
    assert reading.text == text
    assert reading.turned == turned
    first = reading.digits[0].box
    x, y, width, height = boxes[0]
    there = np.zeros(page.shape, bool)
    there[int(y) : int(y + height), int(x) : int(x + width)] = True
    rows, columns = np.nonzero(np.rot90(there, turned // 90))
    assert abs(first[0] - columns.min()) < 12
    assert abs(first[1] - rows.min()) < 12


@pytest.mark.parametrize("text", ["0", "1", "8", "69", "10801"])
def test_what_looks_alike_both_ways_up_is_read_as_it_lies(recognizer: Recognizer, text: str) -> None:
    page, _ = written([text], Hand())
    assert recognizer.read(page).turned == 0
