"""What the tests of servers are lent: a PostgreSQL, a Redis, a small disk, another clock."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.servers import postgres, redis
from samples.servers.faults import small_disk

CLOCK = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *now)
{
    char said[32] = "";
    int failed = syscall(SYS_clock_gettime, which, now);
    if (failed == 0 && which == CLOCK_REALTIME) {
        int file = open(getenv("CLOCK"), O_RDONLY);
        if (read(file, said, sizeof said - 1) > 0)
            now->tv_sec += atol(said);
        close(file);
    }
    return failed;
}
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Postgres]:
    """A running PostgreSQL."""
    yield from postgres.lent()


@pytest.fixture
def counts() -> Iterator[redis.Redis]:
    """A running Redis."""
    yield from redis.lent()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    with small_disk(tmp_path / "disk") as folder:
        if folder is None:
            pytest.skip("mounting a small disk takes root's rights")
        yield folder


@pytest.fixture
def clock(tmp_path: Path) -> dict[str, str]:
    """The environment of a server whose clock is so many seconds off as the file that CLOCK names says.

    faketime would not do: where it leaves the monotonic clock alone, as a clock that is set does, nothing can sleep.
    """
    compiler, source, library = shutil.which("cc"), tmp_path / "clock.c", tmp_path / "clock.so"
    if compiler is None or sys.platform != "linux":
        pytest.skip("lending a server another clock takes Linux and a C compiler")
    source.write_text(CLOCK)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    (tmp_path / "clock").write_text("0")
    return {"LD_PRELOAD": str(library), "CLOCK": str(tmp_path / "clock")}


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"
