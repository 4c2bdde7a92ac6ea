"""Numbers are read: long, uneven, touching, on several lines, on a page or in a photograph of one."""

import numpy as np
import pytest
from PIL import Image

from digitink import EmptyPicture, Mark, Recognizer
from samples.drawing import Drawing, render
from samples.writing import Hand, beside, jpeg, photographed, printed, written

NUMBERS = ["42", "1995", "0172 55 31", "7", "3141592653589793"]


def fits(mark: Mark, box: tuple[float, float, float, float], within: float = 4) -> bool:
    """Whether a mark's box has its edges within so many px of where they should be."""
    x, y, width, height = mark.box
    edges, wanted = (x, y, x + width, y + height), (box[0], box[1], box[0] + box[2], box[1] + box[3])
    return bool(np.abs(np.subtract(edges, wanted)).max() <= within)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_read_with_its_boxes(recognizer: Recognizer, number: str) -> None:
    page, boxes = written([number], Hand())
    reading = recognizer.read(page)
    assert reading.text == number.replace(" ", "")
    assert reading.confidence > 0.8
    assert not reading.ignored
    assert [mark.prediction.digit for mark in reading.digits] == [int(digit) for digit in reading.text]
    assert all(map(fits, reading.digits, boxes))


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("size", [14, 30, 300])
def test_a_number_of_any_size_is_read(recognizer: Recognizer, size: int, inverted: bool) -> None:
    page, boxes = written(["60718"], Hand(size=size, pen=0.1))
    reading = recognizer.read(255 - page if inverted else page)
    assert reading.text == "60718"
    assert all(fits(mark, box, within=2 + size / 20) for mark, box in zip(reading.digits, boxes, strict=True))


@pytest.mark.parametrize(
    "hand",
    [
        Hand(uneven=0.35),
        Hand(rise=0.35),
        Hand(gap=1.5),
        Hand(gap=0.1),
        Hand(climb=12),
        Hand(climb=-12),
        Hand(pen=0.03),
        Hand(pen=0.15, gap=0.2),
    ],
    ids=str,
)
def test_uneven_hands_are_read(recognizer: Recognizer, hand: Hand) -> None:
    rng = np.random.default_rng(1)
    right = 0
    for _ in range(10):
        number = "".join(map(str, rng.integers(0, 10, 5)))
        right += recognizer.read(written([number], hand, rng)[0]).text == number
    assert right >= 9


def test_digits_that_touch_are_taken_apart(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(2)
    right = 0
    for _ in range(30):
        number = "".join(map(str, rng.integers(0, 10, 3)))
        right += recognizer.read(written([number], Hand(gap=0.05), rng)[0]).text == number
    assert right >= 24


@pytest.mark.parametrize(
    ("digit", "strokes"),
    [
        ("7", [[(0, 0), (0.6, 0), (0.25, 1)], [(0.02, 0.5), (0.2, 0.5)], [(0.5, 0.5), (0.7, 0.5)]]),
        ("5", [[(0.1, 0.08), (0.05, 0.45), (0.45, 0.5), (0.5, 0.8), (0.2, 1), (0, 0.9)], [(0.22, 0.02), (0.6, 0)]]),
        ("4", [[(0.15, 0), (0, 0.6), (0.42, 0.6)], [(0.56, 0.1), (0.55, 1)]]),
    ],
)
def test_strokes_of_one_digit_that_do_not_touch_are_one_digit(
    recognizer: Recognizer, digit: str, strokes: list[list[tuple[float, float]]]
) -> None:
    alone = render(
        Drawing(int(digit), "in pieces", tuple(map(tuple, strokes))), left=30, top=20, size=80, pen=7, canvas=(120, 120)
    )
    around = [written([number], Hand())[0] for number in ("3", "8")]
    assert recognizer.read(beside(around[0], alone, around[1])).text == f"3{digit}8"


@pytest.mark.parametrize("text", ["24.11.2026", "3,14", "-12", "3/4", "12:45", "5+8", "65%", "2026-11-24"])
def test_signs_are_written_and_are_no_part_of_the_text(recognizer: Recognizer, text: str) -> None:
    page, boxes = written([text], Hand(gap=0.35))
    reading = recognizer.read(page)
    assert reading.written == text
    assert reading.text == "".join(filter(str.isdigit, text))
    assert not reading.ignored
    wanted = [box for box, letter in zip(boxes, text, strict=True) if letter.isdigit()]
    assert all(map(fits, reading.digits, wanted))


def test_lines_are_read_from_top_to_bottom(recognizer: Recognizer) -> None:
    lines = ["90210", "77", "0123456789"]
    reading = recognizer.read(written(lines, Hand(uneven=0.1, rise=0.1))[0])
    assert reading.text == "\n".join(lines)
    assert len(reading.digits) == 17


def test_marks_that_are_no_digits_are_ignored_and_shown(recognizer: Recognizer) -> None:
    page, boxes = written(["12", "34"], Hand(gap=0.8))
    x = round((boxes[0][0] + boxes[0][2] + boxes[1][0]) / 2)
    y = round(boxes[0][1] + 0.3 * boxes[0][3])
    page[y - 6 : y + 6, x - 5 : x + 5] = 0  # a stray dot between 1 and 2, where no sign is written
    reading = recognizer.read(page)
    assert reading.text == reading.written == "12\n34"
    assert [fits(mark, (x - 5, y - 6, 10, 12)) for mark in reading.ignored] == [True]


def test_a_letter_is_left_out(recognizer: Recognizer) -> None:
    page = beside(written(["58"], Hand())[0], printed("K", 110)[120:216, 90:220], written(["3"], Hand())[0])
    reading = recognizer.read(page)
    assert reading.text == "583"
    assert len(reading.ignored) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox\njumps over the lazy dog\nand makes a fine day\nof walking near home.",
        "Sphinx of black quartz,\njudge my vow. How vexingly\nquick daft zebras jump!",
        "To be or not to be\nthat is the question\nwhether it is nobler",
    ],
)
def test_a_page_of_text_is_no_number(recognizer: Recognizer, text: str) -> None:
    reading = recognizer.read(printed(text))
    assert len(reading.digits) <= 0.1 * len(text)


def test_an_empty_page_is_told(recognizer: Recognizer) -> None:
    with pytest.raises(EmptyPicture):
        recognizer.read(np.full((600, 900), 255, np.uint8))


def test_200_digits_on_one_page_are_read(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(3)
    lines = ["".join(map(str, rng.integers(0, 10, 20))) for _ in range(10)]
    page, _ = written(lines, Hand(size=50, uneven=0.1, rise=0.08), rng)
    got = recognizer.read(page).text.split("\n")
    assert len(got) == 10
    assert sum(a == b for line, one in zip(lines, got, strict=True) for a, b in zip(line, one, strict=False)) >= 196


@pytest.mark.parametrize("angle", [0, 8, -15])
@pytest.mark.parametrize(("ruled", "squared"), [(0, False), (0.35, False), (0.7, False), (0.35, True), (0.7, True)])
def test_a_photographed_page_is_read(recognizer: Recognizer, ruled: float, squared: bool, angle: float) -> None:
    rng = np.random.default_rng(4)
    page, _ = written(["20735", "64891"], Hand(uneven=0.1), rng)
    shot = photographed(page, rng, (1600, 1200), 0.45, angle, ruled, squared)
    assert recognizer.read(shot).text == "20735\n64891"


@pytest.mark.parametrize("angle", [-15, 15])
def test_twelve_megapixels_of_squared_paper_on_a_table_are_read(recognizer: Recognizer, angle: float) -> None:
    rng = np.random.default_rng(5)
    page, _ = written(["20735", "64891"], Hand(uneven=0.1), rng)
    shot = photographed(page, rng, (4000, 3000), 0.45, angle, ruled=0.7, squared=True)
    assert recognizer.read(shot).text == "20735\n64891"


def test_a_phone_held_upright_is_turned_by_its_exif(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(5)
    shot = photographed(written(["4096"], Hand(), rng)[0], rng, (1200, 900))
    assert recognizer.read(jpeg(np.rot90(shot), orientation=6)).text == "4096"


def test_boxes_of_a_turned_page_lie_where_the_digits_are(recognizer: Recognizer) -> None:
    page, boxes = written(["13579"], Hand(climb=10))
    reading = recognizer.read(Image.fromarray(page))
    assert reading.text == "13579"
    assert all(map(fits, reading.digits, boxes))
