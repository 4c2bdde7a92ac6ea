"""Routes for corrections: /api/v1/corrections."""

import hmac
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, json, request, url_for
from flask_openapi3 import APIBlueprint, Tag
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, ServiceUnavailable, Unauthorized

from digitink.corrections import Correction, Store
from digitink.corrections.store import Cursor
from digitink.labels import Digit, named
from digitink.picture import decode_data_url
from digitink.web.api import problems, schemas
from digitink.web.api.request import decoded, json_of
from digitink.web.middleware.limits import cost
from digitink.web.state import recognizer, state, store

blueprint = APIBlueprint(
    "corrections",
    __name__,
    url_prefix="/api/v1/corrections",
    abp_tags=[Tag(name="Corrections")],
    abp_responses=problems.described(400, 429, 503),
)

_EXAMPLE = (
    '{"data": "data:image/png;base64,...", "digit": 7}, or "digit": null where it is not a digit, '
    'or "number": "1995" instead'
)
_TO_READ = problems.described(401, 403, 404)
_TO_SEND = problems.described(403, 408, 413, 422)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": schemas.Correction.model_json_schema()}},
    }
}
_PNG = {"description": "A gray PNG", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
_OWNER: list[dict[str, list[str]]] = [{"owner": []}]
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


@blueprint.post("", responses={200: schemas.Receipt, 201: schemas.Receipt, **_TO_SEND}, openapi_extensions=_BODY)
@cost(5)
def add() -> tuple[dict[str, Any], int]:
    """Keep what a drawing really was: a digit, none, or a number.

    201 when that is safe on the disk; 200 when the drawing was known: it has that answer now, and another token.
    """
    corrections = _store()
    body = json_of(schemas.Correction, _EXAMPLE)
    drawing, reader = decoded(decode_data_url(body.data)), recognizer()
    if "digit" in body.model_fields_set:
        _see_that_it_is_known(body.digit)
        receipt = corrections.add(drawing, reader.predict(drawing), reader.model.sha256, body.digit)
    else:
        receipt = corrections.add_number(drawing, reader.read(drawing), reader.model.sha256, _tidy(body.number))
    return schemas.Receipt.of(receipt), 201 if receipt.new else 200


@blueprint.delete("/<uuid:id_>", responses={204: None, **_TO_READ}, security=[{}, *_OWNER])
def delete(path: schemas.CorrectionId, header: schemas.Undo) -> tuple[str, int]:
    """Take a correction back, with the token of its receipt, or with the server's as bearer."""
    corrections, undo, id_ = _store(), header.undo, str(path.id_)
    # With both, Authorization is that of a proxy before this server.
    if undo is None and request.authorization:
        _authorize()
        corrections.delete(id_)
    elif not corrections.undo(id_, undo or ""):
        raise Forbidden("X-Undo-Token should be the token with which this correction was answered last.")
    return "", 204


@blueprint.get("", responses={200: schemas.StoredCorrections, **_TO_READ}, security=_OWNER)
@cost(1)
def show(query: schemas.Paging) -> Response:
    """List the newest corrections, for the bearer of the server's token; Link names the next page."""
    corrections = _store()
    _authorize()
    found = corrections.newest(query.limit, _cursor(query.before))
    response = Response(json.dumps([_record(correction) for correction in found]), mimetype="application/json")
    if len(found) == query.limit:
        following = url_for("corrections.show", limit=query.limit, before=f"{_time(found[-1])},{found[-1].id}")
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@blueprint.get("/<uuid:id_>/drawing.png", responses={200: _PNG, **_TO_READ}, security=_OWNER)
@cost(1)
def drawing(path: schemas.CorrectionId) -> Response:
    """Look at a correction's drawing, for the bearer of the server's token."""
    corrections = _store()
    _authorize()
    return Response(corrections.drawing(str(path.id_)), mimetype="image/png")


def _see_that_it_is_known(digit: Digit | None) -> None:
    """Raise BadRequest where a digit is none of the labels of the model that reads."""
    known = recognizer().model.labels
    if digit is not None and digit not in known:
        raise BadRequest(f"The 'digit' should be {named(known)}, or null where it is none. Send JSON: {_EXAMPLE}.")


def _store() -> Store:
    opened = store()
    if opened is None:
        raise ServiceUnavailable("Corrections are off on this server.")
    return opened


def _authorize() -> None:
    """See that the request bears the server's token. Raises NotFound where it has none, Unauthorized, Forbidden."""
    token = state().settings.corrections_token.get_secret_value()
    if not token:
        raise NotFound("This server has no token: DIGITINK_CORRECTIONS_TOKEN is not set.")
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized("Send the server's token: Authorization: Bearer ...", www_authenticate=_BEARER)
    if not hmac.compare_digest(given.token.encode(), token.encode()):
        raise Forbidden("This is not the server's token.")


def _cursor(text: str | None) -> Cursor | None:
    """Return where the list goes on: after a time, or after a time and an id. Raises BadRequest."""
    if text is None:
        return None
    time, _, id_ = text.partition(",")
    try:
        when = datetime.fromisoformat(time)
        return (when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)), str(UUID(id_)) if id_ else ""
    except (ValueError, OverflowError) as error:
        raise BadRequest(
            "Take 'before' from the Link of the page before, or send a time, 2026-01-31T12:00Z."
        ) from error


def _record(correction: Correction) -> dict[str, Any]:
    record = {
        "id": correction.id,
        "time": _time(correction),
        "confidence": correction.confidence,
        "model": correction.model,
        "sha256": correction.sha256,
        "drawing": url_for("corrections.drawing", id_=correction.id),
    }
    if correction.number is not None:
        return record | {"number": correction.number, "read": correction.number_read, "boxes": correction.boxes}
    return record | {"digit": correction.label, "read": correction.read, "rejected": correction.rejected}


def _tidy(number: str) -> str:
    """Return a number as it is kept: without space around its lines, or lines that are empty."""
    return "\n".join(line for text in number.splitlines() if (line := text.strip()))


def _time(correction: Correction) -> str:
    return correction.time.isoformat(timespec="microseconds").replace("+00:00", "Z")
