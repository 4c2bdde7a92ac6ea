"""Turn every error into problem details (RFC 9457) or, for a browser, a page, with a message that says what to do."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from digitink.errors import NoSuchCorrection, PictureError, PictureTooLarge, StoreError
from digitink.web import languages
from digitink.web.state import texts

MEDIA_TYPE = "application/problem+json"

# What programs ask: they are answered with problem details even where they accept everything, as browsers do.
_FOR_PROGRAMS = ("/api/", "/predictImage", "/healthz", "/readyz", "/metrics", "/static/")


def register(app: Flask) -> None:
    """Have an application answer its errors as problem details."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(PictureError, _of_picture_error)
    app.register_error_handler(StoreError, _of_store)
    app.register_error_handler(NoSuchCorrection, _of_no_correction)


def problem(status: int, title: str, detail: str, **values: object) -> Response:
    """Say what is wrong, as problem details; to the page's own scripts in its words, with places for values."""
    if languages.asks_for_the_page():
        detail = _in_words(status, values)
    return Response(json.dumps(details(status, title, detail)), status, mimetype=MEDIA_TYPE)


def problem_or_page(status: int, title: str, detail: str, **values: object) -> Response:
    """Return what is wrong, as a page where a browser asks for one, else as problem details."""
    response = _page(status, values) if _is_for_a_person() else problem(status, title, detail, **values)
    response.vary.add("Accept")
    return response


def of_picture(error: PictureError) -> dict[str, Any]:
    """Return what is wrong with a picture."""
    return details(
        413 if isinstance(error, PictureTooLarge) else 422, "The picture cannot be read", languages.message_of(error)
    )


def described(*statuses: int) -> dict[Any, Any]:
    """Answers with these statuses, for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def details(status: int, title: str, detail: str) -> dict[str, Any]:
    """Return what is wrong, as RFC 9457 has it."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def _of_http(error: HTTPException) -> Response:
    detail = error.description or error.name
    if isinstance(error, RequestEntityTooLarge):
        detail = "The request is too large: send a smaller picture, or fewer at once."
    response = problem_or_page(error.code or 500, error.name, detail)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value  # such as Allow with 405
    return response


def _is_for_a_person() -> bool:
    """Tell whether a browser asks for a page: the API answers with JSON, and so do pages that are asked for it."""
    wanted = request.accept_mimetypes.best_match([MEDIA_TYPE, "application/json", "text/html"])
    return wanted == "text/html" and not request.path.startswith(_FOR_PROGRAMS)


def _in_words(status: int, values: dict[str, object]) -> str:
    """Return what is wrong, as the page says it."""
    wrong = texts()["problem"]
    words: str = wrong.get(str(status), wrong["other"])
    return words.format_map(values)


def _page(status: int, values: dict[str, object]) -> Response:
    title, detail = texts()["problem"]["title"], _in_words(status, values)
    if status == HTTPStatus.NOT_FOUND:
        missing = texts()["notFound"]
        title, detail = missing["title"], missing["text"].format(path=request.path)
    return Response(render_template("problem.html", title=title, detail=detail), status, mimetype="text/html")


def _of_picture_error(error: PictureError) -> Response:
    wrong = of_picture(error)
    return Response(json.dumps(wrong), wrong["status"], mimetype=MEDIA_TYPE)


def _of_store(error: StoreError) -> Response:
    response = problem(503, "Corrections fail", str(error))
    response.headers["Retry-After"] = "5"
    return response


def _of_no_correction(error: NoSuchCorrection) -> Response:
    return problem(404, "Not Found", str(error))
