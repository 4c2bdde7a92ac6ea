"""Make photographs of handwriting, each with how much of each pixel the handwriting covers.

A scene is put together of independent parts: what is written, by which hands (handwriting.py); on what (surfaces.py);
what is printed there too (printed.py); how that lies before the camera; lamps, shadows and the camera (camera.py). Each
part is drawn by itself from wide ranges, so that a new kind of scene is one more function in one of these lists.

    python -m digitink.training.data.photographs contact-sheet.png
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from digitink.errors import DataError
from digitink.labels import DIGITS
from digitink.training.data import camera, handwriting, mnist, printed, strokes, surfaces
from digitink.training.data import fonts as font_files
from digitink.training.data.handwriting import Sources
from digitink.training.data.ranges import log_uniform

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

_SMALLEST, _LARGEST = 240, 480  # px, the longer side of a picture that is made smaller
_LARGE = 0.5  # of what is written anywhere, the share that takes up much of its page
_MOST_LINES = 24  # are written on a page: more take long to draw and teach no more
_LEAST_CONTRAST = 0.12  # of 1, between ink and what it lies on: what has less cannot be read
_LEAST_HEIGHT = 7  # px, of a digit: a smaller one cannot be read
_INKED = 0.3  # of a px: with so much ink on it, it counts as ink where light and contrast are measured


@dataclass(frozen=True)
class Kinds:
    """How often what is in a picture."""

    flat: float = 0.12  # drawn on a screen or scanned: one level, no camera
    written: float = 0.75  # with handwriting
    printed: float = 0.65  # with print on the sheet; half of these with more
    on_desk: float = 0.4  # with what the sheet lies on around it
    scenery: float = 0.3  # of those without handwriting: without a sheet


@dataclass(frozen=True)
class _Written:
    """Handwriting on a sheet; where there is none, such as is not hard to read."""

    coverage: Floats
    height: float = 30.0  # px, of its smallest digits
    pen: float = 3.0  # px
    contrast: float = 0.3  # of 1, between it and what it lies on


def photograph(sources: Sources, fonts: Sequence[Path], rng: Random, kinds: Kinds | None = None) -> tuple[Bytes, Bytes]:
    """Make a photograph, (h, w) uint8, and how much of each of its pixels handwriting covers, (h, w) uint8, 255 all.

    Its longer side is between 200 and 480 px, its digits from such as can hardly be read to all of it. fonts are
    printed ones.
    """
    kinds = kinds or Kinds()
    height, width = _shape(rng)
    is_written = rng.random() < kinds.written
    if not is_written and rng.random() < kinds.scenery:
        scene = (surfaces.things if rng.random() < 0.4 else surfaces.any_desk)(height, width, rng)
        return _taken(scene, _Written(np.zeros_like(scene)), rng)
    flat = rng.random() < kinds.flat
    page = (_flat_page if flat else surfaces.any_sheet)(height, width, rng)
    slots = _print(page, fonts, rng) if rng.random() < kinds.printed else []
    written = _Written(np.zeros_like(page))
    if is_written:
        written = _write(page.shape, slots, sources, rng)
        written = replace(written, contrast=_lay_ink(page, written.coverage, rng))
    if flat:
        return _scanned(page, written, rng)
    shot, coverage = _before_camera(page, written.coverage, rng.random() < kinds.on_desk, rng)
    return _taken(*_reduced(shot, replace(written, coverage=coverage), rng), rng)


def _shape(rng: Random) -> tuple[int, int]:
    """Choose how high and how wide a page is, in px: mostly wide, seldom a narrow strip."""
    long, form = rng.uniform(200, 400), float(np.exp(-abs(rng.normal(0, 0.4))))
    short = max(120, long * form)
    return (round(long), round(short)) if rng.random() < 0.3 else (round(short), round(long))


def _flat_page(height: int, width: int, rng: Random) -> Floats:
    """Make a page of one tone: mostly white or black."""
    tone = rng.choice([1, 0, rng.random()], p=[0.6, 0.2, 0.2])
    return np.full((height, width), tone, np.float32)


def _print(page: Floats, fonts: Sequence[Path], rng: Random) -> list[printed.Slot]:
    """Print one thing on a page, or two, in place; return where one would write."""
    slots: list[printed.Slot] = []
    for _ in range(1 if rng.random() < 0.5 else 2):
        slots += rng.choice(np.array(printed.PRINTS))(page, fonts, rng)
    return slots


def _write(shape: tuple[int, ...], slots: Sequence[printed.Slot], sources: Sources, rng: Random) -> _Written:
    """Write on a page, where one would in what is printed there, or anywhere."""
    coverage, pen = np.zeros(shape, np.float32), handwriting.any_pen(rng)
    heights: list[float] = []
    if slots and rng.random() < 0.75:
        some = rng.permutation(len(slots))[:_MOST_LINES]
        for slot in [slots[place] for place in some if rng.random() < 0.8]:
            heights.append(_in_slot(coverage, slot, pen, sources, rng))
    if not any(heights):
        heights = _anywhere(coverage, pen, sources, rng)
    smallest = min(filter(None, heights), default=_Written.height)
    return _Written(coverage, smallest, pen * smallest)


def _in_slot(coverage: Floats, slot: printed.Slot, pen: float, sources: Sources, rng: Random) -> float:
    """Write into a box or on a line; return how high, or 0 where that was too small to be read."""
    height = slot.height * rng.uniform(0.45, 1.0)
    if height < _LEAST_HEIGHT:
        return 0
    if slot.one_digit:
        line = handwriting.write(_digit(rng), height, _width(pen, height), sources, rng)
        left = slot.x + (slot.width - line.shape[1]) / 2 + rng.normal(0, 0.08) * slot.width
    else:
        line = _line(height, pen, sources, rng)
        left = slot.x + rng.uniform(0, max(1.0, slot.width - line.shape[1]))
        line = line[:, : max(1, int(1.1 * slot.width))] if rng.random() < 0.5 else line
    top = slot.y + (slot.height - len(line)) / 2 + rng.normal(0, 0.08) * slot.height
    return height if _paste(coverage, line, left, top) else 0


def _anywhere(coverage: Floats, pen: float, sources: Sources, rng: Random) -> list[float]:
    """Write a few lines below each other; return how high each is, or 0 where nothing of it is on the page."""
    largest = 0.8 * min(coverage.shape)
    height = rng.uniform(0.3, 1) * largest if rng.random() < _LARGE else log_uniform(8, largest, rng)
    left, top = rng.uniform(0, 0.3) * coverage.shape[1], rng.uniform(0, 0.5) * coverage.shape[0]
    heights: list[float] = []
    for number in range(int(rng.choice([1, 1, 2, 4, 8]))):
        line = _line(height * rng.uniform(0.85, 1.15), pen, sources, rng)
        if number and top + len(line) > coverage.shape[0]:
            break
        fits = _paste(coverage, line, left + rng.normal(0, 0.3) * height, top)
        heights.append(height if fits else 0)
        top += len(line) * rng.uniform(0.8, 1.5)
    return heights


def _line(height: float, pen: float, sources: Sources, rng: Random) -> Floats:
    """Write a digit, a number or some words."""
    kind = rng.random()
    text = _digit(rng) if kind < 0.25 else handwriting.number(rng) if kind < 0.85 else handwriting.words(rng)
    return handwriting.write(text, height, _width(pen, height), sources, rng)


def _digit(rng: Random) -> str:
    """Choose a digit."""
    return DIGITS[rng.integers(len(DIGITS))]


def _width(pen: float, height: float) -> float:
    """Return how wide a pen is in px that is so many heights of a digit wide: no less than can be seen."""
    return max(0.8, pen * height)


def _paste(coverage: Floats, line: Floats, left: float, top: float) -> bool:
    """Lay ink on ink; what does not fit on the page is moved onto it, or cut off. Return whether any is there."""
    x, y = (
        int(np.clip(at, 0, max(0, have - want)))
        for at, have, want in zip((left, top), coverage.shape[::-1], line.shape[::-1], strict=True)
    )
    own = coverage[y : y + len(line), x : x + line.shape[1]]
    np.maximum(own, line[: own.shape[0], : own.shape[1]], out=own)
    return bool(own.max(initial=0) > _INKED)


def _lay_ink(page: Floats, coverage: Floats, rng: Random) -> float:
    """Lay ink on a page, in place, darker or lighter than it is there; return how far it differs."""
    inked = coverage > _INKED
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


def _before_camera(page: Floats, coverage: Floats, on_desk: bool, rng: Random) -> tuple[Floats, Floats]:
    """Lay a page before the camera, aslant: filling the picture, or with what it lies on around it."""
    matrix, shape = _aslant(page.shape, on_desk, rng)
    shot = cv2.warpPerspective(page, matrix, shape, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    cover = cv2.warpPerspective(coverage, matrix, shape, flags=cv2.INTER_LINEAR)
    if on_desk:
        return _on_desk(shot, cover, page.shape, matrix, rng)
    return shot, _hide(shot, cover, rng) if rng.random() < 0.1 else cover


def _aslant(page: tuple[int, ...], with_room: bool, rng: Random) -> tuple[npt.NDArray[np.float64], tuple[int, int]]:
    """Choose how a page lies in its picture: the matrix that lays it there, and the picture's width and height in px.

    With room around it the whole page is in the picture; without, the picture is as large as the page.
    """
    height, width = page
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    angle = np.radians(rng.normal(0, 6) if rng.random() < 0.85 else rng.uniform(-45, 45))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    askew = rng.normal(0, 0.05, (4, 2)).astype(np.float32) * min(height, width)
    there = (corners - corners.mean(0)) @ spin.T + askew
    if with_room:
        low, high = there.min(0), there.max(0)
        room = rng.uniform(0, log_uniform(0.1, 1.2, rng), (2, 2)).astype(np.float32) * min(height, width)
        size = np.ceil(high - low + room.sum(0)).astype(int)
        there = there - low + room[0]
    else:
        there, size = there + corners.mean(0), np.array([width, height])
    return cv2.getPerspectiveTransform(corners, there.astype(np.float32)), (int(size[0]), int(size[1]))


def _on_desk(
    shot: Floats, cover: Floats, page: tuple[int, ...], matrix: npt.NDArray[np.float64], rng: Random
) -> tuple[Floats, Floats]:
    """Put a desk around a page that lies in its place, its shadow on that, and perhaps a thing on both."""
    height, width = shot.shape
    sheet = _torn(page, rng) if rng.random() < 0.25 else np.ones(page, np.float32)
    on = cv2.GaussianBlur(cv2.warpPerspective(sheet, matrix, (width, height)), (0, 0), rng.uniform(0.3, 1.2))
    desk = (surfaces.things if rng.random() < 0.3 else surfaces.any_desk)(height, width, rng)
    soft, deep = rng.uniform(1, 12), np.float32(rng.uniform(0, 0.6))
    under = cv2.GaussianBlur(np.roll(on, rng.integers(-8, 9, 2), (0, 1)), (0, 0), soft)
    shot = shot * on + desk * (1 - deep * under) * (1 - on)
    cover = cover * on
    return shot, _hide(shot, cover, rng) if rng.random() < 0.15 else cover


def _torn(page: tuple[int, ...], rng: Random) -> Floats:
    """Tear a page's edges off, or its corners: where it is left, 1 or 0."""
    deep = cv2.resize(rng.uniform(-1, 1, (9, 9)).astype(np.float32), page[::-1], interpolation=cv2.INTER_CUBIC)
    inset = cv2.distanceTransform(np.pad(np.ones(page, np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.asarray(inset > 0.05 * min(page) * (0.4 + deep), np.float32)


def _hide(shot: Floats, cover: Floats, rng: Random) -> Floats:
    """Lay a thing on a scene, in place; return how much ink covers where it is to be seen still."""
    return cover * (1 - surfaces.lay_thing(shot, rng).astype(np.float32) / np.float32(255))


def _reduced(shot: Floats, written: _Written, rng: Random) -> tuple[Floats, _Written]:
    """Bring a scene to the side of a picture, where it is larger."""
    share = rng.uniform(_SMALLEST, _LARGEST) / max(shot.shape)
    if share >= 1:
        return shot, written
    size = (round(share * shot.shape[1]), round(share * shot.shape[0]))
    shot, coverage = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (shot, written.coverage))
    return shot, replace(written, coverage=coverage, height=share * written.height, pen=share * written.pen)


def _taken(scene: Floats, written: _Written, rng: Random) -> tuple[Bytes, Bytes]:
    """Light and photograph a scene, no worse than its handwriting can bear."""
    light, inked = camera.lights(scene, rng), written.coverage > _INKED
    left = written.contrast * float(np.quantile(light[inked], 0.1)) if inked.any() else written.contrast
    # What a person can still read is blurred over a twentieth of its height, or nearly half a pen where that is less;
    # and has the more noise the wider the pen is, for its px average that out.
    legible = camera.Legible(
        blur=0.3 + min(0.05 * written.height, 0.4 * written.pen), noise=left * min(0.35, 0.05 + 0.06 * written.pen)
    )
    picture = camera.taken(camera.glare(scene * light, rng), legible, rng)
    return picture, _as_bytes(written.coverage)


def _scanned(page: Floats, written: _Written, rng: Random) -> tuple[Bytes, Bytes]:
    """Give a page as a screen or a scanner does: sometimes in black and white alone."""
    if rng.random() < 0.3:
        page = (page > (page.min() + page.max()) / 2).astype(np.float32)
    return _as_bytes(page), _as_bytes(written.coverage)


def _as_bytes(fractions: Floats) -> Bytes:
    """Write 0 to 1 as 0 to 255."""
    return (255 * fractions).clip(0, 255).round().astype(np.uint8)


def contact_sheet(pictures: Sequence[tuple[Bytes, Bytes]], columns: int = 6, side: int = 260) -> Bytes:
    """Set photographs in rows, each beside itself with its ink in red: (h, w, 3) uint8 RGB."""
    cells = [_cell(*each, side) for each in pictures]
    cells += [np.zeros_like(cells[0])] * (-len(cells) % columns)
    return np.vstack([np.hstack(cells[start : start + columns]) for start in range(0, len(cells), columns)])


def _cell(picture: Bytes, coverage: Bytes, side: int) -> Bytes:
    """Set a photograph, and beside it the same with its ink in red, into squares of so many px."""
    size = [max(1, round(length * side / max(picture.shape))) for length in picture.shape[::-1]]
    small, inked = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (picture, coverage))
    cell = np.zeros((side, 2 * side, 3), np.uint8)
    cell[: size[1], : size[0]] = small[..., np.newaxis]
    dim = small // 2
    cell[: size[1], side : side + size[0]] = np.stack([np.maximum(dim, inked), dim, dim], axis=2)
    return cell


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw a contact sheet of made photographs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("path", type=Path, help="The PNG file to write.")
    parser.add_argument("--count", type=int, default=48, help="How many photographs (48).")
    parser.add_argument("--columns", type=int, default=6, help="How many in a row (6).")
    parser.add_argument("--seed", type=int, default=0, help="Another seed makes others (0).")
    asked = parser.parse_args(arguments)
    if asked.count < 1 or asked.columns < 1 or asked.seed < 0:
        parser.error("--count and --columns are 1 or more, --seed is 0 or more.")
    if asked.path.suffix.lower() != ".png":
        parser.error(f"{asked.path} should end in .png.")
    try:
        sources = Sources.of(mnist.load()[0], font_files.load()[0], strokes.load())
        prints = font_files.load(catalog=font_files.PRINTED)[0]
        rngs = [np.random.default_rng([asked.seed, number]) for number in range(asked.count)]
        sheet = contact_sheet([photograph(sources, prints, rng) for rng in rngs], asked.columns)
        Image.fromarray(sheet).save(asked.path)
    except (DataError, OSError) as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
