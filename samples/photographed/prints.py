"""Print words, logos and simple drawings, as they stand on forms, pages and packets. No digit is among them."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from samples.photographed.varied import Bytes, Floats, Rng, between, chance, pick, scaled

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_WORDS = (
    "the", "of", "and", "a", "to", "in", "is", "that", "it", "was", "for", "on", "are", "as", "with", "his", "they",
    "at", "be", "this", "from", "have", "or", "by", "one", "had", "not", "but", "what", "all", "were", "when", "we",
    "there", "can", "an", "your", "which", "their", "said", "if", "do", "will", "each", "about", "how", "up", "out",
    "them", "then", "she", "many", "some", "so", "these", "would", "other", "into", "has", "more", "her", "two",
    "like", "him", "see", "time", "could", "no", "make", "than", "first", "been", "its", "who", "now", "people", "my",
    "made", "over", "did", "down", "only", "way", "find", "use", "may", "water", "long", "little", "very", "after",
    "words", "called", "just", "where", "most", "know", "account", "number", "date", "amount", "total", "invoice",
    "customer", "order", "reference", "address", "telephone", "signature", "please", "return", "received", "payment",
    "office", "Straße", "Betrag", "Datum", "Konto", "Rechnung", "Menge", "Preis", "Summe", "Name", "Vorname", "Ort",
    "und", "der", "die", "das", "nicht", "mit", "Montant", "Nom", "Prénom",
)  # fmt: skip
_CAPTIONS = (
    "Name", "Date", "Amount", "Total", "Account number", "Postal code", "Telephone", "Order no.", "Customer ID",
    "Betrag", "Kontonummer", "Postleitzahl", "Numéro de client", "Please use capital letters", "PIN",
)  # fmt: skip
_SERIFS = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSansMono",
    "STIXGeneral", "STIXGeneralItalic", "cmr10",
)  # fmt: skip
_HERSHEY = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)


@lru_cache(maxsize=1)
def _files() -> Sequence[Path]:
    """Find the fonts that come with Matplotlib, where it is installed."""
    try:
        import matplotlib
    except ModuleNotFoundError:
        return ()
    paths = [Path(matplotlib.get_data_path()) / "fonts/ttf" / f"{name}.ttf" for name in _SERIFS]
    return [path for path in paths if path.exists()]


@lru_cache(maxsize=64)
def _font(which: int, size: int) -> Font:
    """Open a font: Pillow's own for 0, then Matplotlib's."""
    return ImageFont.truetype(_files()[which - 1], size) if which else ImageFont.load_default(size)


def words(rng: Rng, count: int) -> str:
    """Draw some words."""
    return " ".join(pick(rng, _WORDS) for _ in range(count))


def caption(rng: Rng) -> str:
    """Draw what stands at a field of a form."""
    return pick(rng, _CAPTIONS)


def line(text: str, size: int, rng: Rng) -> Floats:
    """Print one line of text in some font: (h, w) float32, 0 to 1; size is the letters' height in px."""
    if chance(rng, 0.15):
        return hershey(text, size, rng)
    return _printed(text, _font(int(rng.integers(len(_files()) + 1)), max(6, size)))


def hershey(text: str, size: int, rng: Rng) -> Floats:
    """Print as a plotter does."""
    face, scale, thick = pick(rng, _HERSHEY), size / 30, max(1, round(size / 16))
    (width, height), base = cv2.getTextSize(text, face, scale, thick)
    mask = np.zeros((height + base + 4, width + 4), np.uint8)
    cv2.putText(mask, text, (2, height + 2), face, scale, 255, thick, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


def _printed(text: str, font: Font) -> Floats:
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (max(1, int(right - left) + 2), max(1, int(bottom - top) + 2)))
    ImageDraw.Draw(image).text((1 - left, 1 - top), text, fill=255, font=font)
    return np.asarray(image, np.float32) / 255


def paragraphs(shape: tuple[int, int], size: int, rng: Rng) -> Floats:
    """Print a page of text, headings and columns: (h, w) float32, 0 to 1."""
    page = Image.new("L", shape[::-1])
    sheet, which = ImageDraw.Draw(page), int(rng.integers(len(_files()) + 1))
    columns, leading = int(rng.integers(1, 3)), size * between(rng, 1.2, 1.9)
    wide = shape[1] / columns
    for column in range(columns):
        y = leading
        while y < shape[0] - leading:
            large = round(size * between(rng, 1.3, 2.5)) if chance(rng, 0.06) else size
            count = int(wide / (large * 3.4)) if large == size else 3
            if not chance(rng, 0.1):
                short = between(rng, 0.2, 1) if chance(rng, 0.15) else 1
                text = words(rng, max(1, round(count * short)))
                sheet.text((column * wide + 0.04 * wide, y), text, fill=255, font=_font(which, max(6, large)))
            y += leading * large / size
    return np.asarray(page, np.float32) / 255


def drawing(size: int, rng: Rng) -> tuple[Bytes, Floats]:
    """Draw a logo, a face, a house, a star, a flower or a chart: (size, size, 3) uint8 and its coverage, 0 to 1."""
    picture, mask = np.zeros((size, size, 3), np.uint8), np.zeros((size, size), np.uint8)
    pick(rng, (_logo, _face, _house, _star, _flower, _chart, _animal))(Canvas(picture, mask, rng))
    return picture, mask.astype(np.float32) / 255


class Canvas:
    """A square to draw on with filled and empty shapes; lengths as shares of its side."""

    def __init__(self, picture: Bytes, mask: Bytes, rng: Rng) -> None:
        self.picture, self.mask, self.rng, self.size = picture, mask, rng, len(picture)
        self.pen = max(1, round(self.size * scaled(rng, 0.006, 0.03)))
        self.colors = [tuple(map(float, color)) for color in rng.uniform(10, 225, (4, 3))]
        self.line = (25.0, 25.0, 30.0) if chance(rng, 0.6) else self.colors[0]

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.size), round(y * self.size)

    def ring(
        self, x: float, y: float, wide: float, high: float, fill: int | None = None, arc: float = 360, start: float = 0
    ) -> None:
        """Draw an ellipse or a part of it."""
        where, axes = self._at(x, y), self._at(wide, high)
        for page, colored in ((self.picture, True), (self.mask, False)):
            if fill is not None:
                cv2.ellipse(
                    page, where, axes, 0, start, start + arc, self.colors[fill] if colored else 255, -1, cv2.LINE_AA
                )
            cv2.ellipse(page, where, axes, 0, start, start + arc, self.line if colored else 255, self.pen, cv2.LINE_AA)

    def shape(self, points: Sequence[tuple[float, float]], fill: int | None = None, closed: bool = True) -> None:
        """Draw a polygon or a line."""
        places = np.array([self._at(*point) for point in points])
        for page, colored in ((self.picture, True), (self.mask, False)):
            if fill is not None:
                cv2.fillPoly(page, [places], self.colors[fill] if colored else 255, cv2.LINE_AA)
            cv2.polylines(page, [places], closed, self.line if colored else 255, self.pen, cv2.LINE_AA)

    def fill(self) -> int | None:
        """Choose a color to fill with, or none."""
        return int(self.rng.integers(4)) if chance(self.rng, 0.5) else None


def _face(canvas: Canvas) -> None:
    rng = canvas.rng
    canvas.ring(0.5, 0.5, between(rng, 0.3, 0.45), between(rng, 0.35, 0.46), canvas.fill())
    for side in (-1, 1):
        canvas.ring(0.5 + side * 0.14, 0.4, 0.05, between(rng, 0.03, 0.08), canvas.fill())
        canvas.ring(0.5 + side * 0.14, 0.4, 0.012, 0.02, 0)
        if chance(rng, 0.4):
            canvas.ring(0.5 + side * 0.42, 0.45, 0.06, 0.1, canvas.fill())
    canvas.ring(0.5, 0.6, between(rng, 0.1, 0.2), between(rng, 0.04, 0.14), None, 180, 0 if chance(rng, 0.7) else 180)
    if chance(rng, 0.6):
        canvas.shape([(0.5, 0.42), (0.45, 0.56), (0.52, 0.57)], None, False)


def _logo(canvas: Canvas) -> None:
    rng = canvas.rng
    canvas.ring(0.5, 0.5, 0.45, 0.45, canvas.fill())
    for _ in range(int(rng.integers(1, 4))):
        points = rng.uniform(0.2, 0.8, (int(rng.integers(3, 6)), 2))
        canvas.shape([(x, y) for x, y in points], canvas.fill())


def _house(canvas: Canvas) -> None:
    canvas.shape([(0.2, 0.45), (0.8, 0.45), (0.8, 0.92), (0.2, 0.92)], canvas.fill())
    canvas.shape([(0.12, 0.47), (0.5, 0.1), (0.88, 0.47)], canvas.fill())
    canvas.shape([(0.42, 0.92), (0.42, 0.65), (0.56, 0.65), (0.56, 0.92)], canvas.fill())
    canvas.shape([(0.62, 0.55), (0.74, 0.55), (0.74, 0.67), (0.62, 0.67)], canvas.fill())


def _star(canvas: Canvas) -> None:
    tips, inner = int(canvas.rng.integers(4, 9)), between(canvas.rng, 0.15, 0.3)
    turns = np.arange(2 * tips) * np.pi / tips
    reach = np.where(np.arange(2 * tips) % 2, inner, 0.45)
    canvas.shape([(0.5 + r * np.sin(t), 0.5 - r * np.cos(t)) for r, t in zip(reach, turns, strict=True)], canvas.fill())


def _flower(canvas: Canvas) -> None:
    leaves = int(canvas.rng.integers(5, 9))
    canvas.shape([(0.5, 0.4), (0.48, 0.95)], None, False)
    for turn in np.arange(leaves) * 2 * np.pi / leaves:
        canvas.ring(0.5 + 0.17 * np.cos(turn), 0.35 + 0.17 * np.sin(turn), 0.09, 0.09, canvas.fill())
    canvas.ring(0.5, 0.35, 0.09, 0.09, 0)


def _chart(canvas: Canvas) -> None:
    heights = canvas.rng.uniform(0.1, 0.75, int(canvas.rng.integers(3, 7)))
    canvas.shape([(0.08, 0.08), (0.08, 0.92), (0.95, 0.92)], None, False)
    for place, high in enumerate(heights):
        left = 0.12 + place * 0.8 / len(heights)
        right = left + 0.55 / len(heights)
        canvas.shape([(left, 0.92), (left, 0.92 - high), (right, 0.92 - high), (right, 0.92)], canvas.fill())


def _animal(canvas: Canvas) -> None:
    """Draw a cat or a fish, as children do."""
    if chance(canvas.rng, 0.5):
        canvas.ring(0.45, 0.5, 0.3, 0.18, canvas.fill())
        canvas.shape([(0.74, 0.5), (0.93, 0.33), (0.93, 0.67)], canvas.fill())
        canvas.ring(0.27, 0.46, 0.03, 0.03, 0)
        return
    canvas.ring(0.5, 0.7, 0.22, 0.25, canvas.fill())
    canvas.ring(0.5, 0.35, 0.17, 0.15, canvas.fill())
    for side in (-1, 1):
        canvas.shape([(0.5 + side * 0.16, 0.28), (0.5 + side * 0.15, 0.1), (0.5 + side * 0.05, 0.22)], canvas.fill())
        canvas.shape([(0.5 + side * 0.04, 0.38), (0.5 + side * 0.26, 0.36)], None, False)
