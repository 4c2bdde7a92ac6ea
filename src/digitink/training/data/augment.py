"""Augment MNIST's digits to look like what people draw: other pens, other hands, other forms of a digit.

Every digit is set on a sheet four times MNIST's size, drawn anew there, and then passes through
`ink.normalize`, so that the network is trained on what it will be given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize

from digitink import ink

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating]
Picture = Bytes | npt.NDArray[np.bool_]  # what can be drawn anew

SHEET, DIGIT = 4 * ink.SIDE, 4 * ink.BOX  # px, the sheet's side and the digit's longer side on it


@dataclass(frozen=True)
class Settings:
    """How far drawings stray from MNIST. Lengths are shares of the digit's longer side."""

    kept: float = 0.4  # share of MNIST's digits that are only nudged, and not set anew
    redrawn: float = 0.6  # share of the others drawn anew with a round pen along their middle line
    restyled: float = 0.4  # of those that are 0, 1, 7, 8 or 9: slashed, given an upstroke or foot, crossed, opened
    ticked: float = 0.1  # of those: given a tick where the pen came down or left
    pen: tuple[float, float] = (0.01, 0.22)  # narrowest and widest pen, hairline to marker
    swell: float = 0.03  # how much the others' own lines are thinned or thickened, standard deviation
    rotation: float = 9.0  # degrees, standard deviation
    shear: float = 0.15  # of upright strokes against the vertical, standard deviation
    stretch: float = 0.12  # of width against height, standard deviation of the logarithm
    wobble: float = 0.035  # elastic distortion, standard deviation
    blur: float = 0.02  # of every second digit, the widest standard deviation
    nudge: float = 0.6  # how far of all this the digits that are only nudged stray
    shift: float = 0.7  # px of MNIST's, how far those are moved, standard deviation


def draw(
    pictures: Bytes | Sequence[Picture], labels: Bytes, rng: np.random.Generator, settings: Settings | None = None
) -> Bytes:
    """Draw digits anew, as the network sees them: (n, 28, 28) uint8.

    pictures are MNIST's (28, 28) uint8, sheets (SHEET, SHEET) uint8, or a pen's lines on a sheet (SHEET, SHEET) bool,
    mixed as they come; labels (n,) are 0..9, or above for what is no digit.
    """
    settings = settings or Settings()
    return np.stack([_draw_one(each, int(label), rng, settings) for each, label in zip(pictures, labels, strict=True)])


def on_sheet(picture: Bytes) -> Bytes:
    """Set a picture (h, w) uint8, cut to its ink, in the middle of a sheet, as large as a digit there."""
    height, width = picture.shape
    scale = DIGIT / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sheet = np.zeros((SHEET, SHEET), np.uint8)
    left, top = (SHEET - size[0]) // 2, (SHEET - size[1]) // 2
    sheet[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=method)
    return sheet


def _draw_one(picture: Picture, label: int, rng: np.random.Generator, settings: Settings) -> Bytes:
    is_line, picture = picture.dtype == bool, picture.astype(np.uint8, copy=False)
    if is_line:
        return ink.normalize(draw_line(picture, label, rng, settings))
    is_sheet = len(picture) == SHEET
    if not is_sheet and rng.random() < settings.kept:
        return nudge(picture, rng, settings)
    sheet = picture if is_sheet else cv2.resize(picture, (SHEET, SHEET), interpolation=cv2.INTER_CUBIC)
    return ink.normalize(draw_sheet(sheet, label, rng, settings))


def draw_sheet(sheet: Bytes, label: int, rng: np.random.Generator, settings: Settings) -> Bytes:
    """Draw what is on a sheet anew, as another hand would with another pen: a sheet."""
    line = middle_line(sheet) if rng.random() < settings.redrawn else None
    if line is not None and _is_of_lines(sheet, line):
        return draw_line(line, label, rng, settings)
    swell = DIGIT * rng.normal(0, settings.swell)
    drawn = _blurred(_swell(_warp(sheet.astype(np.float32) / 255, 0, rng, settings), swell), rng, settings)
    return drawn if drawn.any() else sheet


def draw_line(line: Bytes, label: int, rng: np.random.Generator, settings: Settings) -> Bytes:
    """Follow a line, (SHEET, SHEET) uint8, 1 on it, with another pen and another hand: a sheet."""
    _restyle_some(line, label, rng, settings)
    away = cv2.distanceTransform(1 - line, cv2.DIST_L2, 5)
    pen = DIGIT * np.exp(rng.uniform(*np.log(settings.pen)))
    coverage = np.clip(pen / 2 + 0.5 - _warp(away, SHEET, rng, settings), 0, 1)
    drawn = _blurred(coverage, rng, settings)
    return drawn if drawn.any() else 255 * line


def _blurred(coverage: Floats, rng: np.random.Generator, settings: Settings) -> Bytes:
    """Blur every second drawing, (SHEET, SHEET) from 0 to 1, and bring it into bytes."""
    if rng.random() < 0.5:
        coverage = cv2.GaussianBlur(coverage, (0, 0), 0.1 + DIGIT * rng.uniform(0, settings.blur))
    return np.asarray((coverage * 255).clip(0, 255).round(), np.uint8)


def nudge(image: Bytes, rng: np.random.Generator, settings: Settings) -> Bytes:
    """Turn, slant, stretch, wobble and move a little, at MNIST's own scale: (28, 28) uint8.

    By cubic interpolation, which leaves a digit as sharp as it was: one that has only seen softer ones
    is less sure of MNIST's.
    """
    names = ("rotation", "shear", "stretch", "wobble")
    less = replace(settings, **{name: settings.nudge * getattr(settings, name) for name in names})
    places = _places(ink.SIDE, rng, less) + rng.normal(0, settings.shift, 2).astype(np.float32)
    return np.asarray(cv2.remap(image, places, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT))


def _is_of_lines(sheet: Bytes, line: Bytes) -> bool:
    """Tell whether a pen would make this: a blot has a middle line too, but much ink for it."""
    length = int(line.sum())
    return length > 0 and int((sheet > 110).sum()) < 0.35 * DIGIT * length


def middle_line(sheet: Bytes) -> Bytes:
    """Return the line a pen would follow: the skeleton of a digit's ink, (h, w) uint8, 1 on the line.

    Source: Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns".
    """
    smooth = cv2.GaussianBlur(sheet, (0, 0), 1.5)
    return np.asarray(skeletonize(smooth > 110), np.uint8)


def _restyle_some(line: Bytes, label: int, rng: np.random.Generator, settings: Settings) -> None:
    """Now and then, write a digit as other people do, and let the pen tick. Draws on `line` in place."""
    if rng.random() < settings.restyled:
        restyle(line, label, rng)
    if label <= 9 and rng.random() < settings.ticked:
        tick(line, rng)


def restyle(line: Bytes, label: int, rng: np.random.Generator) -> None:
    """Write a digit the way many people do and MNIST's writers seldom did. Draws on `line` in place.

    Zeros are slashed, sevens crossed and hooked, and a one that is a bare stroke gets an upstroke or a foot
    or both. Eights and nines are not always closed at the top.
    """
    x, y, width, height = cv2.boundingRect(line)
    if label == 0:
        lean, reach = rng.normal(0.45, 0.35), height * rng.uniform(0.35, 0.75)  # radians, px
        center = np.array([x + width * rng.normal(0.5, 0.08), y + height * rng.normal(0.5, 0.08)])
        slash = reach * np.array([np.sin(lean), -np.cos(lean)])
        _line(line, center - slash, center + slash, rng)
    elif label == 1 and width < 0.6 * height:
        _restyle_one(line, (x, y, height), rng)
    elif label == 7:
        _restyle_seven(line, (y, height), rng)
    elif label in (8, 9):
        _open_at_the_top(line, (x, y, width, height), rng)


def _restyle_one(line: Bytes, box: tuple[int, int, int], rng: np.random.Generator) -> None:
    _, y, height = box
    top, foot = _middle_of_row(line, y), _middle_of_row(line, y + height - 1)
    if rng.random() < 0.8:
        drop = rng.uniform(0.1, 0.5)
        back = drop * rng.uniform(0.4, 1.1)  # a level one, however short, would make a seven
        _line(line, (top, y), (top - height * back, y + height * drop), rng)
    if rng.random() < 0.45:
        left, right = height * rng.choice([0, rng.uniform(0, 0.3)]), height * rng.uniform(0.05, 0.35)
        lift = height * rng.choice([0, 0, rng.uniform(0, 0.25)])
        _line(line, (foot - left, y + height - 1), (foot, y + height - 1), rng)
        _line(line, (foot, y + height - 1), (foot + right, y + height - 1 - lift), rng)


def _restyle_seven(line: Bytes, box: tuple[int, int], rng: np.random.Generator) -> None:
    y, height = box
    if rng.random() < 0.7:
        middle, tilt = y + height * rng.uniform(0.38, 0.6), height * rng.normal(0, 0.06)
        stem, arm = _middle_of_row(line, int(middle)), height * rng.uniform(0.12, 0.32)
        _line(line, (stem - arm, middle + tilt), (stem + arm, middle - tilt), rng)
    if rng.random() < 0.4:
        upper = line[: y + height // 3]
        left = int(np.flatnonzero(upper.any(axis=0)).min())
        start = int(np.flatnonzero(upper[:, left]).max())
        _line(line, (left, start), (left + height * rng.normal(0, 0.04), start + height * rng.uniform(0.06, 0.22)), rng)
    if rng.random() < 0.15:
        foot = _middle_of_row(line, y + height - 1)
        _line(line, (foot, y + height - 1), (foot + height * rng.uniform(0.05, 0.18), y + height * 0.97), rng)


def _open_at_the_top(line: Bytes, box: tuple[int, int, int, int], rng: np.random.Generator) -> None:
    """Rub out a little of the line, right of the middle, where the pen started and should have come back."""
    x, y, width, height = box
    rows, columns = np.nonzero(line[y : y + int(0.3 * height), x + width // 3 : x + width])
    if len(rows):
        chosen = rng.integers(len(rows))
        center = int(columns[chosen] + x + width // 3), int(rows[chosen] + y)
        cv2.circle(line, center, int(height * rng.uniform(0.03, 0.09)), 0, thickness=-1)


def tick(line: Bytes, rng: np.random.Generator) -> None:
    """Lengthen the line at one of its ends by the short stroke of a pen landing or leaving, in place."""
    neighbors = cv2.filter2D(line, -1, np.ones((3, 3), np.float32), borderType=cv2.BORDER_CONSTANT)
    ends = np.argwhere((line > 0) & (neighbors == 2))
    if len(ends):
        row, column = ends[rng.integers(len(ends))]
        angle, length = rng.uniform(0, 2 * np.pi), DIGIT * rng.uniform(0.04, 0.14)
        _line(line, (column, row), (column + length * np.cos(angle), row + length * np.sin(angle)), rng)


def _middle_of_row(line: Bytes, row: int) -> float:
    """Return where a row's pixels lie; a row between two pieces of a line has the place of the whole line."""
    places = np.flatnonzero(line[row])
    return float(places.mean() if places.size else np.flatnonzero(line.any(axis=0)).mean())


def _line(line: Bytes, start: npt.ArrayLike, end: npt.ArrayLike, rng: np.random.Generator) -> None:
    """Add a slightly bent stroke."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    bend = (b - a)[::-1] * [-1, 1] * rng.normal(0, 0.05)
    points = np.array([a, (a + b) / 2 + bend, b]).round().astype(np.int32)
    cv2.polylines(line, [points], isClosed=False, color=1)


def _warp(field: Floats, outside: float, rng: np.random.Generator, settings: Settings) -> Floats:
    """Rotate, slant, stretch and wobble a sheet; shrunk by a tenth so that slanted digits stay on it."""
    places = _places(SHEET, rng, settings, shrink=1.1)
    return cv2.remap(field, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside)


def _places(side: int, rng: np.random.Generator, settings: Settings, shrink: float = 1.0) -> Floats:
    """Return where each pixel of a distorted picture comes from: (side, side, 2) float32, x and y.

    Source of the wobble: Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural
    networks applied to visual document analysis"; here the smooth displacements are a coarse grid, enlarged.
    """
    angle = np.radians(rng.normal(0, settings.rotation))
    stretch = np.exp(rng.normal(0, settings.stretch) / 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1, rng.normal(0, settings.shear)], [0, 1]])
    (a, b), (c, d) = shrink * turn @ slant @ np.diag([stretch, 1 / stretch])
    center = np.float32((side - 1) / 2)
    steps = np.arange(side, dtype=np.float32) - center
    wobble = rng.normal(0, side * ink.BOX / ink.SIDE * settings.wobble, (5, 5, 2)).astype(np.float32)
    places: Floats = cv2.resize(wobble, (side, side), interpolation=cv2.INTER_CUBIC)
    places[..., 0] += np.float32(a) * steps + np.float32(b) * steps[:, None] + center
    places[..., 1] += np.float32(c) * steps + np.float32(d) * steps[:, None] + center
    return places


def _swell(coverage: Floats, amount: float) -> Floats:
    """Thicken (or, below zero, thin) lines by up to `amount` px with a round brush, keeping their blur.

    Lines that thinning would wipe out stay as they are.
    """
    radius = abs(amount) / 2
    size = 2 * int(radius) + 1
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    swollen = (cv2.dilate if amount > 0 else cv2.erode)(coverage, brush)
    return swollen if swollen.max() > 0.5 else coverage
