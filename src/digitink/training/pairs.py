"""Digits side by side that touch, made of MNIST's and of fonts', for the network that reads two at once."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from digitink import ink, pairs
from digitink.training import augment, mnist, outliers
from digitink.training.lessons import Material

Bytes = npt.NDArray[np.uint8]

PART = 1000  # pictures a core draws at a time
# How many of a hundred are two digits; of the others there are one digit alone, three, one and a part, and letters.
_SHARES = {"two": 0.75, "one": 0.12, "three": 0.06, "partly": 0.05, "character": 0.02}
# Gaps between the digits' boxes, in px of MNIST's, and how often each: most touch, and some only nearly.
_GAPS = {-5: 0.05, -4: 0.08, -3: 0.14, -2: 0.21, -1: 0.2, 0: 0.17, 1: 0.1, 2: 0.05}
_RISE = 1.2  # px by which one stands higher than the other, standard deviation
_FROM_FONTS = 0.1  # of the digits
_NUDGED, _RESIZED, _ANEW = 0.8, 0.5, 0.5  # of the digits, of the digits, and of all that is made
_SIZE = 0.12  # how much digits differ in size, standard deviation of the logarithm
# Two digits share a sheet that is meant for one: so its pens and distortions are about half as large.
_DRAWING = replace(
    augment.Settings(), pen=(0.006, 0.13), swell=0.015, blur=0.012, wobble=0.025, rotation=5.0, stretch=0.08
)


@contextmanager
def lessons(material: Material, seed: int) -> Iterator[Callable[[int, int], tuple[Bytes, Bytes]]]:
    """What draws the parts of an epoch by every core: (epoch, how many parts) -> what draw gives.

    Every epoch differently, every run alike; before it is learnt from, see lessons.Lessons.
    """
    pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), _begin, (material, seed))
    with pool:

        def epoch(number: int, parts: int) -> tuple[Bytes, Bytes]:
            pictures, labels = zip(*pool.map(_draw_part, [number] * parts, range(parts)), strict=True)
            return np.concatenate(pictures), np.concatenate(labels)

        yield epoch


def _begin(material: Material, seed: int) -> None:
    """What a drawing process keeps: sending it with every part would take longer than drawing."""
    global _kept
    _kept = (material, seed)
    cv2.setNumThreads(1)


def _draw_part(epoch: int, part: int) -> tuple[Bytes, Bytes]:
    material, seed = _kept
    return draw(material, PART, np.random.default_rng([seed, epoch, part]))


_kept: tuple[Material, int]


def draw(material: Material, count: int, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    """Make some as the network sees them: (n, 24, 40) uint8; and which digits they are, left and right, (n, 2) uint8.

    What is not two digits is labelled NOTHING twice.
    """
    pictures = np.zeros((count, pairs.HEIGHT, pairs.WIDTH), np.uint8)
    labels = np.full((count, 2), outliers.NOTHING, np.uint8)
    for place, kind in enumerate(rng.choice(list(_SHARES), count, p=list(_SHARES.values()))):
        digits, which = zip(*(_digit(material, rng) for _ in range(3)), strict=True)
        if kind == "two":
            made = beside([_resized(digit, rng) for digit in digits[:2]], rng)
            labels[place] = which[:2]
        elif kind == "three":
            made = beside(digits, rng)
        elif kind == "partly":
            left, right = (outliers.cut_to_ink(digit) for digit in digits[:2])
            made = beside(outliers.partly(left, right, rng), rng)
        else:
            characters = material.characters
            made = digits[0] if kind == "one" else characters[rng.integers(len(characters))]
        if rng.random() < _ANEW:
            sheet = augment.on_sheet(outliers.cut_to_ink(made))
            drawn = augment.draw_sheet(sheet, outliers.NOTHING, rng, _DRAWING)
            made = drawn if drawn.max() > 60 else sheet  # a hairline may be lost in the blur
        pictures[place] = pairs.normalise(made)
    return pictures, labels


def beside(digits: Sequence[Bytes], rng: np.random.Generator) -> Bytes:
    """Set digits (h, w) uint8 side by side so that most touch, ink laid on ink: cut to their ink."""
    cut = [outliers.cut_to_ink(digit) for digit in digits]
    gaps = rng.choice(list(_GAPS), len(cut) - 1, p=list(_GAPS.values()))
    rises = rng.normal(0, _RISE, len(cut)).round().astype(int)
    steps = [0] + [digit.shape[1] + gap for digit, gap in zip(cut, gaps, strict=False)]
    lefts = np.maximum(0, np.cumsum(steps))
    tops = np.array([rise - len(digit) // 2 for digit, rise in zip(cut, rises, strict=True)])
    tops -= tops.min()
    height = max(top + len(digit) for top, digit in zip(tops, cut, strict=True))
    page = np.zeros((height, max(left + digit.shape[1] for left, digit in zip(lefts, cut, strict=True))), np.uint8)
    for digit, top, left in zip(cut, tops, lefts, strict=True):
        own = page[top : top + len(digit), left : left + digit.shape[1]]
        np.maximum(own, digit, out=own)
    return outliers.cut_to_ink(page)


def _digit(material: Material, rng: np.random.Generator) -> tuple[Bytes, int]:
    """One of MNIST's digits, mostly nudged, or one of a font's at their size; and which it is."""
    source: mnist.Digits = material.font_digits if rng.random() < _FROM_FONTS else material.digits
    place = rng.integers(len(source))
    picture = source.images[place]
    if picture.shape[1] != ink.SIDE:
        picture = cv2.resize(picture, (ink.SIDE, ink.SIDE), interpolation=cv2.INTER_AREA)
    if rng.random() < _NUDGED:
        nudged = augment.nudge(picture, rng, augment.Settings())
        picture = nudged if nudged.any() else picture
    return picture, int(source.labels[place])


def _resized(digit: Bytes, rng: np.random.Generator) -> Bytes:
    """Every second digit made larger or smaller, for people write unevenly."""
    if rng.random() >= _RESIZED:
        return digit
    cut, factor = outliers.cut_to_ink(digit), float(np.exp(rng.normal(0, _SIZE)))
    height, width = (max(2, round(factor * length)) for length in cut.shape)
    return cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
