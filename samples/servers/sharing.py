"""Which of a server's workers take new connections (Linux: nothing else tells who has a socket)."""

import socket
from contextlib import ExitStack, suppress
from pathlib import Path

from samples.servers.clients import Server, eventually


def taken_by_each(server: Server, connections: int) -> list[int]:
    """Return how many of so many new connections each worker takes."""
    workers = server.workers()
    before = [sockets(worker) for worker in workers]

    def taken() -> list[int]:
        return [sockets(worker) - had for worker, had in zip(workers, before, strict=True)]

    with ExitStack() as stack:
        for _ in range(connections):
            stack.enter_context(socket.create_connection((server.host, server.port)))
        assert eventually(lambda: sum(taken()) >= connections)
        each = taken()
    assert eventually(lambda: sum(taken()) <= 0)
    return each


def sockets(pid: int) -> int:
    """Return how many a process has open."""
    count = 0
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed at this moment
            count += str(file.readlink()).startswith("socket:")
    return count
