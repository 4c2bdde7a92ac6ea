"""How often a string of five of MNIST's test digits is read exactly, and how long a canvas with five digits takes.

The digits stand side by side with gaps of -2 to 10 px between their boxes, so that some touch.
"""

import argparse
import statistics

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.latency import milliseconds
from digitink import Recognizer
from digitink.training import calibration, mnist
from tests.writing import Hand, written

Bytes = npt.NDArray[np.uint8]

LENGTH, CLOSEST, WIDEST = 5, -2, 10
_MARGIN = 4  # px around a string


def string(digits: mnist.Digits, rng: np.random.Generator) -> tuple[Bytes, str]:
    """Set some digits side by side: (36, w) uint8, light on black, and what they are."""
    chosen = rng.integers(len(digits), size=LENGTH)
    page = np.zeros((28, 0), np.uint8)
    for digit in digits.images[chosen]:
        x, _, width, _ = cv2.boundingRect(digit)
        gap = int(rng.integers(CLOSEST, WIDEST + 1)) if page.size else 0
        start = max(0, page.shape[1] + gap)
        wider = np.zeros((28, max(page.shape[1], start + width)), np.uint8)
        wider[:, : page.shape[1]] = page
        wider[:, start : start + width] = np.maximum(wider[:, start : start + width], digit[:, x : x + width])
        page = wider
    return np.pad(page, _MARGIN), "".join(map(str, digits.labels[chosen]))


def main() -> None:
    """Print the share read exactly, how honest its confidence is, and the median time of a canvas of five digits."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--held-out", action="store_true", help="of the held-out digits, to choose by")
    chosen = options.parse_args()
    recognizer, rng = Recognizer(), np.random.default_rng(0)
    digits = mnist.load()[1 if chosen.held_out else 2]
    strings = [string(digits, rng) for _ in range(chosen.count)]
    readings = [recognizer.read(page) for page, _ in strings]
    exact = np.array([reading.text == text for reading, (_, text) in zip(readings, strings, strict=True)])
    error = 100 * exact.std() / np.sqrt(len(exact))
    print(f"{len(exact)} strings of {LENGTH}: {100 * exact.mean():.2f} +- {error:.2f} % exact")
    confidence = np.array([reading.confidence for reading in readings])
    print(f"calibration error {100 * calibration.error_of_confidence(confidence, exact):.2f} %")
    least_sure = np.argsort(confidence)[: len(exact) // 10]
    print(f"the least sure tenth holds {100 * np.sum(~exact[least_sure]) / np.sum(~exact):.0f} % of those misread")
    cv2.setNumThreads(1)
    page, _ = written(["20735"], Hand(size=150, pen=0.08))
    taken = sorted(milliseconds(lambda: recognizer.read(page), runs=100))
    tenth = len(taken) // 10
    print(
        f"a canvas of {page.shape[1]} x {page.shape[0]} with five digits: median {statistics.median(taken):.2f} ms "
        f"({taken[tenth]:.2f} to {taken[-tenth]:.2f})"
    )


if __name__ == "__main__":
    main()
