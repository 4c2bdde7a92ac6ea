"""Two digits that touch are seen whole, and each is read."""

import numpy as np
import pytest

from digitink import EmptyPicture, ModelError, Recognizer, model, pairs
from tests.writing import Hand, written


def bar(height: int, width: int) -> np.ndarray:
    return np.pad(np.full((height, width), 200, np.uint8), 7)


@pytest.mark.parametrize(("height", "width", "wide"), [(40, 30, 15), (10, 8, 16), (20, 60, 36), (60, 3, 1)])
def test_ink_is_20_px_high_in_the_middle_and_at_most_36_wide(height: int, width: int, wide: int) -> None:
    seen = pairs.normalise(bar(height, width))
    assert seen.shape == (pairs.HEIGHT, pairs.WIDTH)
    assert seen.max() == 255
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    assert (rows[0], rows[-1]) == (2, 21)
    assert len(columns) == wide
    assert abs((columns[0] + columns[-1] + 1) - pairs.WIDTH) <= 1


def test_nothing_cannot_be_set() -> None:
    with pytest.raises(EmptyPicture):
        pairs.normalise(np.zeros((9, 9), np.uint8))


def test_the_probabilities_of_all_pairs_are_that_of_being_one() -> None:
    logits = np.random.default_rng(0).normal(0, 3, (5, 21))
    tables = np.exp(pairs.log_probabilities(logits))
    np.testing.assert_allclose(tables.sum(axis=(1, 2)), 1 / (1 + np.exp(-logits[:, pairs.TWO])))
    likeliest = [np.unravel_index(table.argmax(), (10, 10)) for table in tables]
    assert likeliest == [(row[:10].argmax(), row[10:20].argmax()) for row in logits]


def test_the_shipped_network_is_small_and_has_its_card() -> None:
    net = pairs.load()
    assert net.path.stat().st_size < 1_000_000
    assert net.card["sha256"] == net.sha256
    assert net.card["measured"]["held-out pairs"]["accuracy"] > 0.95


def test_a_network_of_digits_reads_no_pairs() -> None:
    with pytest.raises(ModelError, match="24 x 40"):
        pairs.load(model.SHIPPED)
    with pytest.raises(ModelError, match="28 x 28"):
        Recognizer(pairs.SHIPPED)


def test_digits_that_overlap_are_read_with_honest_predictions(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(4)
    right = 0
    for _ in range(30):
        number = "".join(map(str, rng.integers(0, 10, 2)))
        reading = recognizer.read(written([number], Hand(gap=-0.04), rng)[0])
        right += reading.text == number
        assert "".join(str(mark.prediction.digit) for mark in reading.digits) == reading.text
        assert all(sum(mark.prediction.probabilities) == pytest.approx(1) for mark in reading.digits)
    assert right >= 24
