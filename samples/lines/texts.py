"""What is written on a line: a number, a number with signs as people write dates and amounts, or letters."""

from collections.abc import Callable

import numpy as np

from digitink.labels import DIGITS
from samples.lines.hands import letters

WITHOUT_DIGITS = "letters"  # the kind of line that has none
_LONGEST = 10  # digits of a number
_LARGEST = 6  # digits of an amount


def text_of(kind: str, rng: np.random.Generator) -> str:
    """Choose what a line of a kind says."""
    if kind == "signs":
        return _FORMS[rng.integers(len(_FORMS))](rng)
    if kind == WITHOUT_DIGITS:
        return "".join(rng.choice(letters(), rng.integers(3, 9)))
    if kind == "amounts":  # spread evenly over all magnitudes, as what people count and measure is (Benford 1938)
        return str(int(10 ** rng.uniform(0, _LARGEST)))
    return number(rng, 2 if kind in ("touching", "joined") else 1, _LONGEST)


def number(rng: np.random.Generator, least: int, most: int) -> str:
    """Draw a number of so many digits, with zeros before it as in a code."""
    return "".join(map(str, rng.integers(len(DIGITS), size=rng.integers(least, most + 1))))


def _amount(rng: np.random.Generator, most: int) -> str:
    """Draw a whole number as people write it: nothing before the first digit but a single 0."""
    return str(int(number(rng, 1, most)))


def _date(rng: np.random.Generator) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1930, 2040))
    return [
        f"{day}.{month}.{year}",
        f"{day:02}.{month:02}.{year}",
        f"{day}.{month}.{year % 100:02}",
        f"{day:02}/{month:02}/{year}",
        f"{year}-{month:02}-{day:02}",
    ][rng.integers(5)]


def _decimal(rng: np.random.Generator) -> str:
    return _amount(rng, 4) + str(rng.choice([".", ","])) + number(rng, 1, 3)


def _negative(rng: np.random.Generator) -> str:
    return "-" + (str(rng.integers(1, 10 ** rng.integers(1, 5))) if rng.random() < 0.7 else _decimal(rng))


def _fraction(rng: np.random.Generator) -> str:
    return f"{rng.integers(1, 30)}/{rng.integers(2, 100)}"


def _time(rng: np.random.Generator) -> str:
    return f"{rng.integers(24)}:{rng.integers(60):02}"


def _plus(rng: np.random.Generator) -> str:
    first, second = _amount(rng, 3), _amount(rng, 4)
    return f"{first}+{second}" if rng.random() < 0.5 else f"+{second}"


def _percent(rng: np.random.Generator) -> str:
    return (_decimal(rng) if rng.random() < 0.3 else _amount(rng, 3)) + "%"


_FORMS: tuple[Callable[[np.random.Generator], str], ...] = (
    *(_date, _date, _decimal, _decimal),
    *(_negative, _fraction, _time, _plus, _percent),
)
