"""The project's own strokes, drawn as people draw them."""

import base64
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A digit as polylines in a box of side 1, y down."""

    digit: int
    style: str
    strokes: tuple[tuple[Point, ...], ...]

    def __str__(self) -> str:
        return f"{self.digit} {self.style}"

    def placed(self, left: float, top: float, size: float) -> list[list[Point]]:
        """Return the strokes in pixels, the box's corner at (left, top)."""
        return [[(left + x * size, top + y * size) for x, y in stroke] for stroke in self.strokes]


def _load() -> list[Drawing]:
    entries = json.loads(Path(__file__).with_name("strokes.json").read_text(encoding="utf-8"))
    return [
        Drawing(entry["digit"], entry["style"], tuple(tuple(map(tuple, stroke)) for stroke in entry["strokes"]))
        for entry in entries
    ]


DRAWINGS = _load()


def named(name: str) -> Drawing:
    """Return the drawing of that digit and style, such as "7 crossed"."""
    return next(drawing for drawing in DRAWINGS if str(drawing) == name)


def render(
    drawing: Drawing,
    left: float = 70,
    top: float = 50,
    size: float = 160,
    pen: float = 14,
    canvas: tuple[int, int] = (280, 280),
) -> npt.NDArray[np.uint8]:
    """Draw with a round pen, black on white: (height, width) uint8. Lengths in pixels, canvas as (width, height)."""
    fine = 4
    image = Image.new("L", (canvas[0] * fine, canvas[1] * fine), 255)
    sheet = ImageDraw.Draw(image)
    for stroke in drawing.placed(left, top, size):
        points = [(x * fine, y * fine) for x, y in stroke]
        sheet.line(points, fill=0, width=max(1, round(pen * fine)), joint="curve")
        reach = pen * fine / 2
        for x, y in (points[0], points[-1]):
            sheet.ellipse((x - reach, y - reach, x + reach, y + reach), fill=0)
    return np.asarray(image.resize(canvas, Image.Resampling.LANCZOS))


def photograph(drawn: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the same on paper in uneven light, with a camera's noise: (height, width, 3) uint8."""
    height, width = drawn.shape
    down, across = np.mgrid[0:height, 0:width] / max(height, width)
    turn = rng.uniform(0, 2 * np.pi)
    light = 0.75 + 0.25 * (np.cos(turn) * across + np.sin(turn) * down)
    ink = 1 - drawn[..., np.newaxis] / 255.0
    page = np.array([235, 228, 210]) * (1 - ink) + np.array([40, 50, 110]) * ink
    shot = page * light[..., np.newaxis] + rng.normal(0, 5, (height, width, 3))
    return np.asarray(shot.clip(0, 255), np.uint8)


def png(picture: npt.NDArray[np.uint8] | Image.Image) -> bytes:
    """Return a picture as a PNG file."""
    file = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(file, "PNG")
    return file.getvalue()


def data_url(picture: npt.NDArray[np.uint8] | Image.Image) -> str:
    """Return a picture as the page sends it."""
    return "data:image/png;base64," + base64.b64encode(png(picture)).decode()
