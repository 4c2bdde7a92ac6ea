"""Run the server of `digitink serve`: gunicorn with worker processes, or waitress on Windows."""

import socket
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
from flask import Flask

from digitink import model
from digitink.errors import DigitinkError
from digitink.numbers import columns
from digitink.web.settings import Settings

# Connections that wait to be accepted: a classroom that opens the page at one word.
_BACKLOG = 2048


class CannotListen(DigitinkError):
    """The address is not there, or is taken."""


def run(settings: Settings, ready: Callable[[str], object]) -> None:
    """Serve until told to stop. ready is called with the page's address as soon as requests are answered.

    Raises ModelError and CannotListen.
    """
    cv2.setNumThreads(1)
    _examine(settings.model)
    if sys.platform == "win32":
        _run_waitress(settings, ready)
    else:
        _run_gunicorn(settings, ready)


def _examine(path: Path | None) -> None:
    """See that the model can be loaded: better told once than by each worker. Raises ModelError."""
    model.examine(path or model.SHIPPED)
    model.examine(columns.SHIPPED)
    if path and sys.platform != "win32":  # of the shipped one the hash is proof enough
        # In another process, since this one must not have loaded one when it forks.
        with ProcessPoolExecutor(1, get_context("fork")) as other:
            other.submit(_load, path).result()


def _load(path: Path) -> None:
    model.load(path)


def _run_gunicorn(settings: Settings, ready: Callable[[str], object]) -> None:
    from digitink.server.gunicorn import Server

    listener = _listening(settings)
    at = address(*listener.getsockname()[:2])
    Server(settings, listener.detach(), lambda: ready(at)).run()


def _run_waitress(settings: Settings, ready: Callable[[str], object]) -> None:
    import waitress.server

    from digitink.web import create_app
    from digitink.web.middleware import log

    log.configure(settings.log)
    app: Flask = create_app(settings=settings)
    try:
        server: Any = waitress.server.create_server(
            app, host=settings.host, port=settings.port, threads=settings.threads
        )
    except OSError as error:
        raise CannotListen(_cannot_listen(settings, error)) from error
    # A name such as localhost may stand for several addresses; any will do to say where the page is.
    listening = getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)]
    ready(address(*listening[0]))
    server.run()


def address(host: str, port: int) -> str:
    """Return where the page is."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _listening(settings: Settings) -> socket.socket:
    """Open a socket that workers can share. Raises CannotListen."""
    try:
        family, _, _, _, where = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(where[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CannotListen(_cannot_listen(settings, error)) from error


def _cannot_listen(settings: Settings, error: OSError) -> str:
    return f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Try another --port."
