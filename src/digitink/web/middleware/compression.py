"""Send the page's own text compressed to clients that take it so: a first visit loads a third of what it would."""

import gzip

from flask import Flask, Response, request

_TEXT = {"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "application/manifest+json"}
_LEAST = 500  # bytes: what is smaller fits into one packet anyway


def register(app: Flask) -> None:
    """Have an application compress its pages and static files. Answers of the API stay as they are."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    is_ours = request.endpoint == "static" or response.mimetype == "text/html"
    if response.mimetype not in _TEXT or not is_ours or response.status_code not in (200, 304):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 304 or request.accept_encodings["gzip"] <= 0:
        return response
    response.direct_passthrough = False  # a file's content is read here
    whole = response.get_data()
    if len(whole) < _LEAST:
        return response
    response.set_data(gzip.compress(whole, compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    if (etag := response.get_etag()[0]) is not None:
        response.set_etag(etag, weak=True)  # the same content in other bytes
    return response
