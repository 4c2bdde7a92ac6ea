"""Predictions and readings as plain values, for JSON."""

from typing import Any

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
        "confidence": reading.confidence,
        "digits": [_of_mark(mark) for mark in reading.digits],
        "ignored": [_of_mark(mark) for mark in reading.ignored],
    }


def _of_mark(mark: Mark) -> dict[str, Any]:
    return {"box": list(mark.box), "prediction": of_prediction(mark.prediction)}
