"""Run the server for an hour with a fault every minute: what fails, is lost or wrong, and how much memory it takes.

Clients on the same machine keep it at 70 % of what it can do there, over loopback alone. Linux, PostgreSQL, Redis.
"""

import argparse
import itertools
import os
import re
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.steady import CLIENTS, Clients, Ledger, questions
from digitink import Recognizer
from digitink.corrections import Store
from samples import hostile
from samples.drawing import png
from samples.servers import postgres, redis
from samples.servers.clients import CORRECTIONS, Server, eventually, running
from samples.servers.faults import BODY, HEAD, away, filled, hanging, small_disk

WORKER, DATABASE, REDIS = "worker killed", "database away", "Redis away"
DISK, SLOW, HOSTILE = "disk full", "slow clients", "hostile clients"
_QUIET = "no fault"

_WORKERS, _SHARE = 2, 0.7
_HANGING = 64  # slow clients of each kind: as many as a worker has threads
_MOST_HOSTILE = 2 << 20  # bytes of a picture
_LOOK = 2.0  # seconds between two looks at memory
# What the server is told. The limit is one that nobody reaches, so that Redis is asked each time. A request may wait
# long for its turn, on a machine that is busy with other work too.
_OPTIONS = ("--workers", str(_WORKERS), "--rate-limit", "10000000/minute", "--receive-seconds", "300", "--log", "off")


@dataclass(frozen=True)
class Plan:
    """How long a soak is, and how much."""

    seconds: float = 3600  # and as much longer as it takes to be well again after a fault
    every: float = 60  # seconds from a fault to the next; it lasts a third of that
    calibrating: float = 15  # seconds of asking as fast as can be
    most: int = 5_000_000  # requests


@dataclass
class Soak:
    """What came of it."""

    rate: float  # requests a second that it bore without faults
    ledger: Ledger
    memory: Sequence[tuple[float, int]]  # when, and a worker's MB of 1,000,000 bytes
    stored: Sequence[tuple[str, int | str | None]]  # the SHA-256 and the digit of each correction
    complaints: list[str] = field(default_factory=list)

    def failures(self) -> list[str]:
        """Say what was not as it should be; nothing where all was."""
        found = [*self.complaints, *self.ledger.misses(self.stored)]
        for name, phase in self.ledger.phases.items():
            if phase.wrong:
                found.append(f"{name}: {phase.wrong} answers were wrong")
            if not phase.right:
                found.append(f"{name}: nothing was answered")
            for (path, status, then), times in phase.refused.items():
                if (path, status) != (CORRECTIONS, 503) or DATABASE not in (name, then):
                    found.append(f"{name}: {path} was answered with {status}, {times} times")
            if phase.died and name != WORKER:
                found.append(f"{name}: {phase.died} workers died")
            if phase.broken > CLIENTS * phase.died:
                found.append(f"{name}: {phase.broken} connections broke, and {phase.died} workers died")
        return found

    def megabytes(self, start: float, end: float) -> float:
        """Return the median of a worker's memory in that share of the run, 0 to 1."""
        began, ended = self.memory[0][0], self.memory[-1][0]
        span = ended - began
        return statistics.median(
            most for when, most in self.memory if began + start * span <= when <= began + end * span
        )

    def table(self) -> str:
        """Return what is printed."""
        lines = ["fault            times  answered  refused  died  broken  wrong  half, ms  99 %, ms  all, ms"]
        for name, phase in self.ledger.phases.items():
            within = [f"{1000 * phase.within(share):9,.0f}" for share in (0.5, 0.99, 1)]
            counts = f"{phase.times:6}{phase.right:10,}{phase.refused.total():9,}{phase.died:6}{phase.broken:8}"
            lines.append(f"{name:16}{counts}{phase.wrong:7} {' '.join(within)}")
        lines += [
            f"corrections: {len(self.ledger.acknowledged):,} acknowledged, {len(self.stored):,} kept",
            f"memory of a worker: {self.megabytes(0.25, 0.5):.0f} MB in the second quarter, "
            f"{self.megabytes(0.75, 1):.0f} in the last, {max(most for _, most in self.memory)} at the most",
        ]
        return "\n".join(lines)


def run(plan: Plan, report: Callable[[str], object] = print) -> Soak:
    """Soak a server. Ends with SystemExit where PostgreSQL or Redis is not installed."""
    programs, program = postgres.binaries(), shutil.which("redis-server")
    if programs is None or program is None:
        sys.exit("This needs PostgreSQL and Redis: apt-get install postgresql redis-server")
    asked, ledger = questions(Recognizer()), Ledger()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = stack.enter_context(postgres.running(programs))
        counts = stack.enter_context(redis.running(program))
        disk = stack.enter_context(small_disk(folder / "disk"))
        url = cluster.database()
        environment = {"TMPDIR": str(disk)} if disk else {}
        options = (*_OPTIONS, "--redis-url", counts.url)
        server = stack.enter_context(running(folder, url, *options, environment=environment))
        assert eventually(lambda: len(server.workers()) == _WORKERS)
        clients = Clients(server, asked, ledger)
        ledger.phase = _QUIET
        quiet = ledger.phases[_QUIET]
        with clients.asking(0, plan.most):
            time.sleep(plan.calibrating)
            rate = (1 + len(quiet.waits)) / plan.calibrating
        report(f"{rate:,.0f} requests a second at the most; {_SHARE * rate:,.0f} for {plan.seconds:,.0f} s")
        memory: list[tuple[float, int]] = []
        soak = Soak(rate, ledger, memory, [])
        faults = _faults(server, cluster, counts, disk, soak.complaints)
        with clients.asking(_SHARE * rate, plan.most), _watched(server, memory):
            _harm(plan, faults, soak, server)
        clients.finish()
        store = Store(url)
        soak.stored = [(correction.sha256, correction.label) for correction in store.all()]
        store.close()
    return soak


_Fault = Callable[[], AbstractContextManager[object]]


def _harm(plan: Plan, faults: dict[str, _Fault], soak: Soak, server: Server) -> None:
    """Do one fault after the other. Where one takes longer than it should to be well again, the next comes later."""
    for name, fault in itertools.islice(itertools.cycle(faults.items()), max(1, int(plan.seconds // plan.every))):
        end, before = time.monotonic() + plan.every, {*server.workers()}
        phase, soak.ledger.phase = soak.ledger.phases[name], name
        with fault():
            time.sleep(plan.every / 3)
        time.sleep(max(0.0, end - time.monotonic()))
        phase.times += 1
        phase.died += len(before - {*server.workers()})


def _faults(
    server: Server, cluster: postgres.Postgres, counts: redis.Redis, disk: Path | None, complaints: list[str]
) -> dict[str, _Fault]:
    """Each fault by its name: what a context of it does, ends, and sees to be well again."""

    def see(holds: bool, otherwise: str) -> None:
        if not holds:
            complaints.append(otherwise)

    def ready() -> set[int]:
        """Return what several connections are answered, so that each worker is asked."""
        return {server.ask("GET", "/readyz").status for _ in range(3 * _WORKERS)}

    @contextmanager
    def worker() -> Iterator[None]:
        killed = server.workers()[0]
        os.kill(killed, signal.SIGKILL)
        yield
        see(
            eventually(lambda: len({*server.workers()} - {killed}) == _WORKERS),
            "no worker came for one that was killed",
        )

    @contextmanager
    def database() -> Iterator[None]:
        with away(cluster):
            see(ready() == {503}, "/readyz did not say that the database was away")
            yield
        see(eventually(lambda: ready() == {200}), "/readyz did not say that the database was back")

    @contextmanager
    def limits() -> Iterator[None]:
        counts.stop()
        try:
            yield
        finally:
            counts.start()

    @contextmanager
    def full(at: Path) -> Iterator[None]:
        noise = png(np.random.default_rng(3).integers(200, 256, (700, 700), np.uint8))
        kind = {"Content-Type": "image/png"}
        filler = filled(at)
        try:
            # A worker that is new finds another place for it; the others refuse it.
            status = server.ask("POST", "/api/v1/digit", noise, kind).status
            see(status in (200, 422, 503), f"a large picture was answered with {status} while the disk was full")
            yield
        finally:
            filler.unlink()
        status = server.ask("POST", "/api/v1/digit", noise, kind).status
        see(status in (200, 422), f"a large picture was answered with {status} when there was room again")

    @contextmanager
    def slow() -> Iterator[None]:
        with hanging(server, HEAD, _HANGING), hanging(server, BODY, _HANGING):
            yield

    pictures = _hostile_pictures()

    @contextmanager
    def harmful() -> Iterator[None]:
        over, statuses = threading.Event(), Counter[int]()

        def send() -> None:
            while not over.is_set():
                kind = {"Content-Type": "application/octet-stream"}
                statuses[server.ask("POST", "/api/v1/number", next(pictures), kind).status] += 1

        with _meanwhile(send, over):
            yield
        see(bool(statuses), "no hostile picture was answered")
        see({*statuses} <= {200, 400, 413, 422}, f"hostile pictures were answered with {dict(statuses)}")

    others = {DISK: partial(full, disk)} if disk else {}
    return {WORKER: worker, DATABASE: database, REDIS: limits, **others, SLOW: slow, HOSTILE: harmful}


def _hostile_pictures() -> Iterator[bytes]:
    """Those that are small enough to be sent at once, again and again."""
    while True:
        yield from (file for _, file in hostile.corpus() if 0 < len(file) < _MOST_HOSTILE)


@contextmanager
def _watched(server: Server, memory: list[tuple[float, int]]) -> Iterator[None]:
    """Look at the workers' memory meanwhile."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK):
            memory.extend((time.monotonic(), most) for pid in server.workers() if (most := _resident(pid)))

    with _meanwhile(watch, over):
        yield


@contextmanager
def _meanwhile(work: Callable[[], None], over: threading.Event) -> Iterator[None]:
    """Have a thread work, until over is set behind this."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _resident(pid: int) -> int:
    """Return a process's memory in MB; 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return round(int(found[1]) * 1024 / 1e6) if found else 0


def main() -> None:
    """Print a table; end with status 1 where something was not as it should be."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--every", type=float, default=60, help="seconds from a fault to the next")
    options.add_argument("--most", type=int, default=Plan.most, help="requests")
    chosen = options.parse_args()
    soak = run(Plan(60 * chosen.minutes, chosen.every, most=chosen.most), partial(print, flush=True))
    print(soak.table())
    for failure in (failures := soak.failures()):
        print(failure)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
