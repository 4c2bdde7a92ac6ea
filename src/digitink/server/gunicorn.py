"""gunicorn as digitink uses it: threaded workers that slow clients cannot tie up, and that stop gracefully."""

import ctypes
import logging
import os
import selectors
import shutil
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import json
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import AppImportError
from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.workers.gthread import TConn, ThreadWorker

from digitink.errors import DigitinkError
from digitink.web import create_app
from digitink.web.api import problems
from digitink.web.middleware import log
from digitink.web.middleware.metrics import FOLDER
from digitink.web.settings import Settings

_KEEP_ALIVE = 15  # seconds a browser's connection stays open for its next request
# Where files are that a process is killed for when they cannot be written: on no disk that may be full.
_IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
_COUNTERS = "digitink-metrics-"
# Seconds that a worker lets others go first for each connection it has, and of how many at most: where there are few,
# no worker should have them all.
_COURTESY, _MOST_COURTESY = 0.0003, 6
_LEAST_PATIENCE = 2.0  # seconds a request may take to arrive while all threads wait for such
_SO_ATTACH_FILTER = 26  # of asm-generic/socket.h
_LINGER = 2.0  # seconds that a client has to take its last answer before the connection is closed
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # of malloc.h
_STATUSES = {
    errors.LimitRequestLine: (414, "URI Too Long", "The address is too long."),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large", "The headers are too large."),
    errors.UnsupportedTransferCoding: (501, "Not Implemented", "Send the body as it is, or chunked."),
    errors.ExpectationFailed: (417, "Expectation Failed", "Send no Expect, or 100-continue."),
}


class Server(BaseApplication):
    """A master process that starts the workers, and others in place of those that die."""

    def __init__(self, settings: Settings, listener: int, ready: Callable[[], object]) -> None:
        """Take the file descriptor of a listening socket; ready is called once a first worker answers requests."""
        self._settings, self._listener, self._ready = settings, listener, ready
        # Not a context manager's: a worker, which leaves all that the master has entered, would remove it.
        _sweep()
        self._counters = tempfile.mkdtemp(prefix=f"{_COUNTERS}{os.getpid()}-", dir=_IN_MEMORY)
        os.environ[FOLDER] = self._counters
        super().__init__()

    def load_config(self) -> None:
        """Return the settings of gunicorn; nothing is read from its own files, flags and variables."""
        settings = {
            "bind": f"fd://{self._listener}",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "worker_class": Worker,
            "logger_class": _Logger,
            "keepalive": _KEEP_ALIVE,
            "graceful_timeout": self._settings.stop_seconds,
            "forwarded_allow_ips": "",  # nobody is believed about the scheme; ProxyFix believes whom it is told to
            "control_socket_disable": True,
            "worker_tmp_dir": _IN_MEMORY,
            "proc_name": "digitink",
            "post_fork": lambda _server, _worker: _return_memory(),
            "post_worker_init": self._greet,
            "on_exit": lambda _: shutil.rmtree(self._counters, ignore_errors=True),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)
        log.configure(self._settings.log)

    def load(self) -> Any:
        """Build a worker's application."""
        Worker.receive_seconds = self._settings.receive_seconds
        try:
            return create_app(settings=self._settings)
        except DigitinkError as error:
            raise AppImportError(f"Error: {error}") from error

    def run(self) -> None:
        """Run the master until it is told to stop."""
        try:
            _Master(self).run()
        except RuntimeError as error:
            sys.exit(f"Error: {error}")

    def _greet(self, worker: "Worker") -> None:
        if worker.age == 1:
            self._ready()


class _Master(Arbiter):
    """The master: before it stops, the kernel takes no more connections that nobody would accept."""

    def stop(self, graceful: bool = True) -> None:
        """Stop the workers, which accept what has come until now."""
        for listener in self.LISTENERS:
            with suppress(OSError):
                _deafen(listener.sock)
        super().stop(graceful)


def _deafen(listener: socket.socket) -> None:
    """Have Linux drop what else comes to a listening socket; who sent it tries again in a second, and is refused."""
    if sys.platform == "linux":
        accept_none = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # BPF: let 0 bytes through
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(accept_none)))


class Worker(ThreadWorker):
    """A process with threads that take requests in."""

    receive_seconds = 30.0  # how long a request may take to arrive

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[TConn, _Arrival] = {}  # what threads are at
        self._leaving: dict[socket.socket, float] = {}  # connections that are over, and when they are closed

    def accept(self, listener: Any) -> None:
        """Take a connection, unless a worker that has fewer is quicker: all are woken by it."""
        if self.cfg.workers > 1 and self.alive:
            time.sleep(_COURTESY * min(self.nr_conns, _MOST_COURTESY))
        try:
            client, address = listener.accept()
        except OSError:  # another worker was quicker, or the client is gone
            return
        self.nr_conns += 1
        self.enqueue_req(_Connection(self.cfg, client, address, listener.getsockname(), self._leave))

    def handle(self, conn: TConn) -> object:
        """Take in and answer a request, in a thread."""
        self._arriving[conn] = _Arrival(time.monotonic())
        try:
            return super().handle(conn)
        finally:
            self._arriving.pop(conn, None)

    def handle_request(self, req: Any, conn: TConn) -> object:
        """Answer a request whose headers have arrived."""
        self._arriving[conn].headed = True
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Once a second: free the threads that wait for slow clients."""
        super().murder_pending()
        now = time.monotonic()
        is_full = len(self._arriving) >= self.cfg.threads
        patience = min(self.receive_seconds, _LEAST_PATIENCE) if is_full else self.receive_seconds
        for conn, arrival in list(self._arriving.items()):
            with suppress(OSError):
                if now - arrival.since > 2 * self.receive_seconds:
                    conn.sock.shutdown(socket.SHUT_RDWR)  # it does not read its answer
                elif now - arrival.since > patience:
                    self._end_sending(conn, arrival)
        for client in [client for client, end in self._leaving.items() if end < now]:
            self._close(client)

    def _end_sending(self, conn: TConn, arrival: "_Arrival") -> None:
        """Have the thread find the request's end; where its headers are there, the application answers (gate.py)."""
        if not arrival.headed:
            arrival.headed = True
            _respond(conn.sock, 408, "Request Timeout", "The request took too long to arrive. Send it again.")
        conn.sock.shutdown(socket.SHUT_RD)

    def _leave(self, client: socket.socket) -> None:
        """Close a connection when its client has taken the last answer, or will not; gunicorn would wait for that."""
        with suppress(OSError):
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            self.poller.register(client, selectors.EVENT_READ, self._drain)
            self._leaving[client] = time.monotonic() + _LINGER
            return
        client.close()

    def _drain(self, client: socket.socket) -> None:
        with suppress(BlockingIOError):
            try:
                over = not client.recv(65536)
            except ConnectionError:
                over = True
            if over:
                self._close(client)

    def _close(self, client: socket.socket) -> None:
        del self._leaving[client]
        self.poller.unregister(client)
        client.close()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Accept connections or not; a worker that stops takes on all that have come, and no more."""
        super().set_accept_enabled(enabled)
        # Once: gunicorn says it again where the stop comes while the worker starts, or has all the connections it may.
        while not (self.alive or enabled) and self.sockets:
            listener = self.sockets.pop()
            while self._accepts(listener):
                pass
            listener.close()

    def _accepts(self, listener: Any) -> bool:
        before = self.nr_conns
        listener.setblocking(False)
        self.accept(listener)
        return self.nr_conns > before

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: Exception) -> None:  # noqa: ARG002
        """Answer what is not HTTP, without writing down who sent it."""
        known = (400, "Bad Request", "This is not a request that HTTP/1.1 knows.")
        if not isinstance(exc, errors.ParseException):
            self.log.exception("A request failed.")
            known = (500, "Internal Server Error", "The server made a mistake. Try again.")
        with suppress(OSError):
            _respond(client, *_STATUSES.get(type(exc), known))


@dataclass
class _Arrival:
    """A request that a thread takes in."""

    since: float  # of time.monotonic
    headed: bool = False  # its headers have arrived


class _Connection(TConn):
    """A connection whose last answer nobody waits for."""

    def __init__(self, *connection: Any) -> None:
        *its, self._leave = connection
        super().__init__(*its)

    def close(self, graceful: bool = False) -> None:
        """Close it: gracefully, when the client has taken the answer."""
        if graceful:
            self._leave(self.sock)
        else:
            super().close()


class _Logger(Logger):
    """gunicorn's messages go where digitink's own go."""

    def setup(self, cfg: Any) -> None:
        self.cfg, self.loglevel, self._access_log_enabled = cfg, logging.WARNING, False
        self.error_log.propagate = True
        self.error_log.setLevel(self.loglevel)


def _sweep() -> None:
    """Remove the counters of servers that were killed: they are kept in memory."""
    for folder in Path(_IN_MEMORY or tempfile.gettempdir()).glob(f"{_COUNTERS}*"):
        pid = folder.name.removeprefix(_COUNTERS).partition("-")[0]
        if _is_gone(pid):
            shutil.rmtree(folder, ignore_errors=True)


def _is_gone(pid: str) -> bool:
    """Tell whether there is no such process."""
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (ValueError, PermissionError):
        return False
    return False


def _return_memory() -> None:
    """Have a worker give back what a large picture took, and its threads share two arenas (mallopt(3), GNU only)."""
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENA_MAX, 2)
        mallopt(_MMAP_THRESHOLD, 1 << 19)


def _respond(client: socket.socket, status: int, title: str, detail: str) -> None:
    """Answer with problem details where there is no application yet to do so."""
    body = json.dumps(problems.details(status, title, detail), ensure_ascii=True)
    head = (
        f"HTTP/1.1 {status} {title}\r\nContent-Type: {problems.MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    util.write_nonblock(client, (head + body).encode("ascii"))
