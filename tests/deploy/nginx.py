"""An nginx of the tests' own, with the configuration that deploy/ has, on a loopback port the system chooses."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from samples.servers.clients import PATIENCE, Server, eventually
from samples.servers.start import free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "serve" / "nginx.conf"

_FRAME = """
daemon off;
pid {folder}/pid;
error_log {folder}/log;
{user}
events {{}}
http {{
    access_log off;
    {paths}
    include {folder}/default.conf;
}}
"""
_PATHS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def running(folder: Path, servers: Sequence[Server]) -> Iterator[Server]:
    """Start it before servers of the configuration's names, and stop it at the end."""
    port = free_port()
    text = CONFIGURATION.read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    for number, server in enumerate(servers, 1):
        name = f"digitink-{number}:5000"
        assert name in text
        text = text.replace(name, f"{server.host}:{server.port}")
    with subprocess.Popen(_command(folder, text), text=True, start_new_session=True) as process:
        try:
            assert eventually(lambda: _listens(port)), (folder / "log").read_text()
            yield Server(process, "127.0.0.1", port, folder / "log")
        finally:
            process.terminate()
            process.wait(PATIENCE)


def complaints(folder: Path, text: str) -> str:
    """What it says is wrong with a configuration; nothing where it accepts it."""
    command = [*_command(folder, text), "-t", "-q"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False).stderr


def _command(folder: Path, text: str) -> list[str]:
    """What starts it with a configuration, and keeps all of its files in a folder."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian's package: nginx-light)")
    (folder / "default.conf").write_text(text)
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in _PATHS)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_FRAME.format(folder=folder, user=user, paths=paths))
    return [program, "-p", str(folder), "-e", str(folder / "log"), "-c", str(folder / "nginx.conf")]


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
