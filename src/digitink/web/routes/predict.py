"""Routes that read a picture: POST /predictImage and /api/v1/digit, digits, number, numbers, ink and explanation."""

from typing import Any

import numpy as np
from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from digitink.errors import PictureError
from digitink.explanation import explain, find_ink
from digitink.results import Reading
from digitink.web.api import problems, schemas
from digitink.web.api.document import LABEL_AS_TEXT
from digitink.web.api.request import MOST_PICTURES, data_url, decoded, described, files_of_form, picture
from digitink.web.middleware.limits import cost
from digitink.web.state import recognizer, state

blueprint = APIBlueprint(
    "reading", __name__, abp_tags=[Tag(name="Reading")], abp_responses=problems.described(400, 408, 413, 422, 429)
)

_ONE = {"requestBody": described("any")}
_MANY = {"requestBody": described("files")}
_TEXT = {"description": "The digit", "content": {"text/plain": {"schema": LABEL_AS_TEXT}}}


@blueprint.post("/predictImage", responses={200: _TEXT}, openapi_extensions={"requestBody": described("json")})
def predict_image() -> Response:
    """Read one digit, answer it alone."""
    prediction = recognizer().predict(data_url())
    state().metrics.count_prediction(prediction)
    return Response(prediction.label, mimetype="text/plain")


@blueprint.post("/api/v1/digit", responses={200: schemas.SeenPrediction}, openapi_extensions=_ONE)
def digit() -> dict[str, Any]:
    """Read one digit, with its probabilities."""
    prediction = recognizer().predict(picture())
    state().metrics.count_prediction(prediction)
    return schemas.SeenPrediction.of(prediction)


@blueprint.post("/api/v1/digits", responses={200: schemas.Batch}, openapi_extensions=_MANY)
@cost(1, each_file=True)
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
            state().metrics.count_prediction(prediction)
            result |= schemas.Prediction.of(prediction)
    return {"results": results}


@blueprint.post("/api/v1/number", responses={200: schemas.Reading}, openapi_extensions=_ONE)
@cost(2)
def number() -> dict[str, Any]:
    """Read a number, or several lines of them, with a box for each digit and what the network saw of it."""
    return _counted(recognizer().read(picture()))


@blueprint.post("/api/v1/numbers", responses={200: schemas.Readings}, openapi_extensions=_MANY)
@cost(2, each_file=True)
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
@cost(2)
def ink() -> dict[str, Any]:
    """Find the handwriting in a picture, whatever it lies on, as it is found before a number is read."""
    return schemas.Ink.of(find_ink(recognizer(), picture()))


@blueprint.post("/api/v1/explanation", responses={200: schemas.Explanation}, openapi_extensions=_ONE)
@cost(20)
def explanation() -> dict[str, Any]:
    """Read one digit, with every step to it and which parts of the ink carried the answer."""
    return schemas.Explanation.of(explain(recognizer(), picture()))


def _files() -> list[FileStorage]:
    """Return the pictures of a form. Raises BadRequest where there are none, or too many."""
    files = files_of_form()
    if not 1 <= len(files) <= MOST_PICTURES:
        raise BadRequest(f"Send 1 to {MOST_PICTURES} files in a form: there are {len(files)}.")
    return files


def _counted(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON; its digits are counted for the metrics."""
    for mark in reading.digits:
        state().metrics.count_prediction(mark.prediction)
    return schemas.Reading.of(reading)
