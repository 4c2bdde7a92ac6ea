"""Tell words from numbers: marks that stand close together and are mostly letters form a word, digits included."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from digitink.labels import NOT_A_DIGIT
from digitink.numbers.lines import SMALL, Line
from digitink.numbers.reader import Mark

# Marks that stand farther apart than this, in heights of the line's digits, are of two words.
_APART = 0.5
# A page with more letters than this, and more than a quarter as many as digits, is one of text: there a word takes but
# one letter, for o, s and l resemble digits.
_LETTERS, _OF_DIGITS = 4, 4


def without_words(lines: Sequence[Line], marks: Sequence[Sequence[Mark]]) -> list[list[Mark]]:
    """Return each line's marks, from left to right as reader.read gives them; what is in a word is no digit."""
    letters = sum(_is_letter(mark, line) for line, own in zip(lines, marks, strict=True) for mark in own)
    digits = sum(mark.is_digit for own in marks for mark in own)
    is_text = letters > max(_LETTERS, digits / _OF_DIGITS)
    found = []
    for line, own in zip(lines, marks, strict=True):
        kept: list[Mark] = []
        for word in _words(line, own):
            high = [_is_letter(mark, line) for mark in word if not _is_low(mark, line)]
            is_word = any(high) if is_text else 2 * sum(high) > len(high)
            kept += [replace(mark, label=NOT_A_DIGIT, scores=None) for mark in word] if is_word else word
        found.append(kept)
    return found


def _words(line: Line, marks: Sequence[Mark]) -> list[list[Mark]]:
    """Part a line's marks where they stand far apart."""
    words = [list(marks[:1])] if marks else []
    for before, mark in pairwise(marks):
        if mark.segment.left - before.segment.right < _APART * line.height:
            words[-1].append(mark)
        else:
            words.append([mark])
    return words


def _is_letter(mark: Mark, line: Line) -> bool:
    return mark.label == NOT_A_DIGIT and not _is_low(mark, line)


def _is_low(mark: Mark, line: Line) -> bool:
    """Tell whether a mark is too low for a letter: a speck, a comma."""
    return mark.segment.box[3] < SMALL * line.height
