"""What is done to a server that runs: its database goes away, its disk is full, its clients are slow."""

import hashlib
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from samples.drawing import data_url, named, png, render
from samples.servers import postgres
from samples.servers.clients import PATIENCE, SEVEN, Server

_SHADES, _PLACES = 20, 4  # of a number that is written into the margin


@dataclass(frozen=True)
class Submission:
    """One of many different drawings, and what somebody says it is."""

    body: bytes
    sha256: str  # of the drawing as the store keeps it
    digit: int


def submissions(count: int, first: int = 0) -> list[Submission]:
    """So many drawings that differ in the margin, where each has its number."""
    drawing = render(named("7 crossed"), 16, 12, 38, 5, (64, 64)).copy()
    many = []
    for number in range(first, first + count):
        drawing[0, :_PLACES] = [254 - number // _SHADES**place % _SHADES for place in range(_PLACES)]
        body = json.dumps({"data": data_url(drawing), "digit": number % 10}).encode()
        many.append(Submission(body, hashlib.sha256(png(drawing)).hexdigest(), number % 10))
    return many


@contextmanager
def away(cluster: postgres.Postgres) -> Iterator[None]:
    """Stop PostgreSQL, and start it again."""
    cluster.control("stop", "-m", "fast")
    try:
        yield
    finally:
        options = f"-c listen_addresses=127.0.0.1 -p {cluster.port} -k {cluster.folder} -c fsync=off"
        cluster.control("start", "-o", options)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount a disk of 2 MiB at a folder that is made; None where that takes rights that one has not."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


def filled(disk: Path) -> Path:
    """Write a file that leaves no room for another byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    return filler


HEAD = b"POST /predictImage HTTP/1.1\r\nHost: localhost\r\n"
BODY = HEAD + b"Content-Length: %d\r\n\r\n" % len(SEVEN) + SEVEN[: len(SEVEN) // 2]
CHUNK = HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n" + SEVEN[:1000]


@contextmanager
def hanging(server: Server, sent: bytes, clients: int) -> Iterator[list[socket.socket]]:
    """So many clients that send this and then no more; who comes after them is taken in after them."""
    with ExitStack() as stack:
        hanging = []
        for _ in range(clients):
            client = stack.enter_context(socket.create_connection((server.host, server.port), PATIENCE))
            client.sendall(sent)
            hanging.append(client)
        yield hanging
