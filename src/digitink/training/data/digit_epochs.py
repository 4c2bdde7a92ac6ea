"""Make an epoch for the network that reads digits: MNIST's, those of pens and fonts, and non-digits, all augmented."""

import multiprocessing
import os
import string
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from digitink.labels import NOT_A_DIGIT
from digitink.parent import end_with_parent
from digitink.training.data import augment, fonts, mnist, outliers, pen
from digitink.training.data.strokes import Drawing

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.intp]
Random = np.random.Generator

_PART = 1000  # pictures a core draws at a time
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


class DigitEpochs:
    """Draws epochs; every epoch differently, every run alike, however many cores there are.

    An epoch is drawn before it is trained on: processes that draw while TensorFlow trains take its
    cores just when its threads wait for each other, and cost two fifths of its speed.
    """

    def __init__(self, sources: DigitSources, mix: Mix) -> None:
        self.sources, self.mix = sources, mix
        self._pool: ProcessPoolExecutor | None = None

    def __len__(self) -> int:
        """Return how many pictures an epoch holds."""
        return len(_origins(self.sources, self.mix, 0))

    def __enter__(self) -> Self:
        """Start the processes that draw; TensorFlow's threads do not survive a fork."""
        if self.mix.drawing:
            self._pool = ProcessPoolExecutor(
                os.cpu_count(), multiprocessing.get_context("spawn"), _begin, (self.sources, self.mix)
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def epoch(self, number: int, enough: int | None = None) -> tuple[Bytes, Bytes]:
        """Return the pictures (n, 28, 28) uint8 and labels (n,) uint8 of an epoch, in the order to learn them.

        Where so many of them are enough, the first are drawn, and no more than a part beyond.
        """
        if not self._pool:
            order = _origins(self.sources, self.mix, number)[:enough]
            return self.sources.digits.images[order], self.sources.digits.labels[order]
        parts = range(-(-min(len(self), enough or len(self)) // _PART))
        pictures, labels = zip(*self._pool.map(_draw_part, [number] * len(parts), parts), strict=True)
        return np.concatenate(pictures), np.concatenate(labels)


def _origins(sources: DigitSources, mix: Mix, epoch: int) -> Indices:
    """Choose each picture's origin in an epoch: a digit of MNIST's, a font's or a pen's, counted on; nothing: -1."""
    rng = np.random.default_rng([mix.seed, epoch])
    count, of_fonts, of_pens = len(sources.digits), len(sources.font_digits), len(sources.pen_digits)
    if not mix.drawing:
        return rng.permutation(count)
    font_digits = count + rng.integers(of_fonts, size=round(mix.font_digits * count))
    pen_digits = count + of_fonts + rng.integers(max(1, of_pens), size=round(mix.pen_digits * count) if of_pens else 0)
    non_digits = np.full(round(mix.outliers * count), -1)
    return rng.permutation(np.concatenate([np.arange(count), font_digits, pen_digits, non_digits]))


def draw_part(sources: DigitSources, mix: Mix, epoch: int, part: int) -> tuple[Bytes, Bytes]:
    """Draw some pictures of an epoch: (n, 28, 28) uint8, and their labels, (n,) uint8."""
    rng = np.random.default_rng([mix.seed, epoch, part])
    origins = _origins(sources, mix, epoch)[part * _PART : (part + 1) * _PART]
    non_digits = iter(outliers.sheets(int((origins < 0).sum()), sources.characters, sources.digits.images, rng))
    pictures, labels = zip(*(_drawn_from(int(origin), sources, non_digits, rng) for origin in origins), strict=True)
    known = np.array(labels, np.uint8)
    return augment.draw(pictures, known, rng, mix.drawing), known


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
    return pen.line(drawing, rng), int(drawing.label)


def _begin(sources: DigitSources, mix: Mix) -> None:
    """Keep in a drawing process what it draws from: sending it with every part would take longer than drawing."""
    global _state
    _state = (sources, mix)
    cv2.setNumThreads(1)
    end_with_parent()


def _draw_part(epoch: int, part: int) -> tuple[Bytes, Bytes]:
    return draw_part(*_state, epoch, part)


_state: tuple[DigitSources, Mix]
