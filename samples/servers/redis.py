"""A Redis of the tests' own: it keeps nothing on the disk, and listens on a loopback port the system chooses."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from samples.servers.start import free_port


@dataclass
class Redis:
    """A server that can be stopped and started again."""

    program: str
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Where clients find it."""
        # By name, so that a log that holds 127.0.0.1 holds a visitor's address.
        return f"redis://localhost:{self.port}"

    def start(self) -> None:
        """Start it, with nothing in it, and wait until it answers."""
        command = (self.program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no")
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd="/")
        until = time.monotonic() + 120
        while not self._responds():
            assert time.monotonic() < until, "Redis does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, if it runs, and wait for that."""
        if self._process:
            self._process.terminate()
            self._process.wait(120)
            self._process = None

    def _responds(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
        return False


@contextmanager
def running(program: str) -> Iterator[Redis]:
    """Start a server and stop it at the end."""
    server = Redis(program, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def lent() -> Iterator[Redis]:
    """Return what a fixture yields: a running server. Skips the test where Redis is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis is not installed (Debian's package: redis-server)")
    with running(program) as server:
        yield server
