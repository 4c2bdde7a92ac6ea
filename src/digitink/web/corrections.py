"""What people say it really was: /api/v1/corrections."""

import hmac
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, json, request, url_for
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, ServiceUnavailable, Unauthorized

from digitink.corrections import Correction, Store
from digitink.corrections.store import Place
from digitink.picture import load
from digitink.web.body import json_object, picture_in
from digitink.web.kept import recognizer, store

blueprint = Blueprint("corrections", __name__, url_prefix="/api/v1/corrections")

_MOST = 1000  # corrections a page of the list
_BEARER = WWWAuthenticate("bearer", {"realm": "corrections"})


@blueprint.before_request
def refuse_other_sites() -> None:
    """Let no other site's page have a visitor's browser write here. Raises Forbidden.

    A browser that says in Sec-Fetch-Site where a request comes from is believed: behind a proxy that ends TLS, the
    scheme in its Origin is not the one that arrives here. Programs that are no browser send neither header.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = f"{request.scheme}://{request.host}"
    if site not in ("same-origin", "none") if site else origin and origin.lower() != own.lower():
        raise Forbidden("Corrections are taken from this server's own page only.")


@blueprint.after_request
def keep_no_copy(response: Response) -> Response:
    """Have nobody on the way keep people's drawings, or the tokens that take them back."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("")
def add() -> tuple[dict[str, str], int]:
    """{"data": "data:image/png;base64,...", "digit": 0..9 or null} -> {"id": ..., "undo": token}, 201.

    200 when the drawing was known: it has that answer now, and another token.
    """
    corrections = _store()
    picture, answer = _body()
    drawing, reader = load(picture), recognizer()
    receipt = corrections.add(drawing, reader.predict(drawing), reader.model.sha256, answer)
    return {"id": receipt.id, "undo": receipt.undo}, 201 if receipt.new else 200


@blueprint.delete("/<uuid:id_>")
def delete(id_: UUID) -> tuple[str, int]:
    """Take a correction back, with the token of its POST in X-Undo-Token, or with the server's as bearer."""
    corrections, undo = _store(), request.headers.get("X-Undo-Token")
    # With both, Authorization is that of a proxy before this server.
    if undo is None and request.authorization:
        _authorize()
        corrections.delete(str(id_))
    elif not corrections.undo(str(id_), undo or ""):
        raise Forbidden("X-Undo-Token should be the token with which this correction was answered last.")
    return "", 204


@blueprint.get("")
def show() -> Response:
    """The newest corrections, ?limit= of them, for the bearer of the server's token; Link names the next page."""
    corrections = _store()
    _authorize()
    limit = _limit()
    found = corrections.newest(limit, _before())
    response = Response(json.dumps([_record(correction) for correction in found]), mimetype="application/json")
    if len(found) == limit:
        following = url_for("corrections.show", limit=limit, before=f"{_time(found[-1])},{found[-1].id}")
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@blueprint.get("/<uuid:id_>/drawing.png")
def drawing(id_: UUID) -> Response:
    """A correction's drawing, for the bearer of the server's token."""
    corrections = _store()
    _authorize()
    return Response(corrections.drawing(str(id_)), mimetype="image/png")


def _store() -> Store:
    kept = store()
    if kept is None:
        raise ServiceUnavailable("Corrections are off on this server.")
    return kept


def _body() -> tuple[bytes, int | None]:
    """The picture and the right answer of a request. Raises BadRequest and UnreadablePicture."""
    example = '{"data": "data:image/png;base64,...", "digit": 7}'
    body = json_object(example)
    if not body.keys() >= {"data", "digit"}:
        raise BadRequest(f"Send JSON: {example}.")
    digit = body["digit"]
    if digit is not None and (type(digit) is not int or not 0 <= digit <= 9):  # True is an int too
        raise BadRequest("The 'digit' should be 0 to 9, or null when the drawing is not a digit.")
    return picture_in(body), digit


def _authorize() -> None:
    """See that the request bears the server's token. Raises NotFound where it has none, Unauthorized, Forbidden."""
    token = current_app.config["CORRECTIONS_TOKEN"]
    if not token:
        raise NotFound("This server has no token: DIGITINK_CORRECTIONS_TOKEN is not set.")
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized("Send the server's token: Authorization: Bearer ...", www_authenticate=_BEARER)
    if not hmac.compare_digest(given.token.encode(), token.encode()):
        raise Forbidden("This is not the server's token.")


def _limit() -> int:
    said = request.args.get("limit", "100")
    if not (said.isascii() and said.isdigit() and len(said) <= 4 and 1 <= int(said) <= _MOST):
        raise BadRequest(f"The limit should be 1 to {_MOST}.")
    return int(said)


def _before() -> Place | None:
    """Where the list goes on: after a time, or after a time and an id. Raises BadRequest."""
    said = request.args.get("before")
    if said is None:
        return None
    time, _, id_ = said.partition(",")
    try:
        when = datetime.fromisoformat(time)
        return (when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)), str(UUID(id_)) if id_ else ""
    except (ValueError, OverflowError) as error:
        raise BadRequest(
            "Take 'before' from the Link of the page before, or send a time, 2026-01-31T12:00Z."
        ) from error


def _record(correction: Correction) -> dict[str, Any]:
    return {
        "id": correction.id,
        "time": _time(correction),
        "digit": correction.answer,
        "read": correction.read,
        "confidence": correction.confidence,
        "rejected": correction.rejected,
        "model": correction.model,
        "sha256": correction.sha256,
        "drawing": url_for("corrections.drawing", id_=correction.id),
    }


def _time(correction: Correction) -> str:
    return correction.time.isoformat(timespec="microseconds").replace("+00:00", "Z")
