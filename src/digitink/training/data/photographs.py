"""Make photographs of handwriting, each with how much of each pixel the handwriting covers.

A scene is put together of independent parts: what is written, by which hands (handwriting.py); on what (surfaces.py);
what is printed there too (printed.py); how that lies before the camera; lamps, shadows and the camera (camera.py). Each
part is drawn by itself from wide ranges, so that a new kind of scene is one more function in one of these lists.

    python -m digitink.training.data.photographs contact-sheet.png
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training.data import camera, handwriting, printed, surfaces
from digitink.training.data.handwriting import Sources

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

_SMALLEST, _LARGEST = 240, 480  # px, the longer side of a picture
_MOST_LINES = 24  # are written on a page: more take long to draw and teach no more
_LEAST_CONTRAST = 0.12  # of 1, between ink and what it lies on: what has less cannot be read


@dataclass(frozen=True)
class Kinds:
    """How often what is in a picture."""

    flat: float = 0.12  # drawn on a screen or scanned: one level, no camera
    written: float = 0.85  # with handwriting
    printed: float = 0.6  # with print on the sheet; half of these with more
    on_desk: float = 0.5  # with what the sheet lies on around it
    scenery: float = 0.3  # of those without handwriting: without a sheet


@dataclass(frozen=True)
class _Written:
    """Handwriting on a sheet."""

    coverage: Floats
    height: float = 30.0  # px, of its smallest digits
    pen: float = 3.0  # px


def photograph(sources: Sources, fonts: Sequence[Path], rng: Random, kinds: Kinds | None = None) -> tuple[Bytes, Bytes]:
    """Make a photograph, (h, w) uint8, and how much of each of its pixels handwriting covers, (h, w) uint8, 255 all.

    Its longer side is between 200 and 480 px, its digits from such as can hardly be read to all of it. fonts are printed ones.
    """
    kinds = kinds or Kinds()
    long, form = rng.uniform(200, 400), float(np.exp(-abs(rng.normal(0, 0.4))))
    size = (round(long), round(max(120, long * form)))
    height, width = size if rng.random() < 0.3 else size[::-1]
    is_written = rng.random() < kinds.written
    if not is_written and rng.random() < kinds.scenery:
        scene = (surfaces.things if rng.random() < 0.4 else _desk(rng))(height, width, rng)
        return _taken(scene, np.zeros_like(scene), _Written(np.zeros_like(scene)), 0.3, rng)
    flat = rng.random() < kinds.flat
    page = _flat_page(height, width, rng) if flat else surfaces.SHEETS[rng.integers(len(surfaces.SHEETS))](height, width, rng)
    slots: list[printed.Slot] = []
    if rng.random() < kinds.printed:
        for _ in range(1 if rng.random() < 0.5 else 2):
            slots += rng.choice(np.array(printed.PRINTS))(page, fonts, rng)
    nothing = _Written(np.zeros_like(page))
    written = _write(page.shape, slots, sources, rng) if is_written else nothing
    contrast = _lay_ink(page, written.coverage, rng) if is_written else 0.3
    if flat:
        return _scanned(page, written, rng)
    shot, coverage = _before_camera(page, written.coverage, kinds, rng)
    share = rng.uniform(_SMALLEST, _LARGEST) / max(shot.shape)
    if share < 1:
        size = (round(share * shot.shape[1]), round(share * shot.shape[0]))
        shot, coverage = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (shot, coverage))
        written = _Written(coverage, share * written.height, share * written.pen)
    return _taken(shot, coverage, written, contrast, rng)


def _taken(scene: Floats, coverage: Floats, written: _Written, contrast: float, rng: Random) -> tuple[Bytes, Bytes]:
    """A scene lit and photographed, no worse than its handwriting, which has so much contrast, can bear."""
    light, inked = camera.lights(scene, rng), coverage > 0.3
    left = contrast * float(np.quantile(light[inked], 0.1)) if inked.any() else contrast
    legible = camera.Legible(
        blur=0.3 + min(0.05 * written.height, 0.4 * written.pen), noise=left * min(0.35, 0.05 + 0.06 * written.pen)
    )
    picture = camera.taken(camera.glare(scene * light, rng), legible, rng)
    return picture, (255 * coverage.clip(0, 1)).round().astype(np.uint8)


def _desk(rng: Random) -> surfaces.Surface:
    return surfaces.DESKS[rng.integers(len(surfaces.DESKS))]


def _flat_page(height: int, width: int, rng: Random) -> Floats:
    tone = rng.choice([1, 0, rng.random()], p=[0.6, 0.2, 0.2])
    return np.full((height, width), tone, np.float32)


def _scanned(page: Floats, written: _Written, rng: Random) -> tuple[Bytes, Bytes]:
    """As a screen or a scanner gives it: sometimes in black and white alone."""
    if rng.random() < 0.3:
        page = (page > page.mean()).astype(np.float32)
    return (255 * page).clip(0, 255).round().astype(np.uint8), (255 * written.coverage).round().astype(np.uint8)


def _write(shape: tuple[int, ...], slots: Sequence[printed.Slot], sources: Sources, rng: Random) -> _Written:
    """Write on a page, where one would in what is printed there, or anywhere."""
    coverage, pen = np.zeros(shape, np.float32), handwriting.any_pen(rng)
    heights: list[float] = []
    if slots and rng.random() < 0.75:
        some = rng.permutation(len(slots))[:_MOST_LINES]
        for slot in [slots[place] for place in some if rng.random() < 0.8]:
            heights.append(_in_slot(coverage, slot, pen, sources, rng))
    if not any(heights):
        most = 0.8 * min(shape)
        height = float(np.exp(rng.uniform(np.log(8), np.log(most))))
        left, top, count = rng.uniform(0, 0.3) * shape[1], rng.uniform(0, 0.5) * shape[0], int(rng.choice([1, 1, 2, 4, 8]))
        for number in range(count):
            line = _line(height * rng.uniform(0.85, 1.15), pen, sources, rng)
            if number and top + len(line) > shape[0]:
                break
            fits = _paste(coverage, line, left + rng.normal(0, 0.3) * height, top)
            heights.append(height if fits else 0)
            top += len(line) * rng.uniform(0.8, 1.5)
    smallest = min(filter(None, heights), default=30.0)
    return _Written(coverage, smallest, pen * smallest)


def _line(height: float, pen: float, sources: Sources, rng: Random) -> Floats:
    kind = rng.random()
    text = str(rng.integers(10)) if kind < 0.25 else handwriting.number(rng) if kind < 0.85 else handwriting.words(rng)
    return handwriting.write(text, height, max(0.8, pen * height), sources, rng)


def _in_slot(coverage: Floats, slot: printed.Slot, pen: float, sources: Sources, rng: Random) -> float:
    """Write into a box or on a line; returns how high, or 0 where that was too small to be read."""
    height = slot.height * rng.uniform(0.45, 1.0)
    if height < 7:
        return 0
    if slot.one_digit:
        line = handwriting.write(str(rng.integers(10)), height, max(0.8, pen * height), sources, rng)
        left = slot.x + (slot.width - line.shape[1]) / 2 + rng.normal(0, 0.08) * slot.width
    else:
        line = _line(height, pen, sources, rng)
        left = slot.x + rng.uniform(0, max(1.0, slot.width - line.shape[1]))
        line = line[:, : max(1, int(1.1 * slot.width))] if rng.random() < 0.5 else line
    top = slot.y + (slot.height - len(line)) / 2 + rng.normal(0, 0.08) * slot.height
    return height if _paste(coverage, line, left, top) else 0


def _paste(coverage: Floats, line: Floats, left: float, top: float) -> bool:
    """Lay ink on ink; what does not fit on the page is moved onto it, or cut off. Returns whether any is there."""
    x, y = (int(np.clip(at, 0, max(0, have - want))) for at, have, want in zip((left, top), coverage.shape[::-1], line.shape[::-1], strict=True))
    own = coverage[y : y + len(line), x : x + line.shape[1]]
    np.maximum(own, line[: own.shape[0], : own.shape[1]], out=own)
    return bool(own.max(initial=0) > 0.3)


def _lay_ink(page: Floats, coverage: Floats, rng: Random) -> float:
    """Lay ink on a page, in place, darker or lighter than it is there; returns how far it differs."""
    inked = coverage > 0.3
    ground = float(page[inked].mean()) if inked.any() else float(page.mean())
    if rng.random() < (0.97 if ground > 0.5 else 0.1):
        tone = ground * rng.uniform(0.02, 0.72)
    else:
        tone = ground + (1 - ground) * rng.uniform(0.35, 1)
    if abs(tone - ground) < _LEAST_CONTRAST:
        tone = ground - _LEAST_CONTRAST if ground > 0.5 else ground + _LEAST_CONTRAST
    opacity = np.float32(rng.uniform(0.7, 1))
    page += coverage * opacity * (np.float32(tone) - page)
    return abs(tone - ground) * float(opacity)


def _before_camera(page: Floats, coverage: Floats, kinds: Kinds, rng: Random) -> tuple[Floats, Floats]:
    """The page as it lies before the camera, aslant: filling the picture, or with what it lies on around it."""
    height, width = page.shape
    on_desk = rng.random() < kinds.on_desk
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    angle = np.radians(rng.normal(0, 6) if rng.random() < 0.85 else rng.uniform(-45, 45))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    askew = rng.normal(0, 0.05, (4, 2)).astype(np.float32) * min(height, width)
    there = (corners - corners.mean(0)) @ spin.T + askew
    if on_desk:
        low, high = there.min(0), there.max(0)
        most = float(np.exp(rng.uniform(np.log(0.1), np.log(2))))
        room = rng.uniform(0, most, (2, 2)).astype(np.float32) * min(height, width)
        size = np.ceil(high - low + room.sum(0)).astype(int)
        there = there - low + room[0]
    else:
        there, size = there + corners.mean(0), np.array([width, height])
    matrix = cv2.getPerspectiveTransform(corners, there.astype(np.float32))
    shape = (int(size[0]), int(size[1]))
    shot = cv2.warpPerspective(page, matrix, shape, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    cover = cv2.warpPerspective(coverage, matrix, shape, flags=cv2.INTER_LINEAR)
    if on_desk:
        shot, cover = _on_desk(shot, cover, page.shape, matrix, rng)
    elif rng.random() < 0.1:
        hidden = surfaces.lay_thing(shot, rng).astype(np.float32) / 255
        cover = cover * (1 - hidden)
    return shot, cover


def _on_desk(shot: Floats, cover: Floats, page: tuple[int, ...], matrix: npt.NDArray[np.float64], rng: Random) -> tuple[Floats, Floats]:
    """A page, already in its place, with a desk around it, its shadow on that, and perhaps things on both."""
    height, width = shot.shape
    sheet = np.ones(page, np.float32)
    if rng.random() < 0.25:  # torn, or with rounded corners
        torn = cv2.resize(rng.uniform(-1, 1, (9, 9)).astype(np.float32), page[::-1], interpolation=cv2.INTER_CUBIC)
        inset = cv2.distanceTransform(np.pad(np.ones(page, np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
        sheet = (inset > 0.05 * min(page) * (0.4 + torn)).astype(np.float32)
    on = cv2.GaussianBlur(cv2.warpPerspective(sheet, matrix, (width, height)), (0, 0), rng.uniform(0.3, 1.2))
    desk = (surfaces.things if rng.random() < 0.3 else _desk(rng))(height, width, rng)
    soft, deep = rng.uniform(1, 12), np.float32(rng.uniform(0, 0.6))
    under = cv2.GaussianBlur(np.roll(on, rng.integers(-8, 9, 2), (0, 1)), (0, 0), soft)
    shot = shot * on + desk * (1 - deep * under) * (1 - on)
    cover = cover * on
    if rng.random() < 0.15:
        cover = cover * (1 - surfaces.lay_thing(shot, rng).astype(np.float32) / 255)
    return shot, cover


def contact_sheet(pictures: Sequence[tuple[Bytes, Bytes]], columns: int = 6, side: int = 260) -> Bytes:
    """Set photographs beside each other, each with its ink in red where handwriting covers it: (h, w, 3) uint8 BGR."""
    cells = []
    for picture, coverage in pictures:
        scale = side / max(picture.shape)
        size = [max(1, round(length * scale)) for length in picture.shape[::-1]]
        small, inked = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (picture, coverage))
        cell = np.zeros((side, 2 * side, 3), np.uint8)
        cell[: size[1], : size[0]] = small[..., np.newaxis]
        red = small[..., np.newaxis].repeat(3, 2) // 2
        red[..., 2] = np.maximum(red[..., 2], inked)
        cell[: size[1], side : side + size[0]] = red
        cells.append(cell)
    cells += [np.zeros_like(cells[0])] * (-len(cells) % columns)
    return np.vstack([np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)])


def main(path: str, count: int = 48, seed: int = 0) -> None:
    """Draw a contact sheet of made photographs into a PNG."""
    from digitink.training import fonts, mnist
    from digitink.training.data import strokes

    sources = Sources.of(mnist.load()[0], fonts.load()[0], strokes.load())
    print_fonts = fonts.load(catalogue=fonts.PRINTED)[0]
    pictures = [photograph(sources, print_fonts, np.random.default_rng([seed, number])) for number in range(count)]
    cv2.imwrite(path, contact_sheet(pictures))


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["photographs.png"])
