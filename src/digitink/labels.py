"""The labels: the ten digits, NOT_A_DIGIT, and the signs that numbers are written with."""

from collections.abc import Sequence

DIGITS = "0123456789"
# The label of a non-digit: the eleventh output of the networks that read.
NOT_A_DIGIT = len(DIGITS)
SIGNS = ".,-/:+%"
# What a network that reads lines gives for each column of a line: a digit, no digit, a sign, or nothing new.
FIRST_SIGN = NOT_A_DIGIT + 1
BLANK = FIRST_SIGN + len(SIGNS)
_WRITTEN = dict(enumerate(DIGITS)) | dict(enumerate(SIGNS, FIRST_SIGN))
_LABELS = {character: label for label, character in _WRITTEN.items()}

# What one mark is, as results, JSON and corrections have it: 0 to 9 as a number, any other label as its text, "A".
Digit = int | str


def label_of(character: str) -> int:
    """Return the label of a digit or a sign, and of any other character that of what is no digit."""
    return _LABELS.get(character, NOT_A_DIGIT)


def character_of(label: int) -> str:
    """Return the digit or the sign that a label stands for; nothing for what is no digit."""
    return _WRITTEN.get(label, "")


def named(labels: Sequence[Digit]) -> str:
    """Say which labels there are: "0 to 9", "A to Z", or all of them where they are no such row."""
    texts = [str(label) for label in labels]
    if all(len(text) == 1 for text in texts) and "".join(texts) == "".join(
        map(chr, range(ord(texts[0]), ord(texts[0]) + len(texts)))
    ):
        return f"{texts[0]} to {texts[-1]}"
    return ", ".join(texts)


def digit_of(label: str) -> Digit:
    """Return a model's label as results have it: "7" is 7, and "A" is "A"."""
    return int(label) if label in tuple(DIGITS) else label
