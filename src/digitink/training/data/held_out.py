"""Draw the held-out sets: digits and non-digits on which decisions are made and accuracy is measured."""

import string
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digitink.labels import NOT_A_DIGIT
from digitink.training.data import augment, fonts, mnist, outliers, pen, strokes

# Drawn alike whatever the seed of the training.
_SEED = 2_147_483_647
_DRAWINGS_OF_A_GLYPH = 20
_EACH = 1000
# All are redrawn, none only nudged.
_AUGMENTATION = augment.Settings(kept=0)
# Only the pen changes, from the narrowest to the widest that people choose.
_AS_WRITTEN = augment.Settings(restyled=0, ticked=0, pen=(0.03, 0.15), rotation=0, shear=0, stretch=0, wobble=0, blur=0)

TEST = "MNIST test"  # the one set on which nothing is decided
PLAIN, AUGMENTED, FONT_DIGITS = "held-out digits", "held-out digits drawn anew", "digits of held-out fonts"
PEN_DIGITS = "digits of held-out pens"  # pendigits' 14 writers, as they wrote them, with pens of any width

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]  # mnist.load's: to learn from, held out, to test with


def sets(split: Split, drawings: Sequence[strokes.Drawing] = (), augmented: bool = True) -> dict[str, mnist.Digits]:
    """Return MNIST's test set and its held-out digits; and of a network that learned from augmented digits, all others.

    drawings are digits of writers that no training saw. Raises DataError.
    """
    _, unseen, test = split
    known = {TEST: test, PLAIN: unseen}
    return known | digits(unseen, drawings) | non_digits(unseen.images) if augmented else known


def digits(own: mnist.Digits, drawings: Sequence[strokes.Drawing] = ()) -> dict[str, mnist.Digits]:
    """Draw MNIST's held-out digits anew; and digits of fonts and, where there are any, of writers that nobody saw.

    Raises DataError.
    """
    rng = np.random.default_rng(_SEED)
    glyphs, which = fonts.sheets(fonts.held_out(), string.digits)
    each = mnist.Digits(*(np.repeat(part, _DRAWINGS_OF_A_GLYPH, axis=0) for part in (glyphs, which.astype(np.uint8))))
    known = {
        AUGMENTED: mnist.Digits(augment.draw(own.images, own.labels, rng, _AUGMENTATION), own.labels),
        FONT_DIGITS: mnist.Digits(augment.draw(each.images, each.labels, rng, _AUGMENTATION), each.labels),
    }
    return known | ({PEN_DIGITS: _written(drawings)} if drawings else {})


def _written(drawings: Sequence[strokes.Drawing]) -> mnist.Digits:
    """Digits as they were written, by pens of the canvas' widths: nothing else is changed."""
    rng = np.random.default_rng(_SEED)
    labels = np.array([int(drawing.label) for drawing in drawings], np.uint8)
    lines = [pen.line(drawing, None) for drawing in drawings]
    return mnist.Digits(augment.draw(lines, labels, rng, _AS_WRITTEN), labels)


def non_digits(own: npt.NDArray[np.uint8]) -> dict[str, mnist.Digits]:
    """Draw what is no digit, kind by kind, labeled NOT_A_DIGIT: from held-out fonts and digits, (n, 28, 28).

    Raises DataError.
    """
    rng = np.random.default_rng(_SEED)
    glyphs, _ = fonts.sheets(fonts.held_out(), outliers.CHARACTERS)
    pairs = [rng.choice(len(own), 2, replace=False) for _ in range(_EACH)]
    sheets = {
        "letters and signs of held-out fonts": np.repeat(glyphs, 5, axis=0),
        "scribbles": np.stack([augment.on_sheet(outliers.scribble(rng)) for _ in range(_EACH)]),
        "numbers of two digits": np.stack([outliers.pair(own[left], own[right], rng) for left, right in pairs]),
        "blots": np.stack([augment.on_sheet(outliers.blot(rng)) for _ in range(_EACH)]),
    }
    labels = {name: np.full(len(some), NOT_A_DIGIT, np.uint8) for name, some in sheets.items()}
    return {
        name: mnist.Digits(augment.draw(some, labels[name], rng, _AUGMENTATION), labels[name])
        for name, some in sheets.items()
    }
