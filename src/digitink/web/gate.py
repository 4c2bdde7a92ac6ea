"""The gate: requests' bodies are received side by side, and worked on one after another, in one thread.

Reading a digit keeps a processor busy, so two at once are each slower, and two large pictures at once need the memory
of two. What waits for a slow client is not work: many threads may wait, and cost little while OpenCV, ONNX Runtime and
Pillow, which keep memory for each thread they are used in, are used in one.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import request
from werkzeug.exceptions import RequestTimeout

_IN_MEMORY = 256 * 1024  # bytes of a body; a drawing has a few thousand
_CHUNK = 64 * 1024


class Gate:
    """WSGI middleware around an application."""

    def __init__(self, app: Any, max_body: int) -> None:
        """max_body is in bytes; of a body that exceeds it no more than that is received."""
        self._app = app
        self._max_body = max_body
        self._work = ThreadPoolExecutor(1, "work")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Receive the request's body, then have the application answer when it is its turn."""
        said = environ.get("CONTENT_LENGTH") or ""
        length = int(said) if said.isdecimal() else None
        if length == 0 or (length is None and not environ.get("wsgi.input_terminated")):
            return self._answer(environ, start_response)
        if length and length > self._max_body:
            return self._answer(environ, start_response)
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            received = _receive(environ["wsgi.input"], body, length or self._max_body + 1)
            environ["digitink.cut_short"] = length is not None and received < length
            body.seek(0)
            environ["wsgi.input"] = body
            return self._work.submit(self._answer, environ, start_response).result()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer


def refuse_what_is_cut_short() -> None:
    """Before a request: raise RequestTimeout where its body did not arrive in time, or whoever sent it is gone."""
    if request.environ.get("digitink.cut_short"):
        raise RequestTimeout("The request took too long to arrive. Send it again, or a smaller picture.")


def _receive(stream: IO[bytes], body: IO[bytes], most: int) -> int:
    received = 0
    while received < most and (some := stream.read(min(_CHUNK, most - received))):
        received += body.write(some)
    return received
