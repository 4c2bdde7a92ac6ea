"""Make non-digits to train on: letters and signs, scribbles, numbers of two digits, blots.

Showing a network such outliers is what teaches it to turn away others (Hendrycks, Mazeika and Dietterich
2019, "Deep anomaly detection with outlier exposure", arXiv 1812.04606).
"""

import cv2
import numpy as np
import numpy.typing as npt

from digitink.numbers.lines import Segment
from digitink.training.data import augment, seams

Bytes = npt.NDArray[np.uint8]

# Those that nobody's hand makes look like a digit: no O, C, l, Z, S, b, g, q and their like.
CHARACTERS = 'AEFHKMNPRVWXdehkmnpvwx#%&*+=?@~^-"€£§'
# How many of a hundred are of each kind.
_SHARES = {"character": 0.45, "scribble": 0.2, "pair": 0.2, "part": 0.05, "blot": 0.1}
# Of the pairs, the share that is a digit and a part of another: what a number cut in the wrong place gives.
_PARTLY = 0.5


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
        elif kind == "part" and (cut := part(digits[rng.integers(len(digits))], rng)) is not None:
            made[place] = cut
        else:
            made[place] = augment.on_sheet(blot(rng) if kind == "blot" else scribble(rng))
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
    """Two digits (28, 28) side by side, as in a number, apart or touching; or one and a part of the other: a sheet."""
    first, second = (cut_to_ink(digit) for digit in (left, right))
    if rng.random() < _PARTLY:
        first, second = partly(first, second, rng)
    gap, rise = int(rng.integers(-2, 7)), int(rng.integers(0, 7))
    gap = max(gap, 1 - first.shape[1])  # what is left of a digit may be narrower than they overlap
    height = max(len(first), len(second)) + rise
    page = np.zeros((height, first.shape[1] + second.shape[1] + gap), np.uint8)
    page[: len(first), : first.shape[1]] = first
    corner = page[height - len(second) :, -second.shape[1] :]
    np.maximum(corner, second, out=corner)  # where they touch, ink lies on ink
    return augment.on_sheet(cut_to_ink(page))


def cut_to_ink(picture: Bytes) -> Bytes:
    """Return what of a picture (h, w) has ink."""
    x, y, width, height = cv2.boundingRect(picture)
    return picture[y : y + height, x : x + width]


def partly(left: Bytes, right: Bytes, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    """Of one of two digits (h, w), cut to their ink, what a cut in the wrong place leaves beside the other."""
    if rng.random() < 0.5:
        return _without_its_left(left, rng), right
    return left, _without_its_left(right[:, ::-1], rng)[:, ::-1]


def _without_its_left(digit: Bytes, rng: np.random.Generator) -> Bytes:
    """Cut off a third to two thirds of a digit, unless so little ink were left that it passed for dust."""
    part = digit[:, int(digit.shape[1] * rng.uniform(0.33, 0.67)) :]
    return part if part.sum() > 0.3 * digit.sum() else digit


def part(digit: Bytes, rng: np.random.Generator) -> Bytes | None:
    """Return a part of a digit (28, 28), cut off as one is cut from another in a number: a sheet.

    Some are digits still, such as the right half of a four: so the network learns how likely that is.
    None where no seam divides the digit fairly, or it is too narrow to lose a part and look otherwise.
    """
    box = cv2.boundingRect(digit)
    if box[2] < 0.5 * box[3]:
        return None
    segment = Segment(box, cut_to_ink(digit))
    parts = [
        one
        for seam in seams.seams(segment, box[3])
        for one in (seams.part(segment, None, seam), seams.part(segment, seam, None))
        if one and 0.25 * digit.sum() < one.coverage.sum() < 0.75 * digit.sum()
    ]
    return augment.on_sheet(parts[rng.integers(len(parts))].coverage) if parts else None


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
