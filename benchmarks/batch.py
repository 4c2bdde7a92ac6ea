"""Measure how many pictures per second a batch is read at: one thread, digits drawn on 280 x 280."""

import statistics

import cv2

from benchmarks.latency import milliseconds
from digitink import Recognizer
from samples.drawing import DRAWINGS, render

BATCH, RUNS = 1024, 10


def main() -> None:
    """Print the median rate, and the slowest and fastest."""
    cv2.setNumThreads(1)
    recognizer = Recognizer()
    pictures = [render(drawing) for drawing in DRAWINGS]
    pictures = (pictures * (BATCH // len(pictures) + 1))[:BATCH]
    rates = [1e3 * BATCH / taken for taken in milliseconds(lambda: recognizer.predict_batch(pictures), RUNS)]
    print(f"predict_batch of {BATCH}: {statistics.median(rates):.0f} a second ({min(rates):.0f} to {max(rates):.0f})")


if __name__ == "__main__":
    main()
