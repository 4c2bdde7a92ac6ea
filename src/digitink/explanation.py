"""Explain a prediction: every step from the picture to the digit, and which parts of the ink it rests on."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitink import ink
from digitink.ink import Box, Coverage, Page
from digitink.picture import Luminance, Picture, load
from digitink.recognizer import Recognizer
from digitink.results import Prediction

Floats = npt.NDArray[np.float64]
Seen = npt.NDArray[np.uint8]
Frame = tuple[float, float, float, float]  # x, y, width, height in px

# The side of the patch that covers a part of what the network sees, and how far it moves on, in px of 28.
_PATCH, _STEP = 5, 2
# A log-odds that falls by so much is a part the answer hung on; weaker maps are not blown up to look like that.
_DECISIVE = 2.0


@dataclass(frozen=True)
class FoundInk:
    """The ink that was found in a picture, and where it lies."""

    size: tuple[int, int]  # width and height of the picture in px
    ink: Coverage  # (h, w) uint8, 0 none to 255 all
    page: Frame  # what part of the picture that is, in its px


@dataclass(frozen=True)
class Explanation(FoundInk):
    """How a picture became an answer."""

    prediction: Prediction
    box: Box  # around the ink, in the picture's px
    frame: Frame  # what part of the picture the network's 28 x 28 shows, in its px; may reach beyond its edges
    logits: tuple[float, ...]  # calibrated logits, one a label, and one more if the network has learned to reject
    heat: Floats  # (28, 28), -1 to 1: positive: supports the prediction; negative: contradicts it

    @property
    def seen(self) -> Seen:
        """What the network saw, (28, 28), see Prediction."""
        return self.prediction.seen


def find_ink(recognizer: Recognizer, picture: Picture) -> FoundInk:
    """Find the ink of all digits, as it is found before a number is read.

    Takes and raises what Recognizer.read does.
    """
    luminance = load(picture)
    return FoundInk(*_found(luminance, recognizer.find_page(luminance)))


def explain(recognizer: Recognizer, picture: Picture) -> Explanation:
    """Read one digit, and keep what was done on the way. Takes and raises what Recognizer.predict does."""
    luminance = load(picture)
    page = recognizer.find_digit(luminance)
    prediction = recognizer.predict_seen(ink.normalize(page.coverage))
    x, y, width, height = ink.frame(page.coverage)
    (left, top), scale = page.corner, page.scale
    return Explanation(
        *_found(luminance, page),
        prediction,
        page.in_picture(cv2.boundingRect(page.coverage)),
        (left + scale * x, top + scale * y, scale * width, scale * height),
        tuple(recognizer.logits(prediction.seen[np.newaxis])[0].tolist()),
        heat(recognizer, prediction.seen),
    )


def _found(luminance: Luminance, page: Page) -> tuple[tuple[int, int], Coverage, Frame]:
    """Return what FoundInk holds, in its order."""
    height, width = page.coverage.shape
    place = (*page.corner, page.scale * width, page.scale * height)
    return (luminance.shape[1], luminance.shape[0]), page.coverage, place


def heat(recognizer: Recognizer, seen: Seen) -> Floats:
    """How much each part of what was seen, (28, 28) uint8, speaks for the digit it is read as: (28, 28), -1 to 1.

    Each part is covered in turn and the network asked again, all in one batch: where the answer's log-odds
    fall, that part carried it; where they rise, it spoke against. Log-odds, because a probability that is
    nearly 1 hides how much it would take to change it. Source: Zeiler and Fergus 2014, "Visualizing and
    understanding convolutional networks", arXiv 1311.2901, section 4.2.
    """
    places = [
        (slice(top, top + _PATCH), slice(left, left + _PATCH))
        for top in range(0, ink.SIDE - _PATCH + 1, _STEP)
        for left in range(0, ink.SIDE - _PATCH + 1, _STEP)
        if seen[top : top + _PATCH, left : left + _PATCH].any()
    ]
    covered = np.repeat(seen[np.newaxis], len(places) + 1, axis=0)  # the first stays whole
    for picture, place in zip(covered[1:], places, strict=True):
        picture[place] = 0
    logits = recognizer.logits(covered)[:, : len(recognizer.model.labels)]
    odds = _log_odds(logits, int(logits[0].argmax()))
    total, times = np.zeros(seen.shape), np.zeros(seen.shape)
    for place, now in zip(places, odds[1:], strict=True):
        total[place] += odds[0] - now
        times[place] += 1
    mean = total / np.maximum(times, 1)
    return np.asarray(mean / max(_DECISIVE, float(np.abs(mean).max())))


def _log_odds(logits: Floats, label: int) -> Floats:
    """Of a label against all others: (n, labels) -> (n,)."""
    others = np.delete(logits, label, axis=1)
    return np.asarray(logits[:, label] - np.logaddexp.reduce(others, axis=1))
