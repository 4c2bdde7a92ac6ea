"""Every error as problem details (RFC 9457), with a message a person can act on."""

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from digitink.errors import NoSuchCorrection, PictureError, PictureTooLarge, StoreError


def register(app: Flask) -> None:
    """Have an application answer its errors as problem details."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(PictureError, _of_picture)
    app.register_error_handler(StoreError, _of_store)
    app.register_error_handler(NoSuchCorrection, _of_no_correction)


def _of_http(error: HTTPException) -> Response:
    detail = error.description or error.name
    if isinstance(error, RequestEntityTooLarge):
        detail = "The picture's file is too large: send a smaller one."
    response = _problem(error.code or 500, error.name, detail)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value  # such as Allow with 405
    return response


def _of_picture(error: PictureError) -> Response:
    status = 413 if isinstance(error, PictureTooLarge) else 422
    return _problem(status, "The picture cannot be read", str(error))


def _of_store(error: StoreError) -> Response:
    response = _problem(503, "Corrections fail", str(error))
    response.headers["Retry-After"] = "5"
    return response


def _of_no_correction(error: NoSuchCorrection) -> Response:
    return _problem(404, "Not Found", str(error))


def _problem(status: int, title: str, detail: str) -> Response:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return Response(body, status, mimetype="application/problem+json")
