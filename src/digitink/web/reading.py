"""POST /predictImage: which digit is in a drawing."""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest

from digitink.picture import decode_data_url
from digitink.recognizer import Recognizer

blueprint = Blueprint("reading", __name__)


@blueprint.post("/predictImage")
def predict_image() -> Response:
    """{"data": "data:image/png;base64,..."} -> the digit alone, as plain text.

    What is wrong with a request is said by problems.py.
    """
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets nested by the thousand
        body = None
    if not isinstance(body, dict):
        raise BadRequest('Send JSON: {"data": "data:image/png;base64,..."}.')
    data = body.get("data")
    if not isinstance(data, str):
        raise BadRequest("The JSON needs a 'data' with the picture as a data URL.")
    recognizer: Recognizer = current_app.extensions["recognizer"]
    prediction = recognizer.predict(decode_data_url(data))
    return Response(str(prediction.digit), mimetype="text/plain")
