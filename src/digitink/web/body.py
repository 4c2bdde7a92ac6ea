"""What the body of a request carries: a JSON object, and a picture in it."""

from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

from digitink.picture import decode_data_url


def json_object(example: str) -> dict[str, Any]:
    """The object, whatever type the request says it has. Raises BadRequest, which gives the example."""
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets nested by the thousand
        body = None
    if not isinstance(body, dict):
        raise BadRequest(f"Send JSON: {example}.")
    return body


def picture_in(body: dict[str, Any]) -> bytes:
    """The picture that is its "data", a data URL. Raises BadRequest and UnreadablePicture."""
    data = body.get("data")
    if not isinstance(data, str):
        raise BadRequest("The JSON needs a 'data' with the picture as a data URL.")
    return decode_data_url(data)
