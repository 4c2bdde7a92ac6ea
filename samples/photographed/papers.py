"""Paint what is written on: sheets, plain and ruled, colored and folded, scraps and forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from samples.photographed import prints, writing
from samples.photographed.grounds import grid
from samples.photographed.varied import (
    Bytes,
    Color,
    Floats,
    Rng,
    between,
    chance,
    cloud,
    grain,
    lay,
    near,
    pick,
    scaled,
    shade,
    toned,
)

Pens = Callable[[Rng], writing.Pen]


@dataclass(frozen=True)
class Area:
    """A sheet to be made: its shape and the height of a digit in px, and the box of the ink there will be."""

    shape: tuple[int, int]
    digit: float
    box: tuple[float, float, float, float]  # left, top, right, bottom; of no extent where nothing will be written


@dataclass
class Sheet:
    """A sheet before it is written on."""

    page: Bytes  # (h, w, 3)
    mask: Bytes | None = None  # (h, w), where the sheet is; None: everywhere
    pens: Pens = writing.dark
    relief: Floats | None = None  # (h, w), what its folds do to the light
    bend: Floats | None = None  # (h, w, 2), where each px comes from: small moves


Paper = Callable[[Area, Rng], Sheet]

_WHITES: Sequence[Color] = ((244, 243, 240), (250, 250, 250), (238, 234, 224), (232, 232, 228), (245, 238, 218))
_LINES: Sequence[Color] = (
    (120, 150, 205),
    (150, 160, 175),
    (110, 110, 115),
    (190, 130, 140),
    (120, 175, 150),
    (60, 70, 110),
)


def blank(shape: tuple[int, int], color: Color, rng: Rng, rough: float = 1.0) -> Bytes:
    """Paint blank paper with its fibers."""
    fibers = between(rng, 0.5, 2.5) * rough * grain(shape, rng)
    waves = between(rng, 0.5, 2) * rough * cloud(shape, rng, max(shape) / 8)
    tone = (fibers + waves) / 32 + 0.5
    low, high = (tuple(min(255.0, max(0.0, channel + side)) for channel in color) for side in (-16, 16))
    return toned(tone, low, high)  # type: ignore[arg-type]


def white(area: Area, rng: Rng) -> Sheet:
    """Take plain white or whitish paper."""
    return Sheet(blank(area.shape, near(rng, pick(rng, _WHITES), 5), rng))


def _ruling(rng: Rng) -> tuple[Color, float]:
    """Choose the color of printed lines and how strong they are, from hardly visible to dark."""
    return near(rng, pick(rng, _LINES), 20), between(rng, 0.2, 0.95)


def _width(area: Area, rng: Rng) -> float:
    """Choose how thick printed lines are, in px: thinner than most pens."""
    return max(0.8, area.digit * scaled(rng, 0.01, 0.04))


def ruled(area: Area, rng: Rng) -> Sheet:
    """Take ruled paper, the lines closer or farther apart than a digit is high, with a margin at times."""
    sheet = white(area, rng)
    color, strength = _ruling(rng)
    step = area.digit * scaled(rng, 0.55, 2.2)
    # On the line, as people write, or anywhere.
    start = area.box[3] if chance(rng, 0.6) else between(rng, 0, step)
    rows, _ = grid(area.shape, step, step, _width(area, rng), start % step)
    lay(sheet.page, np.repeat(strength * rows[:, np.newaxis], area.shape[1], axis=1), color)
    if chance(rng, 0.3):
        _margin(sheet.page, area, rng)
    return sheet


def squared(area: Area, rng: Rng) -> Sheet:
    """Take squared paper, the squares from a fifth of a digit's height to twice as much; some lines darker."""
    sheet = white(area, rng)
    color, strength = _ruling(rng)
    step = area.digit * scaled(rng, 0.22, 2)
    step = max(6.0, step)
    rows, columns = grid(area.shape, step, step, min(_width(area, rng), step / 6), between(rng, 0, step))
    lay(sheet.page, strength * np.maximum(rows[:, np.newaxis], columns), color)
    if chance(rng, 0.25):
        many = step * pick(rng, (5, 10))
        rows, columns = grid(area.shape, many, many, 1.5 * _width(area, rng), between(rng, 0, step))
        lay(sheet.page, strength * np.maximum(rows[:, np.newaxis], columns), color)
    return sheet


def dotted(area: Area, rng: Rng) -> Sheet:
    """Take paper with a lattice of dots."""
    sheet = white(area, rng)
    color, strength = _ruling(rng)
    step = max(6.0, area.digit * scaled(rng, 0.25, 1.5))
    radius = max(0.7, min(step / 7, area.digit * scaled(rng, 0.015, 0.045)))
    places = [(np.arange(length) + step / 2 + between(rng, 0, step)) % step - step / 2 for length in area.shape]
    apart = np.hypot(places[0][:, np.newaxis].astype(np.float32), places[1].astype(np.float32))
    lay(sheet.page, strength * np.clip(radius + 0.5 - apart, 0, 1), color)
    return sheet


def lined(area: Area, rng: Rng) -> Sheet:
    """Take ruled, squared or dotted paper."""
    return pick(rng, (ruled, squared, dotted))(area, rng)


def any_page(area: Area, rng: Rng) -> Sheet:
    """Take white paper, plain or lined."""
    return (white if chance(rng, 0.55) else lined)(area, rng)


def _margin(page: Bytes, area: Area, rng: Rng) -> None:
    """Print a vertical line beside the ink."""
    left = area.box[0] - area.digit * between(rng, 0.25, 1)
    if left > 4:
        width = max(1.0, _width(area, rng))
        cover = np.clip(width / 2 + 0.5 - np.abs(np.arange(area.shape[1]) - left), 0, 1)
        lay(page, np.repeat(0.8 * cover[np.newaxis].astype(np.float32), area.shape[0], 0), near(rng, (205, 85, 95), 25))


def notebook(area: Area, rng: Rng) -> Sheet:
    """Take a page of a spiral notebook: holes and wire at its left or upper edge, lines, a margin."""
    sheet = (ruled if chance(rng, 0.5) else squared)(area, rng)
    _margin(sheet.page, area, rng)
    upper = chance(rng, 0.4)
    page = np.ascontiguousarray(sheet.page.transpose(1, 0, 2)) if upper else sheet.page
    room = area.box[1] if upper else area.box[0]
    edge = max(4.0, min(room * 0.45, area.digit * between(rng, 0.2, 0.6)))
    step, wire, hole = (
        edge * between(rng, 1, 1.8),
        near(rng, pick(rng, ((60, 60, 65), (175, 175, 180), (235, 235, 235)))),
        0.22,
    )
    for y in np.arange(step / 2, len(page), step):
        center = (round(edge), round(y))
        cv2.circle(page, center, max(2, round(hole * edge)), (45, 42, 40), -1, cv2.LINE_AA)
        for off in (-0.1, 0.1) if chance(rng, 1) else ():
            start = (0, round(y + (off - 0.25) * edge))
            cv2.line(page, start, (center[0], round(y + off * edge)), wire, max(1, round(0.09 * edge)), cv2.LINE_AA)
    if upper:
        sheet.page = np.ascontiguousarray(page.transpose(1, 0, 2))
    return sheet


def colored(area: Area, rng: Rng) -> Sheet:
    """Take paper of any color, with a pen that shows on it."""
    hue, full, value = (
        rng.integers(180),
        int(between(rng, 30, 230)),
        int(pick(rng, ((between(rng, 25, 95)), between(rng, 190, 250)))),
    )
    color = cv2.cvtColor(np.array([[[hue, full, value]]], np.uint8), cv2.COLOR_HSV2RGB)[0, 0].astype(float)
    bright = float(np.dot(color, (0.3, 0.59, 0.11)))
    sheet = Sheet(blank(area.shape, (color[0], color[1], color[2]), rng, 1.5))
    if bright < 105:
        sheet.pens = writing.light
    else:
        sheet.pens = _black if bright < 175 else writing.dark
    return sheet


def _black(rng: Rng) -> writing.Pen:
    """Choose a black pen, for what is not bright."""
    return writing.Pen(
        between(rng, 0.06, 0.15), near(rng, (22, 22, 26), 8), between(rng, 0.85, 1), between(rng, 0, 0.3)
    )


def kraft(area: Area, rng: Rng) -> Sheet:
    """Take brown wrapping paper, cardboard with its ribs, or gray board."""
    color = near(rng, pick(rng, ((188, 150, 108), (170, 130, 90), (200, 170, 130), (150, 146, 138))), 14)
    page = blank(area.shape, color, rng, 2.5)
    specks = cloud(area.shape, rng, max(1.2, area.digit / 50), max(3.0, area.digit / 12))
    page = shade(page, 1 - between(rng, 0.04, 0.14) * np.clip(specks - 0.8, 0, 1.5))
    if chance(rng, 0.5):
        ribs = np.sin(np.arange(area.shape[1]) * 2 * np.pi / (area.digit * between(rng, 0.08, 0.4)))
        page = shade(page, np.repeat(1 + between(rng, 0.01, 0.05) * ribs[np.newaxis].astype(np.float32), len(page), 0))
    return Sheet(
        page, pens=_black if chance(rng, 0.7) else lambda rng: writing.Pen(0.12, near(rng, (245, 243, 236), 6), 0.97)
    )


def sticky(area: Area, rng: Rng) -> Sheet:
    """Take a sticky note, its upper edge in shade and its lower corners lifted."""
    color = near(
        rng,
        pick(
            rng, ((250, 232, 110), (250, 232, 110), (245, 150, 185), (170, 225, 140), (140, 205, 240), (250, 175, 95))
        ),
        10,
    )
    down = np.linspace(0, 1, area.shape[0], dtype=np.float32)[:, np.newaxis]
    across = np.linspace(0, 1, area.shape[1], dtype=np.float32)
    light = 0.93 + 0.1 * down - between(rng, 0, 0.2) * np.clip(down + np.abs(across - 0.5) * 0.6 - 0.95, 0, 1) * 3
    return Sheet(blank(area.shape, color, rng), relief=np.asarray(light, np.float32))


def scrap(area: Area, rng: Rng) -> Sheet:
    """Take a piece torn from any page, with a pale fibrous edge."""
    sheet = any_page(area, rng) if chance(rng, 0.75) else kraft(area, rng)
    room = min(area.box[0], area.box[1], area.shape[1] - area.box[2], area.shape[0] - area.box[3])
    deep = max(1.0, min(0.8 * room, 0.06 * min(area.shape)))
    outline = [_torn(length, deep, rng, pick(rng, (0.1, 1, 1))) for length in (*area.shape[::-1], *area.shape[::-1])]
    height, width = area.shape
    top, right = np.stack([np.arange(width), outline[0]], 1), np.stack([width - 1 - outline[1], np.arange(height)], 1)
    low, left = (
        np.stack([np.arange(width), height - 1 - outline[2]], 1)[::-1],
        np.stack([outline[3], np.arange(height)], 1)[::-1],
    )
    edge = np.concatenate([top, right, low, left]).round().astype(int)
    sheet.mask = np.zeros(area.shape, np.uint8)
    cv2.fillPoly(sheet.mask, [edge], 255, cv2.LINE_AA)
    rim = np.clip(1 - cv2.distanceTransform(sheet.mask, cv2.DIST_L2, 3) / max(1.5, 0.12 * deep), 0, 1)
    lay(sheet.page, 0.7 * rim, (248, 246, 242))
    return sheet


def _torn(length: int, deep: float, rng: Rng, share: float) -> Floats:
    """Tear along an edge: how far in, in px, (length,)."""
    lines = sum(
        weight * cloud((1, length), rng, 1, length * part)[0]
        for weight, part in ((0.3, 0.3), (0.12, 0.05), (0.05, 0.01))
    )
    return np.asarray(np.clip(0.4 + lines, 0, 1) * deep * share, np.float32)


def folded(area: Area, rng: Rng) -> Sheet:
    """Take a sheet that was folded once or more: its parts catch the light differently, and the folds show."""
    sheet = any_page(area, rng)
    relief = np.ones(area.shape, np.float32)
    for along in range(2):
        for _ in range(int(rng.integers(0 if along else 1, 3))):
            _fold(relief, along, rng)
    sheet.relief = relief
    return sheet


def _fold(relief: Floats, along: int, rng: Rng) -> None:
    """Fold down (0) or across (1), in place."""
    down, across = (np.arange(length, dtype=np.float32) / length for length in relief.shape)
    lean = between(rng, -0.04, 0.04)
    place = (across + lean * down[:, np.newaxis] if along else down[:, np.newaxis] + lean * across) - between(
        rng, 0.2, 0.8
    )
    sharp = relief.shape[1 - along if along else 0]
    apart = place * sharp
    wide = max(1.0, sharp * scaled(rng, 0.0015, 0.006))
    relief += between(rng, 0.02, 0.09) * pick(rng, (-1, 1)) * np.tanh(apart / (4 * wide)) * np.exp(-np.abs(place) * 3)
    relief += pick(rng, (-1, -1, 1)) * between(rng, 0.03, 0.25) * np.exp(-((apart / wide) ** 2))


def crumpled(area: Area, rng: Rng) -> Sheet:
    """Take a sheet that was crumpled and smoothed again: facets, creases, and lines that are no longer straight."""
    sheet = any_page(area, rng)
    step = 3
    shape = (area.shape[0] // step + 1, area.shape[1] // step + 1)
    down, across = (np.arange(length, dtype=np.float32) / max(shape) for length in shape)
    facets = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(12, 40))):
        turn, (x, y) = between(rng, 0, 6.3), rng.uniform(0, 1, 2)
        side = (across - x) * np.cos(turn) + (down - y)[:, np.newaxis] * np.sin(turn)
        reach = np.exp(-(((across - x) ** 2 + (down - y)[:, np.newaxis] ** 2) / between(rng, 0.01, 0.12)))
        facets += np.asarray(rng.normal(0, 1) * np.tanh(side * max(shape) / 1.5) * reach, np.float32)
    relief = cv2.resize(1 + between(rng, 0.04, 0.11) * np.tanh(facets / 1.2), area.shape[::-1])
    sheet.relief = np.asarray(relief, np.float32)
    far = area.digit * between(rng, 0.01, 0.05)
    sheet.bend = np.stack([far * np.tanh(cloud(area.shape, rng, area.digit)) for _ in range(2)], 2)
    return sheet


def form_text(area: Area, rng: Rng) -> Sheet:
    """Take a form or letter: printed text above, below and before the ink, and a line or box to write in."""
    sheet = white(area, rng)
    left, top, _, bottom = area.box
    size, color = (
        max(8, round(area.digit * scaled(rng, 0.16, 0.6))),
        near(rng, pick(rng, ((35, 35, 38), (90, 90, 95), (40, 60, 120))), 10),
    )
    apart = area.digit * between(rng, 0.25, 1)
    for low, high in ((0, top - apart), (bottom + apart, area.shape[0])):
        if high - low > 2 * size and chance(rng, 0.8):
            lay(sheet.page, 0.9 * prints.paragraphs((int(high - low), area.shape[1]), size, rng), color, 0, int(low))
    word = prints.line(f"{prints.caption(rng)}:", size, rng)
    if left - apart > word.shape[1] and chance(rng, 0.7):
        lay(sheet.page, 0.9 * word, color, int(left - apart - word.shape[1]), int(max(0, bottom - word.shape[0])))
    if chance(rng, 0.5):
        _field(sheet.page, area, color, rng)
    return sheet


def _field(page: Bytes, area: Area, color: Color, rng: Rng) -> None:
    """Print a line under the ink or a box round it, in place."""
    left, top, right, bottom = (round(side) for side in area.box)
    thick, room = max(1, round(_width(area, rng))), round(area.digit * between(rng, 0.12, 0.3))
    start, end = (max(0, left - 2 * room), bottom + room // 2), (right + 2 * room, bottom + room // 2)
    if chance(rng, 0.5):
        cv2.line(page, start, end, color, thick, cv2.LINE_AA)
    else:
        cv2.rectangle(page, (max(0, left - room), max(0, top - room)), (right + room, bottom + room), color, thick)
