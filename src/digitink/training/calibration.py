"""Calibrate: fit the temperature, and choose the least certainty that is accepted."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

Floats = npt.NDArray[np.floating]
Bytes = npt.NDArray[np.uint8]


def fit_temperature(logits: Floats, labels: Bytes) -> float:
    """Return the temperature to divide logits (n, labels) by that makes the labels (n,) likeliest.

    Dividing changes no prediction, only its confidence. Source: Guo et al. 2017, "On calibration of modern
    neural networks", arXiv 1706.04599.
    """
    rows = np.arange(len(labels))

    def cross_entropy(log_temperature: float) -> float:
        return float(-log_softmax(logits / np.exp(log_temperature), axis=1)[rows, labels].mean())

    return float(np.exp(minimize_scalar(cross_entropy, bounds=(-3, 3), method="bounded").x))


def least_certainty(certainty: Floats, accepted: float) -> float:
    """Return the certainty that this proportion of digits reaches, given that of each, (n,)."""
    return float(np.quantile(certainty, 1 - accepted))


def calibration_error(probabilities: Floats, labels: Bytes, bins: int = 15) -> float:
    """Measure expected calibration error, 0 to 1, of probabilities (n, labels), over bins of equal width.

    Source: Guo et al. 2017, "On calibration of modern neural networks", arXiv 1706.04599.
    """
    return error_of_confidence(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels, bins)


def error_of_confidence(confidence: Floats, right: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """Measure the same of predictions: the confidence of each, (n,), 0 to 1; whether it is right, (n,)."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((confidence - right)[which == each].sum()) for each in range(bins)]
    return float(np.sum(gaps) / len(right))
