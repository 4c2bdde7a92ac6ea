"""Numbers written with the project's own strokes: lines of them, and photographs of pages."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from samples.drawing import DRAWINGS, Drawing

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]

_FINE = 8  # OpenCV draws at eighths of a pixel
# Signs, in heights of a digit from its upper end.
_SIGNS: dict[str, list[list[tuple[float, float]]]] = {
    ".": [[(0, 0.95), (0.02, 0.97)]],
    ",": [[(0.08, 0.92), (0.1, 1.02), (0, 1.2)]],
    "-": [[(0, 0.52), (0.45, 0.5)]],
    "/": [[(0.45, -0.1), (0, 1.1)]],
    ":": [[(0, 0.3), (0.02, 0.32)], [(0, 0.85), (0.02, 0.87)]],
    "+": [[(0, 0.55), (0.5, 0.55)], [(0.25, 0.3), (0.25, 0.8)]],
    "%": [
        [(0.15, 0), (0, 0.15), (0.15, 0.3), (0.3, 0.15), (0.15, 0)],
        [(0.75, 0), (0.05, 1)],
        [(0.65, 0.7), (0.5, 0.85), (0.65, 1), (0.8, 0.85), (0.65, 0.7)],
    ],
}


@dataclass(frozen=True)
class Hand:
    """How a number is written; lengths in heights of a digit."""

    size: float = 80  # px, the height of a digit
    pen: float = 0.08
    gap: float = 0.3  # between digits; below 0 they overlap
    uneven: float = 0.0  # how far heights stray
    rise: float = 0.0  # how far digits stray up and down
    climb: float = 0.0  # degrees, the line's


def written(lines: Sequence[str], hand: Hand, rng: np.random.Generator | None = None) -> tuple[Bytes, list[Box]]:
    """Write lines of digits, signs and spaces: ink as (h, w) uint8, dark on white, and each mark's box."""
    source = rng or np.random.default_rng(0)
    strokes: list[Floats] = []
    boxes: list[Box] = []
    for row, line in enumerate(lines):
        x = 0.0
        for letter in line:
            if letter == " ":
                x += 1.2 * hand.size
                continue
            size = hand.size * (1 + source.uniform(-hand.uneven, hand.uneven))
            y = 1.9 * hand.size * row + source.uniform(-hand.rise, hand.rise) * hand.size
            y -= x * np.tan(np.radians(hand.climb))
            if letter in _SIGNS:
                placed = [np.array(stroke, np.float32) * size + [x, y] for stroke in _SIGNS[letter]]
            else:
                placed = _shifted(_some(int(letter), source), x, y, size)
            strokes += placed
            points = np.concatenate(placed)
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            boxes.append((left, top, right - left, bottom - top))
            x = float(right) + hand.gap * hand.size
    return _inked(strokes, boxes, hand.pen * hand.size)


def _some(digit: int, rng: np.random.Generator) -> Drawing:
    ways = [drawing for drawing in DRAWINGS if drawing.digit == digit]
    return ways[rng.integers(len(ways))]


def _shifted(drawing: Drawing, left: float, top: float, size: float) -> list[Floats]:
    """Its strokes, with the ink beginning at `left` and as high as `size`."""
    strokes = [np.asarray(stroke, np.float32) for stroke in drawing.strokes]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = size / (high[1] - low[1])
    return [np.asarray((stroke - low) * scale + [left, top], np.float32) for stroke in strokes]


def _inked(strokes: Sequence[Floats], boxes: Sequence[Box], pen: float) -> tuple[Bytes, list[Box]]:
    points = np.concatenate(strokes)
    margin = 20 + pen
    low = points.min(axis=0) - margin
    width, height = (np.ceil(points.max(axis=0) + margin - low)).astype(int)
    page = np.full((height, width), 255, np.uint8)
    for stroke in strokes:
        places = ((stroke - low) * _FINE).round().astype(np.int32)
        cv2.polylines(page, [places], False, 0, max(1, round(pen)), cv2.LINE_AA, 3)  # 2 ** 3 is _FINE
    half = pen / 2
    return page, [(x - low[0] - half, y - low[1] - half, w + pen, h + pen) for x, y, w, h in boxes]


def printed(text: str, size: int = 40) -> Bytes:
    """Type, as in a book: (h, w) uint8, dark on white."""
    page = Image.new("L", (size * 24, int(1.6 * size) * (text.count("\n") + 2)), 255)
    ImageDraw.Draw(page).multiline_text((size, size), text, fill=0, font_size=size, spacing=size // 2)
    return np.asarray(page)


def beside(*pages: Bytes) -> Bytes:
    """Pages side by side, their bottoms level."""
    height = max(len(page) for page in pages)
    return np.hstack([np.pad(page, ((height - len(page), 0), (0, 0)), constant_values=255) for page in pages])


def photographed(
    ink: Bytes,
    rng: np.random.Generator,
    size: tuple[int, int] = (4000, 3000),
    share: float = 0.5,
    angle: float = 0.0,
    ruled: float = 0.0,
    squared: bool = False,
) -> Bytes:
    """Photograph a sheet with this ink on it, on a dark table in bad light: (height, width, 3) uint8 RGB.

    share is the ink's of the width, angle in degrees; ruled is how dark the paper's printed lines are,
    0 to 1, level only or squared; the light falls off to one side, and a shadow lies on the page.
    """
    width, height = size
    scale = share * width / ink.shape[1]
    drawn = cv2.resize(255 - ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    covered = np.zeros((height, width), np.float32)
    top, left = (height - drawn.shape[0]) // 2, (width - drawn.shape[1]) // 2
    covered[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn / 255 * 0.9
    lines = np.zeros((height, width), np.float32)
    for start in range(height // 40, height, height // 18):
        lines[start : start + height // 750] = ruled
        if squared:
            lines[:, start : start + height // 750] = ruled
    sheet = np.full((height, width, 3), (238, 232, 225), np.float32)
    for layer, color in ((cv2.GaussianBlur(lines, (0, 0), 1), (90, 120, 190)), (covered, (35, 45, 70))):
        sheet += layer[..., np.newaxis] * (np.array(color, np.float32) - sheet)
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    shot = cv2.warpAffine(sheet, turned, size, borderValue=(80, 70, 60))
    shot *= _light(height, width, rng)[..., np.newaxis]
    noise = rng.normal(0, 6, (height // 2, width // 2)).astype(np.float32)
    shot += cv2.resize(noise, size)[..., np.newaxis]
    return np.asarray(shot.clip(0, 255), np.uint8)


def _light(height: int, width: int, rng: np.random.Generator) -> Floats:
    down, across = np.mgrid[0:height, 0:width].astype(np.float32) / max(height, width)
    turn = rng.uniform(0, 2 * np.pi)
    falling = 1 - 0.5 * (0.5 + 0.5 * (across * np.cos(turn) + down * np.sin(turn)))
    shadow = 0.25 * np.exp(-((across - 0.3) ** 2 + (down - 0.4) ** 2) / 0.05)
    return np.asarray(falling - shadow, np.float32)


def jpeg(picture: Bytes, orientation: int = 1) -> bytes:
    """Return a photograph as a phone's file, with its EXIF orientation."""
    file, image = io.BytesIO(), Image.fromarray(picture)
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()
