"""The temperature makes overconfident answers honest, and the error measures how far they are from it."""

import numpy as np
import pytest
from scipy.special import softmax

from digitink.training import calibration


def logits_and_labels(temperature: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are too sure by a factor, and labels drawn as honest ones would say."""
    rng = np.random.default_rng(seed)
    calibrated = rng.normal(0, 2, (20_000, 10))
    labels = np.array([rng.choice(10, p=row) for row in softmax(calibrated, axis=1)], np.uint8)
    return calibrated * temperature, labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_spoilt_the_logits_is_found(temperature: float) -> None:
    logits, labels = logits_and_labels(temperature)
    assert calibration.fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.05)


def test_calibration_error_is_small_if_calibrated() -> None:
    logits, labels = logits_and_labels(3.0)
    assert calibration.calibration_error(softmax(logits / 3, axis=1), labels) < 0.01
    assert calibration.calibration_error(softmax(logits, axis=1), labels) > 0.1


def test_the_error_of_a_known_case() -> None:
    probabilities = np.full((10, 10), 0.2 / 9)
    probabilities[:, 0] = 0.8
    labels = np.array([0] * 6 + [1] * 4, np.uint8)
    assert calibration.calibration_error(probabilities, labels) == pytest.approx(0.2)


def test_threshold_accepts_its_proportion() -> None:
    logits, _ = logits_and_labels(1.0)
    certainty = softmax(logits, axis=1).max(axis=1)
    threshold = calibration.least_certainty(certainty, accepted=0.9)
    assert (certainty >= threshold).mean() == pytest.approx(0.9, abs=1e-3)
