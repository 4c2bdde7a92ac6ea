"""Make up the text of a line: numbers, dates, amounts and the like, words, or a number among words."""

import string
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from digitink import labels
from digitink.training.data import outliers
from digitink.training.data.ranges import log_uniform

Random = np.random.Generator

# How many of a hundred lines are of each kind. Chosen to be wide: nothing was fitted.
_KINDS = {"digits": 0.45, "signs": 0.22, "among letters": 0.13, "letters": 0.16, "nothing": 0.04}
# Letters that look like digits in many hands are left in words so often only: where they came as often as in English,
# the network took zeros between digits for letters too.
_ALIKE, _KEPT = "oOlIsSzZbgqBDQG", 0.2
# Letters that are no digits in anybody's hand: of each word, one at least.
_CLEAR = "".join(sorted(set(outliers.CHARACTERS) & set(string.ascii_letters)))
# How often a letter stands in a hundred of English; other languages are near enough.
_OFTEN = dict(
    zip(
        string.ascii_lowercase,
        (
            8.2,
            1.5,
            2.8,
            4.3,
            12.7,
            2.2,
            2,
            6.1,
            7,
            0.2,
            0.8,
            4,
            2.4,
            6.7,
            7.5,
            1.9,
            0.1,
            6,
            6.3,
            9.1,
            2.8,
            1,
            2.4,
            0.2,
            2,
            0.1,
        ),
        strict=True,
    )
)
_LONGEST = 14  # digits


def text(rng: Random) -> str:
    """Make up a line's text; a scribble stands as "~", and nothing at all as nothing."""
    kind = rng.choice(list(_KINDS), p=list(_KINDS.values()))
    if kind == "digits":
        return _digits(rng, 1, _LONGEST)
    if kind == "signs":
        return _with_signs(rng)
    if kind == "letters":
        return " ".join(_word(rng, 2, 9) for _ in range(rng.integers(1, 4)))
    if kind == "among letters":
        return _among_letters(rng)
    return ""


def begin(number: npt.NDArray[np.int64], rng: Random) -> None:
    """Let half of all numbers, (n,) digits, begin as amounts do, with a one most often; the others are codes. In place.

    Source: Benford 1938, "The law of anomalous numbers", Proceedings of the American Philosophical Society 78.
    """
    if rng.random() < 0.5:
        number[0] = int(log_uniform(1, 10, rng))


def _digits(rng: Random, least: int, most: int) -> str:
    """Make up a number; short ones come oftener than long ones. One in five repeats a digit."""
    count = min(int(rng.integers(least, most + 1)), int(rng.integers(least, most + 1)))
    number = rng.integers(0, len(labels.DIGITS), count)
    begin(number, rng)
    if rng.random() < 0.2:
        number[rng.integers(count) :] = number[rng.integers(count)]
    return "".join(map(str, number))


def _with_signs(rng: Random) -> str:
    """Make up a date, a time, an amount, a fraction, a sum or anything of digits and signs."""
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1900, 2100))
    padded = "02" if rng.random() < 0.5 else "d"
    number = _digits(rng, 1, 6)
    point = str(rng.choice([".", ","]))
    date = str(rng.choice([".", "/", "-"]))
    forms: list[Callable[[], str]] = [
        lambda: f"{day:{padded}}{date}{month:{padded}}{date}{year if rng.random() < 0.6 else year % 100:02}",
        lambda: f"{year}-{month:02}-{day:02}",
        lambda: f"{rng.integers(24):{padded}}:{rng.integers(60):02}",
        lambda: f"{rng.integers(24):02}:{rng.integers(60):02}:{rng.integers(60):02}",
        lambda: f"{_digits(rng, 1, 5)}{point}{_digits(rng, 1, 4)}",
        lambda: f"{rng.choice(['-', '+'])}{number}",
        lambda: f"-{_digits(rng, 1, 4)}{point}{_digits(rng, 1, 3)}",
        lambda: f"{_digits(rng, 1, 3)}/{_digits(rng, 1, 3)}",
        lambda: f"{_digits(rng, 1, 3)}{rng.choice(['+', '-', ':', '/'])}{_digits(rng, 1, 3)}",
        lambda: f"{_digits(rng, 1, 3)}%",
        lambda: f"{_digits(rng, 1, 2)}{point}{_digits(rng, 1, 2)}%",
        lambda: f"{int(rng.integers(1000, 10_000_000)):,}".replace(",", point),
        lambda: f"+{_digits(rng, 2, 12)}",
        lambda: "".join(rng.choice(list(labels.DIGITS + labels.SIGNS), rng.integers(1, 9))),
    ]
    return forms[rng.integers(len(forms))]()


def _among_letters(rng: Random) -> str:
    """Make up a number with a word before or after it, or with a letter or a scribble in it."""
    number = _digits(rng, 1, 8) if rng.random() < 0.7 else _with_signs(rng)
    other = "~" if rng.random() < 0.35 else _word(rng, 1, 1) if rng.random() < 0.3 else _word(rng, 2, 8)
    form = rng.integers(3)
    if form == 2 and len(number) > 1 and len(other) == 1:
        place = int(rng.integers(1, len(number)))
        return number[:place] + other + number[place:]
    space = " " if len(other) > 1 or rng.random() < 0.5 else ""
    return other + space + number if form == 0 else number + space + other


def _word(rng: Random, least: int, most: int) -> str:
    """Make up a word: of letters as often as in English or alike, in small letters, in capitals, or in both."""
    often = np.array(list(_OFTEN.values())) if rng.random() < 0.7 else np.ones(len(_OFTEN))
    word = [str(letter) for letter in rng.choice(list(_OFTEN), rng.integers(least, most + 1), p=often / often.sum())]
    case = rng.random()
    if case > 0.6:
        word = [letter.upper() if case > 0.8 or place == 0 else letter for place, letter in enumerate(word)]
    for place, letter in enumerate(word):
        if letter in _ALIKE and rng.random() > _KEPT:
            word[place] = str(rng.choice(list(_CLEAR)))
    if not set(word) & set(_CLEAR):
        word[rng.integers(len(word))] = str(rng.choice(list(_CLEAR)))
    return "".join(word)
