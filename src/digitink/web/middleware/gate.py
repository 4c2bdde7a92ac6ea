"""The gate: requests' bodies are received in parallel, and processed one after another, in one thread.

Reading a digit keeps a processor busy, so two at once are each slower, and two large pictures at once need the memory
of two. What waits for a slow client is not work: many threads may wait, and cost little while OpenCV, ONNX Runtime and
Pillow, which keep memory for each thread they are used in, are used in one.
"""

import ctypes
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, RequestTimeout, ServiceUnavailable

_IN_MEMORY = 256 * 1024  # bytes of a body; a drawing has a few thousand
_CHUNK = 64 * 1024
_LONG = 0.05  # seconds of answering, after which memory is given back, in 0.06 ms; a drawing takes a few milliseconds


class Gate:
    """WSGI middleware around an application."""

    def __init__(self, app: Any, max_body: int) -> None:
        """max_body is in bytes; of a body that exceeds it no more than that is received."""
        self._app = app
        self._max_body = max_body
        self._work = ThreadPoolExecutor(1, "work")
        self._seconds = 0.0  # that thread's, since it last gave memory back

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Receive the request's body, then have the application answer when it is its turn."""
        header = environ.get("CONTENT_LENGTH") or ""
        length = int(header) if header.isdecimal() else None
        if length == 0 or (length is None and not environ.get("wsgi.input_terminated")):
            return self._respond(environ, start_response)
        if length and length > self._max_body:
            return self._respond(environ, start_response)
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            environ["digitink.refusal"] = self._receive(environ["wsgi.input"], body, length)
            environ["wsgi.input"] = body
            return self._work.submit(self._respond_and_free_memory, environ, start_response).result()

    def _receive(self, stream: IO[bytes], body: IO[bytes], length: int | None) -> HTTPException | None:
        """Write what arrives into body; return what is wrong with it. Of a chunked body the length is None."""
        received, most = 0, length or self._max_body + 1
        try:
            while received < most and (some := stream.read(min(_CHUNK, most - received))):
                received += len(some)
                if refusal := _written(body, some):
                    return refusal
        except OSError:  # gunicorn's, where a chunked body breaks off
            length = received + 1
        body.seek(0)
        if received > self._max_body:
            return RequestEntityTooLarge()
        if length is not None and received < length:
            return RequestTimeout("The request took too long to arrive. Send it again, or a smaller picture.")
        return None

    def _respond_and_free_memory(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer; and give back what answers leave free, after a long one or when many short ones have added up."""
        began = time.perf_counter()
        response = self._respond(environ, start_response)
        self._seconds += time.perf_counter() - began
        if self._seconds > _LONG:
            self._seconds = 0.0
            _give_back_memory()
        return response

    def _respond(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response: Iterable[bytes] = self._app(environ, start_response)
        return response


def _give_back_memory() -> None:
    """Give the system what is free (malloc_trim(3), GNU only)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def refuse() -> None:
    """Before a request: raise what is wrong with its body."""
    if refusal := request.environ.get("digitink.refusal"):
        raise refusal


def _written(body: IO[bytes], some: bytes) -> HTTPException | None:
    try:
        body.write(some)
    except OSError:  # the disk is full
        return ServiceUnavailable("There is no room for so large a request at this moment. Send a smaller picture.")
    return None
