"""What is made once for all processes that run the tests side by side."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that make fills: the first process that wants it has it made, and the others wait for it.

    What raises leaves nothing behind, and is tried again by the next.
    """
    whole = factory.getbasetemp()
    if whole.name.startswith("popen-"):  # of one of pytest-xdist's processes, beside those of the others
        whole = whole.parent
    folder = whole / name
    with _alone(whole / f"{name}.lock"):
        if not folder.exists():
            making = factory.mktemp(name)
            make(making)
            making.rename(folder)
    return folder


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is in here; the system lets the next one in when a process dies."""
    with lock.open("w") as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
