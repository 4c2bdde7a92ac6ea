"""The network takes MNIST's pictures, gives a logit a digit and one for none, and is small enough to ship."""

import keras
import numpy as np
import pytest

from digitink.numbers import strip
from digitink.training import network


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_a_picture_becomes_eleven_logits_of_32_bits(precision: str) -> None:
    logits = np.asarray(network.build(precision=precision)(np.zeros((3, 28, 28, 1), np.float32)))
    assert logits.shape == (3, 11)
    assert logits.dtype == np.float32


def test_precision_changes_no_weight() -> None:
    fine, coarse = (network.build(precision=precision) for precision in ("float32", "mixed_bfloat16"))
    assert [weight.shape for weight in fine.weights] == [weight.shape for weight in coarse.weights]
    assert {weight.dtype for weight in coarse.weights} == {"float32"}


def test_its_weights_take_less_than_five_megabytes() -> None:
    assert 4 * network.build().count_params() < 5_000_000


def test_a_column_of_a_line_sees_two_digits_to_either_side() -> None:
    keras.utils.set_random_seed(1)
    net = network.build_lines((4, 8, 8, 8))
    picture = np.random.default_rng(0).random((1, strip.HEIGHT, 256, 1), np.float32)
    other = picture.copy()
    other[:, :, 128] = 1 - other[:, :, 128]
    seen, otherwise = (np.asarray(net(each))[0, 0] for each in (picture, other))
    changed = np.flatnonzero(np.abs(seen - otherwise).max(axis=1) > 0) * strip.STEP
    for distance in (128 - changed.min(), changed.max() - 128):
        assert 1.5 * strip.DIGIT < distance <= 2 * strip.DIGIT  # a digit is narrower than high
