"""Strings set from MNIST's test pictures are read, those that touch among them."""

import numpy as np

from benchmarks.strings import LENGTH, string
from digitink import Recognizer, segmentation
from digitink.training import mnist

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


def test_strings_of_test_digits_are_read_though_some_touch(digits: Split, recognizer: Recognizer) -> None:
    rng = np.random.default_rng(7)
    strings = [string(digits[2], rng) for _ in range(150)]
    read = [recognizer.read(page).text == text for page, text in strings]
    assert np.mean(read) > 0.92
    touching = [sum(len(line.pieces) for line in segmentation.lines(page)) < LENGTH for page, _ in strings]
    assert sum(touching) > 20
    assert np.mean(np.array(read)[touching]) > 0.8


def test_as_many_strings_are_right_as_their_confidence_says_and_the_doubted_are_misread_oftener(
    digits: Split, recognizer: Recognizer
) -> None:
    rng = np.random.default_rng(8)
    strings = [string(digits[2], rng) for _ in range(800)]
    readings = [recognizer.read(page) for page, _ in strings]
    right = np.array([reading.text == text for reading, (_, text) in zip(readings, strings, strict=True)])
    confidence = np.array([reading.confidence for reading in readings])
    assert abs(confidence.mean() - right.mean()) < 0.04
    # Not nearly all: MNIST's test set has digits that look like another one, and those are misread confidently.
    least_sure = np.argsort(confidence)[: len(strings) // 10]
    assert np.sum(~right[least_sure]) > 0.25 * np.sum(~right)
