"""What is no digit, made for training: letters and signs, scribbles, numbers of two digits, blots.

Showing a network such outliers is what teaches it to turn away others (Hendrycks, Mazeika and Dietterich
2019, "Deep anomaly detection with outlier exposure", arXiv 1812.04606).
"""

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training import augment

Bytes = npt.NDArray[np.uint8]

# The label of what is no digit.
NOTHING = 10
# Those that nobody's hand makes look like a digit: no O, C, l, Z, S, b, g, q and their like.
CHARACTERS = 'AEFHKMNPRVWXdehkmnpvwx#%&*+=?@~^-"€£§'
# How many of a hundred are of each kind.
_SHARES = {"character": 0.5, "scribble": 0.25, "pair": 0.15, "blot": 0.1}


def sheets(count: int, characters: Bytes, digits: Bytes, rng: np.random.Generator) -> Bytes:
    """Make so many: (count, SHEET, SHEET) uint8, light on black.

    characters are sheets (n, SHEET, SHEET) of CHARACTERS, of which some are chosen; digits (n, 28, 28)
    are what the pairs are made of.
    """
    kinds = rng.choice(list(_SHARES), count, p=list(_SHARES.values()))
    made = np.zeros((count, augment.SHEET, augment.SHEET), np.uint8)
    for place, kind in enumerate(kinds):
        if kind == "character":
            made[place] = characters[rng.integers(len(characters))]
        elif kind == "pair":
            left, right = rng.choice(len(digits), 2, replace=False)
            made[place] = pair(digits[left], digits[right], rng)
        else:
            made[place] = augment.on_sheet(scribble(rng) if kind == "scribble" else blot(rng))
    return made


def scribble(rng: np.random.Generator) -> Bytes:
    """One long winding line, or several short ones: (h, w) uint8."""
    page = np.zeros((augment.SHEET, augment.SHEET), np.uint8)
    winding = rng.random() < 0.6
    for _ in range(1 if winding else rng.integers(3, 7)):
        knots = rng.integers(7, 18) if winding else rng.integers(2, 5)
        points = rng.uniform(0.1, 0.9, (knots, 1, 2)).astype(np.float32) * augment.SHEET
        curve = cv2.resize(points, (1, 12 * knots), interpolation=cv2.INTER_CUBIC)
        cv2.polylines(page, [curve.round().astype(np.int32)], isClosed=False, color=255, thickness=3)
    return page


def pair(left: Bytes, right: Bytes, rng: np.random.Generator) -> Bytes:
    """Two digits (28, 28) side by side, as in a number: a sheet."""
    pieces = []
    for digit in (left, right):
        x, y, width, height = cv2.boundingRect(digit)
        pieces.append(digit[y : y + height, x : x + width])
    gap, rise = int(rng.integers(1, 7)), int(rng.integers(0, 7))
    height = max(len(piece) for piece in pieces) + rise
    page = np.zeros((height, sum(piece.shape[1] for piece in pieces) + gap), np.uint8)
    first, second = pieces
    page[: len(first), : first.shape[1]] = first
    page[height - len(second) :, -second.shape[1] :] = second
    return augment.on_sheet(page)


def blot(rng: np.random.Generator) -> Bytes:
    """Something filled: a disc, a box, or cloudy patches like those a photograph's light and dark leave."""
    side = augment.SHEET
    page = np.zeros((side, side), np.uint8)
    form = rng.integers(4)
    if form == 0:
        axes = (side * rng.uniform(0.2, 0.45, 2)).astype(int).tolist()
        cv2.ellipse(page, (side // 2, side // 2), axes, rng.uniform(0, 180), 0, 360, 255, thickness=-1)
    elif form == 1:
        width, height = (side * rng.uniform(0.5, 1, 2)).astype(int)
        page[:height, :width] = 255
    else:
        grain = int(rng.integers(3, 12))
        clouds = cv2.resize(rng.normal(size=(grain, grain)), (side, side), interpolation=cv2.INTER_CUBIC)
        page[clouds > np.quantile(clouds, rng.uniform(0.3, 0.7))] = 255
    return page
