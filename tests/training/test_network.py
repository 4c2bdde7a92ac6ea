"""The network takes MNIST's pictures, gives ten logits, and is small enough to ship."""

import numpy as np

from digitink.training import network


def test_a_picture_becomes_ten_logits() -> None:
    logits = np.asarray(network.build()(np.zeros((3, 28, 28, 1), np.float32)))
    assert logits.shape == (3, 10)


def test_its_weights_take_less_than_five_megabytes() -> None:
    assert 4 * network.build().count_params() < 5_000_000
