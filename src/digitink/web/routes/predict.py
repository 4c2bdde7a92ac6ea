"""What is in a picture: POST /predictImage and /api/v1/digit, digits, number, numbers, ink and explanation."""

from typing import Any

import numpy as np
from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from digitink import records
from digitink.errors import PictureError
from digitink.explanation import explain
from digitink.recognizer import Reading
from digitink.web.api import problems, schemas
from digitink.web.api.request import MOST_PICTURES, data_url, decoded, described, files_of_form, picture
from digitink.web.state import kept, recognizer

blueprint = APIBlueprint(
    "reading", __name__, abp_tags=[Tag(name="Reading")], abp_responses=problems.described(400, 408, 413, 422, 429)
)

_ONE = {"requestBody": described("any")}
_MANY = {"requestBody": described("files")}
_TEXT = {"description": "The digit", "content": {"text/plain": {"schema": {"type": "string", "pattern": "^[0-9]$"}}}}


@blueprint.post("/predictImage", responses={200: _TEXT}, openapi_extensions={"requestBody": described("json")})
def predict_image() -> Response:
    """Read one digit, answer it alone."""
    prediction = recognizer().predict(data_url())
    kept().metrics.read(prediction)
    return Response(str(prediction.digit), mimetype="text/plain")


@blueprint.post("/api/v1/digit", responses={200: schemas.SeenPrediction}, openapi_extensions=_ONE)
def digit() -> dict[str, Any]:
    """Read one digit, with its probabilities."""
    prediction = recognizer().predict(picture())
    kept().metrics.read(prediction)
    return records.of_prediction(prediction) | {"seen": records.data_url(prediction.seen)}


@blueprint.post("/api/v1/digits", responses={200: schemas.Batch}, openapi_extensions=_MANY)
def digits() -> dict[str, Any]:
    """Read one digit in each of up to 64 pictures."""
    results: list[dict[str, Any]] = []
    seen = []
    for file in _files():
        result: dict[str, Any] = {"file": file.filename}
        try:
            seen.append(recognizer().see(decoded(file.read())))
        except PictureError as error:
            result |= problems.of_picture(error)
        results.append(result)
    predictions = iter(recognizer().predict_all_seen(np.array(seen, np.uint8).reshape(-1, 28, 28)))
    for result in results:
        if "status" not in result:
            prediction = next(predictions)
            kept().metrics.read(prediction)
            result |= records.of_prediction(prediction)
    return {"results": results}


@blueprint.post("/api/v1/number", responses={200: schemas.Reading}, openapi_extensions=_ONE)
def number() -> dict[str, Any]:
    """Read a number, or several lines of them, with a box for each digit and what the network saw of it."""
    return _counted(recognizer().read(picture()))


@blueprint.post("/api/v1/numbers", responses={200: schemas.Readings}, openapi_extensions=_MANY)
def numbers() -> dict[str, Any]:
    """Read a number, or several lines of them, in each of up to 64 pictures."""
    results: list[dict[str, Any]] = []
    for file in _files():
        result: dict[str, Any] = {"file": file.filename}
        try:
            result |= _counted(recognizer().read(decoded(file.read())))
        except PictureError as error:
            result |= problems.of_picture(error)
        results.append(result)
    return {"results": results}


@blueprint.post("/api/v1/ink", responses={200: schemas.Ink}, openapi_extensions=_ONE)
def ink() -> dict[str, Any]:
    """Find the handwriting in a picture, whatever it lies on, as it is found before a number is read."""
    luminance = picture()
    found = recognizer().find_page(luminance)
    return {"size": [luminance.shape[1], luminance.shape[0]], **records.of_page(found)}


@blueprint.post("/api/v1/explanation", responses={200: schemas.Explanation}, openapi_extensions=_ONE)
def explanation() -> dict[str, Any]:
    """Read one digit, with every step to it and which parts of the ink carried the answer."""
    return records.of_explanation(explain(recognizer(), picture()))


def _files() -> list[FileStorage]:
    """The pictures of a form. Raises BadRequest where there are none, or too many."""
    files = files_of_form()
    if not 1 <= len(files) <= MOST_PICTURES:
        raise BadRequest(f"Send 1 to {MOST_PICTURES} files in a form: there are {len(files)}.")
    return files


def _counted(reading: Reading) -> dict[str, Any]:
    """A reading as JSON, with what the network saw of each digit; it is counted for the metrics."""
    record = records.of_reading(reading)
    for mark, digit in zip(reading.digits, record["digits"], strict=True):
        kept().metrics.read(mark.prediction)
        digit["seen"] = records.data_url(mark.prediction.seen)
    return record
