"""How many pictures a second a batch is read at: one thread, digits drawn on 280 x 280."""

import statistics
import time

import cv2

from digitink import Recognizer
from tests.drawing import DRAWINGS, render

BATCH, RUNS = 1024, 10


def main() -> None:
    """Print the median rate, and the slowest and fastest."""
    cv2.setNumThreads(1)
    recognizer = Recognizer()
    pictures = [render(drawing) for drawing in DRAWINGS]
    pictures = (pictures * (BATCH // len(pictures) + 1))[:BATCH]
    rates = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        recognizer.predict_batch(pictures)
        rates.append(BATCH / (time.perf_counter() - start))
    rates = rates[1:]  # the first warms up
    print(f"predict_batch of {BATCH}: {statistics.median(rates):.0f} a second ({min(rates):.0f} to {max(rates):.0f})")


if __name__ == "__main__":
    main()
