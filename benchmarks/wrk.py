"""Run wrk, which sends requests as fast as they are answered, and read what it measured."""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from samples.drawing import data_url, named, render

BODY = json.dumps({"data": data_url(render(named("7 crossed")))})
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Measured:
    """How a server answered so many connections."""

    connections: int
    rate: float  # answers a second
    p50: float  # ms
    p99: float  # ms
    errors: int  # answers that were not 200, and connections that failed

    def row(self) -> str:
        """Return a line of the table."""
        return f"{self.connections:>11} {self.rate:>9.1f} {self.p50:>8.1f} {self.p99:>8.1f} {self.errors:>7}"


HEADING = "connections  a second  p50, ms  p99, ms  errors"


def ask(address: str, connections: int, seconds: int) -> Measured:
    """Send one drawing of 280 x 280 to POST /predictImage over so many connections, again and again."""
    if not which("wrk"):
        sys.exit("This needs wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "ask.lua")
        script.write_text(
            f"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{BODY}'\n"
        )
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s"]
        printed = subprocess.run(
            [*command, str(script), f"{address}/predictImage"], capture_output=True, text=True, check=True
        ).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    sockets = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed)
    errors = int(failed[1]) if failed else 0
    errors += sum(map(int, sockets.groups())) if sockets else 0
    return Measured(
        connections,
        float(_found(r"Requests/sec:\s+([\d.]+)", printed)),
        _ms("50%", printed),
        _ms("99%", printed),
        errors,
    )


def _found(pattern: str, printed: str) -> str:
    found = re.search(pattern, printed)
    assert found, f"wrk said {printed!r}"
    return found[1]


def _ms(percent: str, printed: str) -> float:
    found = re.search(rf"{percent}\s+([\d.]+)(us|ms|s|m)\b", printed)
    assert found, f"wrk said {printed!r}"
    return float(found[1]) * _MS[found[2]]


@contextmanager
def running(
    command: list[str], address: str, environment: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Start a server; yield its process and how many seconds it took to answer; stop it at the end."""
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as server:
        try:
            while not _responds(address):
                assert server.poll() is None, f"{command} ended"
                time.sleep(0.01)
            yield server, time.perf_counter() - began
        finally:
            server.terminate()


def _responds(address: str) -> bool:
    request = urllib.request.Request(f"{address}/predictImage", BODY.encode(), {"Content-Type": "application/json"})  # noqa: S310
    with suppress(OSError), urllib.request.urlopen(request):  # noqa: S310
        return True
    return False


def memory(server: subprocess.Popen[bytes]) -> list[int]:
    """Return the resident memory of a process and of its children, in MB of 1,000,000 bytes."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [_resident(pid) for pid in (str(server.pid), *children)]


def _resident(pid: str) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return round(int(found[1]) * 1024 / 1e6) if found else 0
