"""Make an epoch for the network that reads digits: MNIST's, those of pens and fonts, and non-digits, all augmented."""

import string
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from digitink.labels import NOT_A_DIGIT
from digitink.training.data import augment, fonts, mnist, outliers, pen
from digitink.training.data.epochs import drawn
from digitink.training.data.strokes import Drawing, by_label

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.intp]
Random = np.random.Generator

PART = 1000  # pictures a core draws at a time
_BY_PEN = 0.25  # of what is no digit, the share drawn along real strokes, where there are any


@dataclass(frozen=True)
class Mix:
    """What an epoch holds. Shares are of the number of MNIST's digits."""

    seed: int = 1
    font_digits: float = 0.06
    pen_digits: float = 0.3
    outliers: float = 0.2
    drawing: augment.Settings | None = None  # None: MNIST's digits as they are, and nothing else


@dataclass(frozen=True)
class DigitSources:
    """What is drawn from: MNIST; digits and other characters of fonts, as sheets; those of pens, others by label."""

    digits: mnist.Digits
    font_digits: mnist.Digits
    characters: Bytes
    pen_digits: list[Drawing] = field(default_factory=list, repr=False)
    pen_characters: list[list[Drawing]] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, digits: mnist.Digits, font_files: Sequence[Path], drawings: Sequence[Drawing] = ()) -> Self:
        """With the characters of these fonts, and of the drawings those that are digits or CHARACTERS."""
        font_digits, which = fonts.sheets(font_files, string.digits)
        characters, _ = fonts.sheets(font_files, outliers.CHARACTERS)
        known = {drawing.label for drawing in drawings}.intersection(outliers.CHARACTERS)
        return cls(
            digits,
            mnist.Digits(font_digits, which.astype(np.uint8)),
            characters,
            [drawing for drawing in drawings if drawing.label in string.digits],
            [[one for one in drawings if one.label == character] for character in sorted(known)],
        )

    @cached_property
    def pens(self) -> dict[str, list[Drawing]]:
        """The digits of pens by label."""
        return by_label(self.pen_digits)


@contextmanager
def epochs(sources: DigitSources, mix: Mix) -> Iterator[Callable[[int, int | None], tuple[Bytes, Bytes]]]:
    """Start what makes an epoch by every core: (epoch, how many are enough) -> pictures and labels, in order to learn.

    Pictures are (n, 28, 28) uint8, labels (n,) uint8. Where so many are enough, the first are drawn, and no more than a
    part beyond.

    An epoch is drawn before it is trained on: processes that draw while TensorFlow trains take its cores just when its
    threads wait for each other, and cost two fifths of its speed.
    """
    if mix.drawing is None:
        digits = sources.digits

        def plain(number: int, enough: int | None) -> tuple[Bytes, Bytes]:
            order = origins(sources, mix, number)[:enough]
            return digits.images[order], digits.labels[order]

        yield plain
        return
    with drawn(partial(draw, settings=mix.drawing), sources, mix.seed) as parts:

        def epoch(number: int, enough: int | None) -> tuple[Bytes, Bytes]:
            order = origins(sources, mix, number)
            starts = range(0, min(len(order), enough or len(order)), PART)
            pictures, labels = zip(*parts(number, [order[start : start + PART] for start in starts]), strict=True)
            return np.concatenate(pictures), np.concatenate(labels)

        yield epoch


def origins(sources: DigitSources, mix: Mix, epoch: int) -> Indices:
    """Choose each picture's origin in an epoch: a digit of MNIST's, a font's or a pen's, counted on; nothing: -1."""
    rng = np.random.default_rng([mix.seed, epoch])
    count, of_fonts, of_pens = len(sources.digits), len(sources.font_digits), len(sources.pen_digits)
    if not mix.drawing:
        return rng.permutation(count)
    font_digits = count + rng.integers(of_fonts, size=round(mix.font_digits * count))
    pen_digits = count + of_fonts + rng.integers(max(1, of_pens), size=round(mix.pen_digits * count) if of_pens else 0)
    non_digits = np.full(round(mix.outliers * count), -1)
    return rng.permutation(np.concatenate([np.arange(count), font_digits, pen_digits, non_digits]))


def draw(sources: DigitSources, order: Indices, rng: Random, settings: augment.Settings) -> tuple[Bytes, Bytes]:
    """Draw pictures of these origins: (n, 28, 28) uint8, and their labels, (n,) uint8."""
    non_digits = iter(outliers.sheets(int((order < 0).sum()), sources.characters, sources.digits.images, rng))
    pictures, labels = zip(*(_drawn_from(int(origin), sources, non_digits, rng) for origin in order), strict=True)
    known = np.array(labels, np.uint8)
    return augment.draw(pictures, known, rng, settings), known


def _drawn_from(
    origin: int, sources: DigitSources, non_digits: Iterator[Bytes], rng: Random
) -> tuple[augment.Picture, int]:
    """Return a picture to draw anew, as augment.draw takes it, and its label. non_digits gives what is no digit."""
    if origin < 0:
        sheet, characters = next(non_digits), sources.pen_characters
        if characters and rng.random() < _BY_PEN:
            drawings = characters[rng.integers(len(characters))]  # each as often, however many there are of it
            return pen.line(drawings[rng.integers(len(drawings))], rng), NOT_A_DIGIT
        return sheet, NOT_A_DIGIT
    for digits in (sources.digits, sources.font_digits):
        if origin < len(digits):
            return digits.images[origin], int(digits.labels[origin])
        origin -= len(digits)
    drawing = sources.pen_digits[origin]
    if rng.random() < pen.BLENDED:
        drawing = pen.between(drawing, sources.pens[drawing.label], rng.uniform(*pen.BETWEEN), rng)
    return pen.line(drawing, rng), int(drawing.label)
