"""Make a row of a table from a prediction, a reading or an error."""

from typing import Any

import pyarrow as pa

from digitink.errors import PictureError
from digitink.ink import Box
from digitink.recognizer import Recognizer
from digitink.results import Prediction, Reading

Row = dict[str, Any]

_MARK = pa.struct(
    [
        ("digit", pa.int8()),  # null where the model's label is none
        ("confidence", pa.float64()),
        *((side, pa.int32()) for side in ("x", "y", "width", "height")),  # px of the picture
    ]
)
# What is known of a picture that was read or refused. All but the error's two columns are null where there is an error.
FIELDS = [
    ("kind", pa.string()),  # what was looked for: "number" or "digit"
    ("text", pa.string()),  # the digits, lines joined by a newline; empty where none was accepted
    ("written", pa.string()),  # the same with its signs, such as "3.14"
    ("confidence", pa.float64()),  # 0..1, that all that is written is right; of one digit, that the best guess is
    ("rejected", pa.bool_()),  # nothing in the picture was accepted as a digit
    ("digits", pa.list_(_MARK)),  # in the text's order
    ("ignored", pa.list_(_MARK)),  # what is no digit, or too doubtful
    ("turned", pa.int16()),  # degrees, see Reading.turned
    ("error", pa.string()),
    ("error_kind", pa.string()),  # the name of the error's class
    ("digits_sha256", pa.string()),  # of the model files that read
    ("lines_sha256", pa.string()),
    ("finder_sha256", pa.string()),
]
SCHEMA = pa.schema([("source", pa.string()), *FIELDS])


def of_reading(reading: Reading) -> Row:
    """Fill the columns of a number."""
    return {
        "text": reading.text,
        "written": reading.written,
        "confidence": reading.confidence,
        "rejected": not reading.text,
        "digits": [_of_mark(mark.box, mark.prediction) for mark in reading.digits],
        "ignored": [_of_mark(mark.box, mark.prediction) for mark in reading.ignored],
        "turned": reading.turned,
    }


def of_prediction(box: Box, prediction: Prediction) -> Row:
    """Fill the columns of a picture's one digit, which lies in that box."""
    marks = [_of_mark(box, prediction)]
    return {
        "text": (text := "" if prediction.rejected else prediction.label),
        "written": text,
        "confidence": prediction.confidence,
        "rejected": prediction.rejected,
        "digits": [] if prediction.rejected else marks,
        "ignored": marks if prediction.rejected else [],
        "turned": 0,
    }


def of_error(error: Exception) -> Row:
    """Fill the columns of a picture that could not be read."""
    message = str(error) if isinstance(error, PictureError) else f"Reading this picture failed: {error!r}"
    return {"error": message, "error_kind": type(error).__name__}


def of_models(recognizer: Recognizer) -> Row:
    """Fill the columns that say which models read."""
    models = {"digits": recognizer.model, "lines": recognizer.columns.network, "finder": recognizer.finder.network}
    return {f"{name}_sha256": model.sha256 for name, model in models.items()}


def _of_mark(box: Box, prediction: Prediction) -> Row:
    sides = zip(("x", "y", "width", "height"), box, strict=True)
    digit = prediction.digit if isinstance(prediction.digit, int) else None
    return {"digit": digit, "confidence": prediction.confidence, **dict(sides)}
