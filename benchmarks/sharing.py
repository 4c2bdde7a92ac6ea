"""How evenly new connections are shared out among a server's workers (Linux: nothing else tells who has a socket)."""

import socket
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.server.clients import Server, eventually, running

CONNECTIONS, ROUNDS = 10, 20


def taken_by_each(server: Server, connections: int = CONNECTIONS) -> list[int]:
    """How many of so many new connections each worker takes."""
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
    """How many a process has open."""
    count = 0
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed at this moment
            count += str(file.readlink()).startswith("socket:")
    return count


def main() -> None:
    """Print what each of two workers took, round by round."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "off", "--workers", "2") as server:
        eventually(lambda: all(taken_by_each(server, 2 * CONNECTIONS)))  # the second may start a little later
        rounds = [taken_by_each(server) for _ in range(ROUNDS)]
    apart = sum(max(each) - min(each) for each in rounds) / len(rounds)
    print(f"{CONNECTIONS} new connections, {ROUNDS} times: the workers' shares are {apart:.1f} apart")
    print(", ".join(" + ".join(map(str, each)) for each in rounds))


if __name__ == "__main__":
    main()
