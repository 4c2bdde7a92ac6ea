"""Draw from wide ranges, evenly in the logarithm."""

import numpy as np


def log_uniform(low: float, high: float, rng: np.random.Generator) -> float:
    """Draw a number between low and high, both above 0; one that is twice another is as likely anywhere."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
