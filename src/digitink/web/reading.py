"""What is in a picture: POST /predictImage, /api/v1/digit, /api/v1/number and /api/v1/explanation."""

from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest

from digitink import records
from digitink.explanation import explain
from digitink.picture import decode_data_url
from digitink.recognizer import Recognizer

blueprint = Blueprint("reading", __name__)


@blueprint.post("/predictImage")
def predict_image() -> Response:
    """{"data": "data:image/png;base64,..."} -> the digit alone, as plain text.

    What is wrong with a request is said by problems.py.
    """
    return Response(str(_recognizer().predict(_data_url()).digit), mimetype="text/plain")


@blueprint.post("/api/v1/digit")
def digit() -> dict[str, Any]:
    """A picture, see _picture -> the JSON of a Prediction, with what the network saw as a PNG."""
    prediction = _recognizer().predict(_picture())
    return records.of_prediction(prediction) | {"seen": records.data_url(prediction.seen)}


@blueprint.post("/api/v1/number")
def number() -> dict[str, Any]:
    """A picture, see _picture -> the JSON of a Reading."""
    return records.of_reading(_recognizer().read(_picture()))


@blueprint.post("/api/v1/explanation")
def explanation() -> dict[str, Any]:
    """A picture, see _picture -> every step from it to the digit, and which parts of the ink carried the answer."""
    return records.of_explanation(explain(_recognizer(), _picture()))


def _recognizer() -> Recognizer:
    recognizer: Recognizer = current_app.extensions["recognizer"]
    return recognizer


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
    """The bytes of {"data": "data:image/png;base64,..."}, whatever the request calls itself. Raises BadRequest."""
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets nested by the thousand
        body = None
    if not isinstance(body, dict):
        raise BadRequest('Send JSON: {"data": "data:image/png;base64,..."}.')
    data = body.get("data")
    if not isinstance(data, str):
        raise BadRequest("The JSON needs a 'data' with the picture as a data URL.")
    return decode_data_url(data)
