"""Words are told from numbers by the company their marks keep."""

import numpy as np

from digitink.labels import NOT_A_DIGIT
from digitink.numbers.lines import Line, Segment
from digitink.numbers.reader import Mark
from digitink.numbers.words import without_words

HEIGHT = 60


def marked(*texts: str) -> tuple[list[Line], list[list[Mark]]]:
    """Lines of marks close together; a space parts words, ? is a letter, . a speck below half a letter's height."""
    lines, marks = [], []
    for text in texts:
        own = []
        for place, character in enumerate(text):
            if character == " ":
                continue
            high = 6 if character == "." else HEIGHT
            segment = Segment((40 * place, HEIGHT - high, 30, high), np.full((high, 30), 255, np.uint8))
            own.append(Mark(segment, int(character) if character.isdigit() else NOT_A_DIGIT))
        marks.append(own)
        lines.append(Line(HEIGHT, tuple(mark.segment for mark in own)))
    return lines, marks


def read(*texts: str) -> list[str]:
    """The digits that are left of such lines."""
    return ["".join(str(mark.label) for mark in own if mark.is_digit) for own in without_words(*marked(*texts))]


def test_a_number_beside_a_word_stays() -> None:
    assert read("??? 1995", "7?") == ["1995", "7"]


def test_digits_in_a_word_are_rejected() -> None:
    assert read("?0?1? 42") == ["42"]


def test_specks_do_not_make_a_number_a_word() -> None:
    assert read("4.2...") == ["42"]


def test_a_line_s_marks_all_stay_in_their_order() -> None:
    lines, marks = marked("?0? 42")
    (left,) = without_words(lines, marks)
    assert [mark.segment for mark in left] == [mark.segment for mark in marks[0]]


def test_on_a_page_of_text_a_word_takes_but_one_letter() -> None:
    assert read("????", "10?", "55") == ["", "", "55"]
    assert read("10?", "55") == ["10", "55"]


def test_a_page_without_marks_has_no_words() -> None:
    assert without_words([], []) == []
