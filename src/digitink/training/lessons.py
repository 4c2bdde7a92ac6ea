"""One epoch to learn from: MNIST's digits, digits of fonts and what is none, drawn anew by every core."""

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training import augment, fonts, mnist, outliers

Bytes = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.intp]

_PART = 1000  # pictures a core draws at a time


@dataclass(frozen=True)
class Plan:
    """What an epoch holds. Shares are of the number of MNIST's digits."""

    seed: int = 1
    font_digits: float = 0.06
    outliers: float = 0.2
    drawing: augment.Settings | None = None  # None: MNIST's digits as they are, and nothing else


@dataclass(frozen=True)
class Material:
    """What is drawn from: MNIST, and the fonts' digits and other characters as sheets."""

    digits: mnist.Digits
    font_digits: mnist.Digits
    characters: Bytes

    @classmethod
    def of(cls, digits: mnist.Digits, font_files: Sequence[Path]) -> Self:
        """With the characters of these fonts."""
        font_digits, which = fonts.sheets(font_files, "0123456789")
        characters, _ = fonts.sheets(font_files, outliers.CHARACTERS)
        return cls(digits, mnist.Digits(font_digits, which.astype(np.uint8)), characters)


class Lessons:
    """Draws epochs; every epoch differently, every run alike, however many cores there are.

    An epoch is drawn before it is trained on: processes that draw while TensorFlow trains take its
    cores just when its threads wait for each other, and cost two fifths of its speed.
    """

    def __init__(self, material: Material, plan: Plan) -> None:
        self.material, self.plan = material, plan
        self._pool: ProcessPoolExecutor | None = None

    def __len__(self) -> int:
        """How many pictures an epoch holds."""
        return len(_sources(self.material, self.plan, 0))

    def __enter__(self) -> Self:
        """Start the processes that draw; TensorFlow's threads do not survive a fork."""
        if self.plan.drawing:
            self._pool = ProcessPoolExecutor(
                os.cpu_count(), multiprocessing.get_context("spawn"), _begin, (self.material, self.plan)
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def epoch(self, number: int) -> tuple[Bytes, Bytes]:
        """Return the pictures (n, 28, 28) uint8 and labels (n,) uint8 of an epoch, in the order to learn them."""
        if not self._pool:
            order = _sources(self.material, self.plan, number)
            return self.material.digits.images[order], self.material.digits.labels[order]
        parts = range(-(-len(self) // _PART))
        pictures, labels = zip(*self._pool.map(_draw_part, [number] * len(parts), parts), strict=True)
        return np.concatenate(pictures), np.concatenate(labels)


def _sources(material: Material, plan: Plan, epoch: int) -> Indices:
    """What each picture of an epoch is made from: a digit of MNIST's, of a font's (counted on), or nothing (-1)."""
    rng = np.random.default_rng([plan.seed, epoch])
    count = len(material.digits)
    if not plan.drawing:
        return rng.permutation(count)
    font_digits = count + rng.integers(len(material.font_digits), size=round(plan.font_digits * count))
    nothing = np.full(round(plan.outliers * count), -1)
    return rng.permutation(np.concatenate([np.arange(count), font_digits, nothing]))


def draw_part(material: Material, plan: Plan, epoch: int, part: int) -> tuple[Bytes, Bytes]:
    """Draw some pictures of an epoch: (n, 28, 28) uint8, and their labels, (n,) uint8."""
    rng = np.random.default_rng([plan.seed, epoch, part])
    sources = _sources(material, plan, epoch)[part * _PART : (part + 1) * _PART]
    none = outliers.sheets(int((sources < 0).sum()), material.characters, material.digits.images, rng)
    pictures, labels, count, spent = [], [], len(material.digits), 0
    for source in sources:
        if source < 0:
            pictures.append(none[spent])
            labels.append(outliers.NOTHING)
            spent += 1
        else:
            digits, place = (material.digits, source) if source < count else (material.font_digits, source - count)
            pictures.append(digits.images[place])
            labels.append(int(digits.labels[place]))
    known = np.array(labels, np.uint8)
    return augment.draw(pictures, known, rng, plan.drawing), known


def _begin(material: Material, plan: Plan) -> None:
    """What a drawing process keeps: sending it with every part would take longer than drawing."""
    global _kept
    _kept = (material, plan)
    cv2.setNumThreads(1)


def _draw_part(epoch: int, part: int) -> tuple[Bytes, Bytes]:
    return draw_part(*_kept, epoch, part)


_kept: tuple[Material, Plan]
