"""A real server for the tests: `digitink serve` on a port the system chooses."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DIGITINK = str(Path(sys.executable).with_name("digitink"))


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Start a server and yield its address, http://127.0.0.1:PORT; stop it at the end."""
    with subprocess.Popen([DIGITINK, "serve", "--port", "0", *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            greeting = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", greeting)
            assert address, f"digitink serve said {greeting!r}"
            yield address.group()
        finally:
            server.terminate()
