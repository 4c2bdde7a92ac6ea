"""digitink reads the digits people draw."""

from digitink.errors import (
    DigitinkError,
    EmptyPicture,
    ModelError,
    PictureError,
    PictureTooLarge,
    UnreadablePicture,
)
from digitink.recognizer import Recognizer
from digitink.results import Mark, Prediction, Reading

__all__ = [
    "DigitinkError",
    "EmptyPicture",
    "Mark",
    "ModelError",
    "PictureError",
    "PictureTooLarge",
    "Prediction",
    "Reading",
    "Recognizer",
    "UnreadablePicture",
]
