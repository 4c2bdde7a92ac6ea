"""The labels: the ten digits, what is no digit, and the signs that numbers are written with."""

DIGITS = "0123456789"
# What stands for a mark that is no digit: the eleventh output of the networks that read.
NOT_A_DIGIT = 10
SIGNS = ".,-/:+%"
# What a network that reads lines gives for each column of a line: a digit, no digit, a sign, or nothing new.
FIRST_SIGN = NOT_A_DIGIT + 1
BLANK = FIRST_SIGN + len(SIGNS)
_WRITTEN = dict(enumerate(DIGITS)) | dict(enumerate(SIGNS, FIRST_SIGN))
_LABELS = {character: label for label, character in _WRITTEN.items()}


def label_of(character: str) -> int:
    """Return the label of a digit or a sign, and of any other character that of what is no digit."""
    return _LABELS.get(character, NOT_A_DIGIT)


def character_of(label: int) -> str:
    """Return the digit or the sign that a label stands for; nothing for what is no digit."""
    return _WRITTEN.get(label, "")
