"""Servers that the tests harm, and clients that ask them, alone or many at once."""

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from samples.drawing import data_url, named, render
from samples.servers.start import started

CORRECTIONS = "/api/v1/corrections"
SEVEN = json.dumps({"data": data_url(render(named("7 crossed")))}).encode()
CORRECTION = json.dumps({"data": data_url(render(named("7 crossed"))), "digit": 7}).encode()

# Seconds after which a test fails that would otherwise hang. A slow machine that is busy with other tests takes minutes
# to have Ray read the first pictures.
PATIENCE = 600.0

# What a client meets whose connection the other side has closed.
Broken = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Response:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A server that runs in a process group of its own."""

    process: subprocess.Popen[str]
    host: str
    port: int
    log: Path  # what it and its workers say on standard error

    def workers(self) -> list[int]:
        """Return the process ids of the master's children."""
        printed = subprocess.run(
            ["ps", "-o", "pid=,stat=", "--ppid", str(self.process.pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(pid) for pid, state in map(str.split, printed.stdout.splitlines()) if not state.startswith("Z")]

    def kill(self) -> None:
        """Kill the master and its workers at once, as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def connection(self, patience: float = PATIENCE) -> http.client.HTTPConnection:
        """Open a connection that is kept alive, of a client that waits so many seconds."""
        return http.client.HTTPConnection(self.host, self.port, timeout=patience)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Ask on a connection of its own, and return the answer."""
        with closing(self.connection()) as connection:
            return ask(connection, method, path, body, headers)

    def reads(self) -> bool:
        """Tell whether a drawing is read."""
        response = self.ask("POST", "/predictImage", SEVEN)
        return (response.status, response.body) == (200, b"7")

    def correct(self, body: bytes = CORRECTION) -> Response:
        """Send a correction, and return the answer."""
        return self.ask("POST", CORRECTIONS, body)


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer to a request."""
    connection.request(method, path, body, dict(headers or {}))
    with connection.getresponse() as response:
        return Response(response.status, response.headers, response.read())


@contextmanager
def running(
    folder: Path, database: str, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server whose log, and whatever else it leaves behind, goes into a folder; stop it at the end."""
    (folder / "temporary").mkdir(exist_ok=True)
    own = {"TMPDIR": str(folder / "temporary"), **(environment or {})}
    log = folder / "log"
    options = ("--rate-limit", "off", *options)
    with (
        log.open("a") as errors,
        started(database, *options, environment=own, stderr=errors, start_new_session=True) as (process, at),
    ):
        host, _, port = at.removeprefix("http://").partition(":")
        yield Server(process, host, int(port), log)


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds, which may take its time on a busy machine; return whether it came to that."""
    until = time.monotonic() + PATIENCE
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.1)
    return held


@dataclass
class Load:
    """Clients that ask again and again to have a drawing read, each on its own connection."""

    server: Server
    keep_alive: bool = True
    patient: bool = True  # whether a client whose connection broke goes on with another
    responses: list[Response] = field(default_factory=list)
    broken: list[tuple[int, bool, BaseException]] = field(default_factory=list)  # client, had connected, what it met

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    @contextmanager
    def by(self, clients: int) -> Iterator["Load"]:
        """Let so many clients ask until the end of the context."""
        self._threads = [threading.Thread(target=self._ask, args=(client,)) for client in range(clients)]
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self.wait()

    def wait(self) -> None:
        """Wait until all clients have ended."""
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a client still waits for its answer"

    def goes_on(self, requests: int) -> bool:
        """Wait until so many more requests are answered; return whether they were."""
        wanted = len(self.responses) + requests
        return eventually(lambda: len(self.responses) >= wanted)

    def _ask(self, client: int) -> None:
        connection = self.server.connection()
        while not self._over.is_set():
            connected = connection.sock is not None
            try:
                if not connected:
                    connection.connect()
                    connected = True
                self.responses.append(ask(connection, "POST", "/predictImage", SEVEN))
                if not self.keep_alive:
                    connection.close()
            except Broken as error:
                self.broken.append((client, connected, error))
                connection.close()
                if not self.patient:
                    break
        connection.close()
