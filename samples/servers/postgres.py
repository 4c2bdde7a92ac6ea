"""A PostgreSQL of the tests' own: a folder that is thrown away, a loopback port the system chooses."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from samples.servers.start import free_port


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    binaries: Path
    folder: Path  # of its data, log and socket
    port: int

    def database(self) -> str:
        """Make an empty database, and return its URL."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            (count,) = connection.execute("SELECT count(*) FROM pg_database").fetchone() or (0,)
            connection.execute(f"CREATE DATABASE test{count}".encode())
        return self._url(f"test{count}")

    def restart(self) -> None:
        """Break off all connections, as an operator's restart does."""
        self.control("restart", "-m", "fast")

    def control(self, verb: str, *options: str) -> None:
        """Have pg_ctl start, restart or stop it, and wait for that."""
        options = (verb, "-w", "-t", "240", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), *options)
        _run(str(self.binaries / "pg_ctl"), *options)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"


def binaries() -> Path | None:
    """Return where PostgreSQL's programs are, Debian's or on the path; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).resolve().parent if elsewhere else None


@contextmanager
def running(programs: Path) -> Iterator[Postgres]:
    """Start a server and stop it at the end. It does not run as root, so root lends it the user postgres."""
    with tempfile.TemporaryDirectory(prefix="digitink-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = Postgres(programs, folder, free_port())
        _run(str(programs / "initdb"), "-D", f"{folder}/data", "-U", "postgres", "--auth=trust", "--no-sync")
        server.control("start", "-o", f"-c listen_addresses=127.0.0.1 -p {server.port} -k {folder} -c fsync=off")
        try:
            yield server
        finally:
            server.control("stop", "-m", "immediate")


def lent() -> Iterator[Postgres]:
    """Return what a fixture yields: a running server. Skips the test where PostgreSQL is not installed."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian's package: postgresql)")
    with running(programs) as server:
        yield server


def _run(*command: str) -> None:
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        who = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=300, **who)
