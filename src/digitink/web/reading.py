"""What is in a picture: POST /predictImage, /api/v1/digit, /api/v1/number and /api/v1/explanation."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from digitink import records
from digitink.explanation import explain
from digitink.web.body import json_object, picture_in
from digitink.web.kept import recognizer

blueprint = Blueprint("reading", __name__)


@blueprint.post("/predictImage")
def predict_image() -> Response:
    """{"data": "data:image/png;base64,..."} -> the digit alone, as plain text.

    What is wrong with a request is said by problems.py.
    """
    return Response(str(recognizer().predict(_data_url()).digit), mimetype="text/plain")


@blueprint.post("/api/v1/digit")
def digit() -> dict[str, Any]:
    """A picture, see _picture -> the JSON of a Prediction, with what the network saw as a PNG."""
    prediction = recognizer().predict(_picture())
    return records.of_prediction(prediction) | {"seen": records.data_url(prediction.seen)}


@blueprint.post("/api/v1/number")
def number() -> dict[str, Any]:
    """A picture, see _picture -> the JSON of a Reading."""
    return records.of_reading(recognizer().read(_picture()))


@blueprint.post("/api/v1/explanation")
def explanation() -> dict[str, Any]:
    """A picture, see _picture -> every step from it to the digit, and which parts of the ink carried the answer."""
    return records.of_explanation(explain(recognizer(), _picture()))


def _picture() -> bytes:
    """The picture of a request: the one file of a form, the body itself, or a data URL in JSON. Raises BadRequest."""
    if request.mimetype == "multipart/form-data":
        files = list(request.files.values())
        if len(files) != 1:
            raise BadRequest(f"Send one file: there are {len(files)} in the form.")
        return files[0].read()
    if request.mimetype.startswith("image/") or request.mimetype == "application/octet-stream":
        return request.get_data()
    return _data_url()


def _data_url() -> bytes:
    return picture_in(json_object('{"data": "data:image/png;base64,..."}'))
