"""Send hostile pictures to a real server, and measure what they cost it."""

import base64
import re
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from samples import hostile
from samples.servers.start import started

READING = ("/predictImage", "/api/v1/digit", "/api/v1/number", "/api/v1/explanation")
_PATIENCE = 120  # seconds for an answer


class Response(NamedTuple):
    """What became of a hostile picture."""

    name: str
    path: str
    status: int  # 0 where the connection broke
    kind: str
    body: bytes
    seconds: float  # of the processor where the system tells, elsewhere that have passed
    peak: int  # MB that the largest of the server's processes has taken up to then; 0 where the system does not tell


def responses(addresses: int = len(READING)) -> list[Response]:
    """Return what a real server answers to all of them, at so many of the addresses that read: these take turns."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("--rate-limit", "off", "--log", "off", "--workers", "1")
        with started(f"sqlite:///{folder}/corrections.sqlite3", *options) as (server, address):
            place = urllib.parse.urlsplit(address)
            return [
                _asked(f"{place.hostname}:{place.port}", server.pid, name, file, path)
                for number, (name, file) in enumerate(hostile.corpus())
                for path in [READING[(number + turn) % len(READING)] for turn in range(addresses)]
            ]


def _asked(place: str, pid: int, name: str, file: bytes, path: str) -> Response:
    connection = HTTPConnection(place, timeout=_PATIENCE)
    body, kind = file, "application/octet-stream"
    if path == "/predictImage":
        body, kind = b'{"data": "data:image/png;base64,' + base64.b64encode(file) + b'"}', "application/json"
    before = _worked(pid)
    with closing(connection):
        try:
            connection.request("POST", path, body, {"Content-Type": kind})
            response = connection.getresponse()
            body = response.read()
        except OSError as error:
            return Response(name, path, 0, "", repr(error).encode(), _worked(pid) - before, _peak(pid))
    seconds = _worked(pid) - before
    kind = response.headers.get_content_type()
    return Response(name, path, response.status, kind, body, seconds, _peak(pid))


def _family(pid: int) -> Iterator[Path]:
    """Return a process and its children in /proc."""
    own = Path(f"/proc/{pid}")
    if own.exists():
        yield own
        for child in (own / "task" / str(pid) / "children").read_text().split():
            yield from _family(int(child))


def _peak(pid: int) -> int:
    statuses = [(process / "status").read_text() for process in _family(pid)]
    found = [re.search(r"VmHWM:\s+(\d+) kB", status) for status in statuses]
    return max((int(peak[1]) // 1000 for peak in found if peak), default=0)


def _worked(pid: int) -> float:
    """How long processors have worked for a process and its children, in seconds: another's work is not counted."""
    if not Path("/proc/self/stat").exists():
        return time.monotonic()
    stats = [(process / "stat").read_text().rpartition(")")[2].split() for process in _family(pid)]
    return sum(int(ticks) for stat in stats for ticks in stat[11:15]) / 100  # its own, and its ended children's
