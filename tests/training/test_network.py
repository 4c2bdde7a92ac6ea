"""The network takes MNIST's pictures, gives a logit a digit and one for none, and is small enough to ship."""

import numpy as np
import pytest

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
