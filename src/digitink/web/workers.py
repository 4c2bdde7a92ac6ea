"""gunicorn as digitink uses it: threaded workers that slow clients cannot tie up, and that stop without cutting any."""

import ctypes
import logging
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import json
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.errors import AppImportError
from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.workers.gthread import TConn, ThreadWorker

from digitink.errors import DigitinkError
from digitink.web import create_app, log
from digitink.web.metrics import FOLDER
from digitink.web.settings import Settings

_KEEP_ALIVE = 15  # seconds a browser's connection stays open for its next request
_ARENA_MAX = -8  # of malloc.h
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
        self._counters = tempfile.mkdtemp(prefix="digitink-metrics-")
        os.environ[FOLDER] = self._counters
        super().__init__()

    def load_config(self) -> None:
        """Settings of gunicorn; nothing is read from its own files, flags and variables."""
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
            "proc_name": "digitink",
            "post_fork": lambda _server, _worker: _share_memory(),
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

    def _greet(self, worker: "Worker") -> None:
        if worker.age == 1:
            self._ready()


class Worker(ThreadWorker):
    """A process with threads that take requests in."""

    receive_seconds = 30.0  # how long a request may take to arrive

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._since: dict[TConn, float] = {}  # when a thread began with a connection
        self._headed: set[TConn] = set()  # connections whose request's headers have arrived

    def handle(self, conn: TConn) -> object:
        """Take in and answer a request, in a thread."""
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._since.pop(conn, None)
            self._headed.discard(conn)

    def handle_request(self, req: Any, conn: TConn) -> object:
        """Answer a request whose headers have arrived."""
        self._headed.add(conn)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Once a second: free the threads that wait for slow clients."""
        super().murder_pending()
        now = time.monotonic()
        for conn, since in list(self._since.items()):
            with suppress(OSError):
                if now - since > 2 * self.receive_seconds:
                    conn.sock.shutdown(socket.SHUT_RDWR)  # it does not read its answer
                elif now - since > self.receive_seconds:
                    self._end_sending(conn)

    def _end_sending(self, conn: TConn) -> None:
        """Have the thread find the request's end; where its headers are there, the application answers (gate.py)."""
        if conn not in self._headed:
            self._headed.add(conn)
            _say(conn.sock, 408, "Request Timeout", "The request took too long to arrive. Send it again.")
        conn.sock.shutdown(socket.SHUT_RD)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Accept connections or not; a worker that stops takes on all that have come, and no more."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                while self._accepts(listener):
                    pass
                listener.close()

    def _accepts(self, listener: Any) -> bool:
        before = self.nr_conns
        with suppress(OSError):
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
            _say(client, *_STATUSES.get(type(exc), known))


class _Logger(Logger):
    """gunicorn's messages go where digitink's own go."""

    def setup(self, cfg: Any) -> None:
        self.cfg, self.loglevel, self._access_log_enabled = cfg, logging.WARNING, False
        self.error_log.propagate = True
        self.error_log.setLevel(self.loglevel)


def _share_memory() -> None:
    """Have a worker's threads allocate from two arenas instead of one each: less memory (mallopt(3), GNU only)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def _say(client: socket.socket, status: int, title: str, detail: str) -> None:
    """Answer with problem details where there is no application yet to do so."""
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}, ensure_ascii=True)
    head = (
        f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    util.write_nonblock(client, (head + body).encode("ascii"))
