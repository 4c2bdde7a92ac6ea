"""A real server for the tests: `digitink serve` on a port the system chooses."""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DIGITINK = str(Path(sys.executable).with_name("digitink"))


def free_port() -> int:
    """Find a loopback port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Start a server and yield its address, http://127.0.0.1:PORT; stop it at the end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(f"sqlite:///{folder}/corrections.sqlite3", *options) as (_, at),
    ):
        yield at


@contextmanager
def started(
    database: str,
    *options: str,
    environment: Mapping[str, str] | None = None,
    program: str | Path = DIGITINK,
    **process: Any,
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server that keeps corrections in that database; yield its process and its address; stop it at the end.

    process is what else subprocess.Popen is told.
    """
    command = [program, "serve", "--port", "0", *options]
    all_of_it = {**os.environ, "DIGITINK_DATABASE_URL": database, **(environment or {})}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=all_of_it, **process) as server:
        assert server.stdout is not None
        try:
            greeting = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", greeting)
            assert address, f"digitink serve said {greeting!r}"
            yield server, address.group()
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[str]) -> None:
    server.terminate()
    try:
        server.wait(120)  # only not to hang
    except subprocess.TimeoutExpired:
        server.kill()
        raise
