"""Predictions, readings and explanations as plain values, for JSON."""

import base64
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from digitink.explanation import Explanation
from digitink.ink import Page
from digitink.recognizer import Mark, Prediction, Reading


def of_prediction(prediction: Prediction) -> dict[str, Any]:
    """All of a prediction but what was seen."""
    return {
        "digit": prediction.digit,
        "confidence": prediction.confidence,
        "probabilities": list(prediction.probabilities),
        "rejected": prediction.rejected,
    }


def of_reading(reading: Reading) -> dict[str, Any]:
    """A reading; boxes are [x, y, width, height] in the picture's px."""
    return {
        "text": reading.text,
        "written": reading.written,
        "confidence": reading.confidence,
        "digits": [_of_mark(mark) for mark in reading.digits],
        "ignored": [_of_mark(mark) for mark in reading.ignored],
        "turned": reading.turned,
    }


def _of_mark(mark: Mark) -> dict[str, Any]:
    return {"box": list(mark.box), "prediction": of_prediction(mark.prediction)}


def of_explanation(explanation: Explanation) -> dict[str, Any]:
    """An explanation: boxes and frames are [x, y, width, height] in the picture's px, pictures are data URLs.

    `ink` is the page on which the ink was found: black where there is none, white where all is covered.
    """
    return {
        "prediction": of_prediction(explanation.prediction),
        "seen": data_url(explanation.prediction.seen),
        "size": list(explanation.size),
        **of_page(explanation.page),
        "box": list(explanation.box),
        "frame": list(explanation.frame),
        "logits": list(explanation.logits),
        "heat": explanation.heat.round(3).tolist(),
    }


def of_page(page: Page) -> dict[str, Any]:
    """The ink that was found, and [x, y, width, height] of where that page lies, in the picture's px."""
    height, width = page.coverage.shape
    return {"ink": data_url(page.coverage), "page": [*page.corner, page.scale * width, page.scale * height]}


def data_url(picture: npt.NDArray[np.uint8]) -> str:
    """A picture, (h, w) uint8, as a PNG in a data URL."""
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()
