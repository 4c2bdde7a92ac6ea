"""Measure how evenly new connections are distributed among a server's workers. Linux alone tells who has a socket."""

import tempfile
from pathlib import Path

from samples.servers.clients import eventually, running
from samples.servers.sharing import taken_by_each

CONNECTIONS, ROUNDS = 10, 20


def main() -> None:
    """Print what each of two workers took, round by round."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "off", "--workers", "2") as server:
        eventually(lambda: all(taken_by_each(server, 2 * CONNECTIONS)))  # the second may start a little later
        rounds = [taken_by_each(server, CONNECTIONS) for _ in range(ROUNDS)]
    apart = sum(max(each) - min(each) for each in rounds) / len(rounds)
    print(f"{CONNECTIONS} new connections, {ROUNDS} times: the workers' shares are {apart:.1f} apart")
    print(", ".join(" + ".join(map(str, each)) for each in rounds))


if __name__ == "__main__":
    main()
