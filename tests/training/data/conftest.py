"""What the tests make photographs of: a few digits, the project's own strokes, and the fonts where they can be had."""

from pathlib import Path

import numpy as np
import pytest

from digitink.errors import DataError
from digitink.training.data import fonts, mnist
from digitink.training.data.handwriting import Sources
from digitink.training.data.strokes import Drawing, Strokes
from samples.drawing import DRAWINGS

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


@pytest.fixture(scope="session")
def own_strokes() -> Strokes:
    """The project's own strokes, as those of others are loaded, and a full stop."""
    drawn = [
        Drawing(str(drawing.digit), tuple(np.array(stroke, np.float32) for stroke in drawing.strokes))
        for drawing in DRAWINGS
    ]
    return Strokes(drawn, [], [Drawing(".", (np.zeros((1, 2), np.float32),))], ())


@pytest.fixture(scope="session")
def few(digits: Split) -> mnist.Digits:
    """Enough digits for each to be there."""
    return mnist.Digits(digits[0].images[:100], digits[0].labels[:100])


@pytest.fixture(scope="session")
def prints() -> list[Path]:
    """Fonts of print."""
    return _loaded(fonts.PRINTED)


@pytest.fixture(scope="session")
def hands() -> list[Path]:
    """Fonts of handwriting."""
    return _loaded(fonts.CATALOG)


@pytest.fixture(scope="session")
def sources(few: mnist.Digits, own_strokes: Strokes, hands: list[Path]) -> Sources:
    """Hands of all three kinds."""
    return Sources.of(few, hands, own_strokes)


def _loaded(catalog: fonts.Catalog) -> list[Path]:
    try:
        return fonts.load(catalog=catalog)[0]
    except DataError as error:
        pytest.skip(f"The fonts cannot be had here: {error}")
