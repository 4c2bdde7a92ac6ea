"""Measure the capacity of the server beside the reference design: responses per second, waits, memory, in one run."""

import argparse
import os
import sys

from benchmarks.wrk import HEADING, Measured, ask, memory, running
from samples.servers.start import DIGITINK, free_port

CONNECTIONS = (1, 4, 32, 256)
# One client asks for all of it, and asks as fast as it can.
_ENVIRONMENT = os.environ | {"DIGITINK_RATE_LIMIT": "off", "DIGITINK_DATABASE_URL": "off"}


def measure(name: str, command: list[str], port: int, connections: tuple[int, ...], seconds: int) -> list[Measured]:
    """Start a server, ask it, print what it did."""
    address = f"http://127.0.0.1:{port}"
    with running(command, address, _ENVIRONMENT) as (server, ready):
        ask(address, 4, 2)  # the first answers of a process are slower
        print(f"\n{name}: the first answer after {ready:.2f} s\n{HEADING}")
        rows = []
        for count in connections:
            rows.append(ask(address, count, seconds))
            print(rows[-1].row(), flush=True)
        master, *workers = memory(server)
        print(f"resident memory: {' + '.join(f'{worker} MB' for worker in workers or [master])}")
        return rows


def main() -> None:
    """Print both tables, and how many times the one is the other."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=10, help="a row (10)")
    seconds = arguments.parse_args().seconds
    port = free_port()
    ours = measure("digitink serve", [DIGITINK, "serve", "--port", str(port)], port, CONNECTIONS, seconds)
    port = free_port()
    reference = [sys.executable, "-m", "benchmarks.reference", str(port)]
    theirs = measure("the reference design", reference, port, CONNECTIONS, seconds)
    print("\nconnections  answers a second, times  p50, times shorter")
    for we, they in zip(ours, theirs, strict=True):
        print(f"{we.connections:>11} {we.rate / they.rate:>23.0f} {they.p50 / we.p50:>19.0f}")


if __name__ == "__main__":
    main()
