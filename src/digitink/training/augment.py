"""Make of MNIST's digits what people draw: other pens, other hands, other ways to write a digit.

Every digit is set on a sheet four times MNIST's size, drawn anew there, and then passes through
`ink.normalise`, so that the network is trained on what it will be given.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize

from digitink import ink

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating]

SHEET, _DIGIT = 4 * ink.SIDE, 4 * ink.BOX  # px, the sheet's side and the digit's longer side on it
_CENTRE = (SHEET - 1) / 2


@dataclass(frozen=True)
class Settings:
    """How far drawings stray from MNIST. Lengths are shares of the digit's longer side."""

    redrawn: float = 0.6  # share of digits drawn anew with a round pen along their middle line
    restyled: float = 0.4  # of those that are 0, 1 or 7: slashed, given an upstroke or foot, crossed
    pen: tuple[float, float] = (0.01, 0.22)  # narrowest and widest pen, hairline to marker
    swell: float = 0.03  # how much the others' own lines are thinned or thickened, standard deviation
    rotation: float = 9.0  # degrees, standard deviation
    shear: float = 0.15  # of upright strokes against the vertical, standard deviation
    stretch: float = 0.12  # of width against height, standard deviation of the logarithm
    wobble: float = 0.035  # elastic distortion, standard deviation
    blur: float = 0.02  # of every second digit, the widest standard deviation


def draw(images: Bytes, labels: Bytes, rng: np.random.Generator, settings: Settings | None = None) -> Bytes:
    """Draw digits anew: (n, 28, 28) uint8 and their labels (n,) -> (n, 28, 28) uint8 as the network sees them."""
    settings = settings or Settings()
    return np.stack([_draw_one(image, int(label), rng, settings) for image, label in zip(images, labels, strict=True)])


def _draw_one(image: Bytes, label: int, rng: np.random.Generator, settings: Settings) -> Bytes:
    sheet = cv2.resize(image, (SHEET, SHEET), interpolation=cv2.INTER_CUBIC)
    line = middle_line(sheet) if rng.random() < settings.redrawn else None
    if line is not None and line.any():
        if rng.random() < settings.restyled:
            restyle(line, label, rng)
        away = cv2.distanceTransform(1 - line, cv2.DIST_L2, 5)
        pen = _DIGIT * np.exp(rng.uniform(*np.log(settings.pen)))
        coverage = np.clip(pen / 2 + 0.5 - _warp(away, SHEET, rng, settings), 0, 1)
    else:
        swell = _DIGIT * rng.normal(0, settings.swell)
        coverage = _swell(_warp(sheet.astype(np.float32) / 255, 0, rng, settings), swell)
    if rng.random() < 0.5:
        coverage = cv2.GaussianBlur(coverage, (0, 0), 0.1 + _DIGIT * rng.uniform(0, settings.blur))
    drawn = np.asarray((coverage * 255).clip(0, 255).round(), np.uint8)
    return ink.normalise(drawn) if drawn.max() > 63 else image


def middle_line(sheet: Bytes) -> Bytes:
    """The line a pen would follow: the skeleton of a digit's ink, (h, w) uint8, 1 on the line.

    Source: Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns".
    """
    smooth = cv2.GaussianBlur(sheet, (0, 0), 1.5)
    return np.asarray(skeletonize(smooth > 110), np.uint8)


def restyle(line: Bytes, label: int, rng: np.random.Generator) -> None:
    """Write a 0, 1 or 7 the way many people do and MNIST's writers seldom did. Draws on `line` in place.

    Zeros are slashed, sevens crossed, and a one that is a bare stroke gets an upstroke or a foot or both.
    """
    x, y, width, height = cv2.boundingRect(line)
    if label == 0:
        lean, reach = rng.normal(0.45, 0.35), height * rng.uniform(0.35, 0.75)  # radians, px
        centre = np.array([x + width * rng.normal(0.5, 0.08), y + height * rng.normal(0.5, 0.08)])
        slash = reach * np.array([np.sin(lean), -np.cos(lean)])
        _line(line, centre - slash, centre + slash, rng)
    elif label == 7:
        middle, tilt = y + height * rng.uniform(0.4, 0.65), height * rng.normal(0, 0.06)
        stem, arm = _middle_of_row(line, int(middle)), height * rng.uniform(0.12, 0.32)
        _line(line, (stem - arm, middle + tilt), (stem + arm, middle - tilt), rng)
    elif label == 1 and width < 0.6 * height:
        top, foot = _middle_of_row(line, y), _middle_of_row(line, y + height - 1)
        if rng.random() < 0.8:
            drop = rng.uniform(0.03, 0.5)
            back = rng.uniform(0.08, 0.2 + 0.5 * drop)  # a long level one would make a seven
            _line(line, (top, y), (top - height * back, y + height * drop), rng)
        if rng.random() < 0.4:
            left, right = height * rng.uniform(0, 0.3), height * rng.uniform(0.05, 0.3)
            lift = height * rng.choice([0, 0, rng.uniform(0, 0.2)])
            _line(line, (foot - left, y + height - 1), (foot, y + height - 1), rng)
            _line(line, (foot, y + height - 1), (foot + right, y + height - 1 - lift), rng)


def _middle_of_row(line: Bytes, row: int) -> float:
    """Where a row's pixels lie; a row between two pieces of a line has the place of the whole line."""
    places = np.flatnonzero(line[row])
    return float(places.mean() if places.size else np.flatnonzero(line.any(axis=0)).mean())


def _line(line: Bytes, start: npt.ArrayLike, end: npt.ArrayLike, rng: np.random.Generator) -> None:
    """Add a slightly bent stroke."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    bend = (b - a)[::-1] * [-1, 1] * rng.normal(0, 0.05)
    points = np.array([a, (a + b) / 2 + bend, b]).round().astype(np.int32)
    cv2.polylines(line, [points], isClosed=False, color=1)


def _warp(field: Floats, outside: float, rng: np.random.Generator, settings: Settings) -> Floats:
    """Rotate, slant, stretch and wobble a sheet.

    Source of the wobble: Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural
    networks applied to visual document analysis"; here the smooth displacements are a coarse grid, enlarged.
    """
    angle = np.radians(rng.normal(0, settings.rotation))
    stretch = np.exp(rng.normal(0, settings.stretch) / 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1, rng.normal(0, settings.shear)], [0, 1]])
    # The output's pixel -> the input's; shrunk by a tenth so that slanted digits stay on the sheet.
    (a, b), (c, d) = 1.1 * turn @ slant @ np.diag([stretch, 1 / stretch])
    steps = np.arange(SHEET, dtype=np.float32) - np.float32(_CENTRE)
    wobble = rng.normal(0, _DIGIT * settings.wobble, (5, 5, 2)).astype(np.float32)
    shifts: Floats = cv2.resize(wobble, (SHEET, SHEET), interpolation=cv2.INTER_CUBIC)
    shifts[..., 0] += np.float32(a) * steps + np.float32(b) * steps[:, None] + np.float32(_CENTRE)
    shifts[..., 1] += np.float32(c) * steps + np.float32(d) * steps[:, None] + np.float32(_CENTRE)
    return cv2.remap(field, shifts, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside)


def _swell(coverage: Floats, amount: float) -> Floats:
    """Thicken (or, below nought, thin) lines by up to `amount` px with a round brush, keeping their blur.

    Lines that thinning would wipe out stay as they are.
    """
    radius = abs(amount) / 2
    size = 2 * int(radius) + 1
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    swollen = (cv2.dilate if amount > 0 else cv2.erode)(coverage, brush)
    return swollen if swollen.max() > 0.5 else coverage
