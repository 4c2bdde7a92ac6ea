"""digitink reads the digits people draw."""

from digitink.errors import (
    DigitinkError,
    EmptyPicture,
    ModelError,
    PictureError,
    PictureTooLarge,
    UnreadablePicture,
)
from digitink.recognizer import Prediction, Recognizer

__all__ = [
    "DigitinkError",
    "EmptyPicture",
    "ModelError",
    "PictureError",
    "PictureTooLarge",
    "Prediction",
    "Recognizer",
    "UnreadablePicture",
]
