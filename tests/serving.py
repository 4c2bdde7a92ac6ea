"""A real server for the tests: `digitink serve` on a port the system chooses."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

DIGITINK = str(Path(sys.executable).with_name("digitink"))


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Start a server and yield its address, http://127.0.0.1:PORT; stop it at the end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(f"sqlite:///{folder}/corrections.sqlite3", *options) as (_, at),
    ):
        yield at


@contextmanager
def started(database: str, *options: str, stderr: IO[str] | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server that keeps corrections in that database; yield its process and its address; stop it at the end."""
    command, environment = [DIGITINK, "serve", "--port", "0", *options], {"DIGITINK_DATABASE_URL": database}
    where: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": stderr}
    with subprocess.Popen(command, text=True, env=os.environ | environment, **where) as server:
        assert server.stdout is not None
        try:
            greeting = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", greeting)
            assert address, f"digitink serve said {greeting!r}"
            yield server, address.group()
        finally:
            server.terminate()
            server.wait()
