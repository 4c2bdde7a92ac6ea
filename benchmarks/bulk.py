"""How fast `digitink bulk` reads on one core and on two, beside a plain loop; how its cost grows; what memory it takes.

Linux: nothing else tells what processes take. A run is kept to its cores, with all that Ray starts for it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from samples.bulk import sources
from samples.drawing import png
from samples.servers.start import DIGITINK
from samples.writing import Hand, written

_LOOP = """if True:
    import sys, time
    import cv2
    from pathlib import Path
    from digitink import Recognizer
    cv2.setNumThreads(1)
    recognizer, paths = Recognizer(), sorted(Path(sys.argv[2]).rglob("*.png"))[:int(sys.argv[3])]
    began, used = time.perf_counter(), time.process_time()
    recognizer.predict_batch(paths) if sys.argv[1] == "digits" else [recognizer.read(path) for path in paths]
    print(time.perf_counter() - began, time.process_time() - used)
"""
_READER = "reader"
_TICK = os.sysconf("SC_CLK_TCK")
_EVERY = 0.2  # seconds between two looks at the processes


@dataclass(frozen=True)
class Run:
    """What it took to read so many pictures."""

    pictures: int
    seconds: float
    cpu: dict[str, float]  # seconds of the processors that the processes of a kind used
    memory: dict[str, int]  # the most MB of 1,000,000 bytes that a process of a kind had

    def row(self, name: str) -> str:
        """Return a line of the table."""
        each = ", ".join(f"{kind} {1e3 * used / self.pictures:.2f}" for kind, used in sorted(self.cpu.items()))
        memory = ", ".join(f"{kind} {most}" for kind, most in sorted(self.memory.items()))
        return f"{name:16}{self.pictures:>9,}{self.seconds:>9.1f}   {each:<50}{memory}"


HEADING = f"{'':16}{'pictures':>9}{'seconds':>9}   {'processor, ms a picture':<50}most MB of a process"


def loop(kind: str, folder: Path, pictures: int) -> Run:
    """Read in a plain loop, on one core."""
    printed = subprocess.run(
        [sys.executable, "-c", _LOOP, kind, str(folder), str(pictures)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=_keeping_to(1),
    ).stdout
    seconds, cpu = map(float, printed.split())
    return Run(pictures, seconds, {_READER: cpu}, {})


def bulk(kind: str, folder: Path, cores: int) -> Run:
    """Read by `digitink bulk` on so many cores; its seconds are those of the whole command."""
    pictures = sum(1 for _ in folder.rglob("*.png"))
    options = ["--digits"] * (kind == "digits") + ["--readers", str(cores)]
    memory: defaultdict[str, int] = defaultdict(int)
    used: dict[tuple[int, str], float] = {}
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        command = [DIGITINK, "bulk", str(folder), f"{out}/out", *options]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet, preexec_fn=_keeping_to(cores)) as process:
            while process.poll() is None:
                for pid, title in _processes(process.pid).items():
                    seconds, most = _used(pid)
                    memory[title] = max(memory[title], most)
                    used[pid, title] = max(seconds, used.get((pid, title), 0.0))
                time.sleep(_EVERY)
        assert process.returncode == 0, f"{command} ended with {process.returncode}"
        cpu: defaultdict[str, float] = defaultdict(float)
        for (_, title), seconds in used.items():
            cpu[title] += seconds
        return Run(pictures, time.perf_counter() - began, dict(cpu), dict(memory))


def _keeping_to(cores: int):  # type: ignore[no-untyped-def]
    some = sorted(os.sched_getaffinity(0))[:cores]
    return lambda: os.sched_setaffinity(0, some)


def _processes(driver: int) -> dict[int, str]:
    """Return the driver and what it started, by what each does."""
    printed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    parents = {
        int(pid): (int(parent), args) for pid, parent, args in (line.split(None, 2) for line in printed.splitlines())
    }
    return {pid: _what(driver, pid, args) for pid, (_, args) in parents.items() if _is_below(driver, pid, parents)}


def _is_below(driver: int, pid: int, parents: dict[int, tuple[int, str]]) -> bool:
    while pid in parents and pid != driver:
        pid = parents[pid][0]
    return pid == driver


def _what(driver: int, pid: int, args: str) -> str:
    if pid == driver:
        return "driver"
    return _READER if args.startswith("ray::MapWorker") else "others"


def _used(pid: int) -> tuple[float, int]:
    """Return a process's seconds of the processors, and its most MB; nothing where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0, 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return (int(fields[11]) + int(fields[12])) / _TICK, round(int(peak.split()[1]) * 1024 / 1e6)


def main() -> None:
    """Print a table a kind of picture, and what follows from it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--digits", type=int, default=20_000, help="canvases with a digit each; 0: none")
    options.add_argument("--numbers", type=int, default=4_000, help="canvases with a number each")
    chosen = options.parse_args()
    for kind in ("digits", "numbers"):
        most: int = getattr(chosen, kind)
        if not most:
            continue
        with tempfile.TemporaryDirectory() as folder:
            measure(kind, _made(kind, Path(folder), most // 10), _made(kind, Path(folder), most))


def _made(kind: str, folder: Path, count: int) -> Path:
    """Make a folder of canvases with a digit or with a year each."""
    at = folder / str(count)
    if kind == "digits":
        return sources.folder(at, count)
    at.mkdir()
    for place in range(count):
        (at / f"{place:06}.png").write_bytes(png(written([str(1900 + place % 150)], Hand())[0]))
    return at


def measure(kind: str, few: Path, many: Path) -> None:
    """Print how long each way took to read few pictures and many."""
    print(f"{kind}\n{HEADING}")
    plain = loop(kind, many, int(few.name))
    print(plain.row("loop, one core"))
    runs = {}
    for cores in (1, 2):
        for folder in (few, many):
            runs[cores, folder] = run = bulk(kind, folder, cores)
            print(run.row(f"bulk, {cores} core{'s' * (cores > 1)}"), flush=True)
    again = loop(kind, many, int(few.name))
    print(again.row("loop, one core"))
    rates, costs = {}, {}
    for cores in (1, 2):
        first, second = runs[cores, few], runs[cores, many]
        more = second.pictures - first.pictures
        rates[cores] = more / (second.seconds - first.seconds)
        costs[cores] = (sum(second.cpu.values()) - sum(first.cpu.values())) / more
        start = first.seconds - first.pictures / rates[cores]
        print(
            f"{cores}: {rates[cores]:.0f} a second after {start:.1f} s; {1e3 * costs[cores]:.2f} ms of processor each"
        )
    read = plain.pictures + again.pictures
    rate, cost = read / (plain.seconds + again.seconds), (plain.cpu[_READER] + again.cpu[_READER]) / read
    print(f"the loop: {rate:.0f} a second; {1e3 * cost:.2f} ms of processor each")
    print(f"a core under Ray: {rates[1] / rate:.2f} of the loop's; by processor time {cost / costs[1]:.2f}")
    print(
        f"two cores: {rates[2] / rates[1]:.2f} times one; by processor time {2 * costs[1] / costs[2]:.2f}", flush=True
    )


if __name__ == "__main__":
    main()
