"""Measure the time from start to the first response, and the size on disk."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from samples.drawing import named, render

RUNS = 9


def seconds(program: str) -> list[float]:
    """Return how long each of several fresh Pythons took to run a program, after one to warm the disk's cache."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return taken[1:]


def main() -> None:
    """Print a table of seconds: median, fastest, slowest; of whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digit.png"
        Image.fromarray(render(named("4 closed"))).save(path)
        programs = {
            "Python alone": "pass",
            "import digitink": "import digitink",
            "and its first answer": f"import digitink; digitink.Recognizer().predict({str(path)!r})",
        }
        print(f"{'':24}{'median':>9}{'least':>9}{'most':>9}   s")
        for name, program in programs.items():
            taken = seconds(program)
            print(f"{name:24}{statistics.median(taken):9.2f}{min(taken):9.2f}{max(taken):9.2f}")
    environment = Path(sys.prefix)
    size = sum(path.stat().st_blocks * 512 for path in environment.rglob("*") if path.is_file())
    print(f"\n{environment.name}: {size / 1e6:.0f} MB on disk")


if __name__ == "__main__":
    main()
