"""Measure how long one picture takes: one thread, a digit drawn on 280 x 280."""

import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from digitink import Recognizer, picture
from samples.drawing import named, photograph, png, render

RUNS = 400


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return how long each run took, after a tenth as many to warm up."""
    taken = []
    for run in range(runs + runs // 10):
        start = time.perf_counter()
        work()
        if run >= runs // 10:
            taken.append(1e3 * (time.perf_counter() - start))
    return taken


def main() -> None:
    """Print a table: median, fastest tenth, slowest tenth."""
    cv2.setNumThreads(1)
    recognizer = Recognizer()
    drawn = render(named("4 closed"))
    page = Image.fromarray(np.dstack([drawn] * 3))
    shot = photograph(drawn, np.random.default_rng(0))
    file = png(page)
    luminance, seen = picture.load(page), recognizer.predict(page).seen[np.newaxis]
    rows: dict[str, Callable[[], object]] = {
        "predict, RGB canvas": lambda: recognizer.predict(page),
        "predict, its PNG": lambda: recognizer.predict(file),
        "predict, photographed paper": lambda: recognizer.predict(shot),
        "  of the canvas: picture.load": lambda: picture.load(page),
        "  see": lambda: recognizer.see(luminance),
        "  the network": lambda: recognizer.probabilities(seen),
    }
    print(f"{'':32}{'median':>9}{'p10':>9}{'p90':>9}   ms")
    for name, work in rows.items():
        taken = sorted(milliseconds(work))
        print(f"{name:32}{statistics.median(taken):9.2f}{taken[len(taken) // 10]:9.2f}{taken[-len(taken) // 10]:9.2f}")


if __name__ == "__main__":
    main()
