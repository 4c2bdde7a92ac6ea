"""Make the surfaces that handwriting lies on and among: paper of all kinds, boards, desks, cloth, things.

Every surface is a function (height, width, rng) -> (height, width) float32, how much light it sends back: about 0 to 1,
for its grain may pass either end by a little. A new one is added to SHEETS or DESKS, at the end of this file.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import skimage.data

from digitink.training.data.ranges import log_uniform

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator
Surface = Callable[[int, int, Random], Floats]

# Pictures that come with scikit-image and show no writing: some are mostly texture, some scenes.
_PHOTOGRAPHS = (
    *("astronaut.png", "brick.png", "camera.png", "chelsea.png", "coffee.png", "coins.png", "grass.png", "gravel.png"),
    *("ihc.png", "moon.png", "motorcycle_left.png", "retina.jpg", "rocket.jpg", "hubble_deep_field.jpg"),
)


def clouds(height: int, width: int, coarse: float, rng: Random) -> Floats:
    """Make smooth noise whose patches are about so many px large; its standard deviation is at most about 1."""
    size = (max(2, round(height / coarse)), max(2, round(width / coarse)))
    return cv2.resize(rng.standard_normal(size, np.float32), (width, height), interpolation=cv2.INTER_LINEAR)


def rough(height: int, width: int, rng: Random) -> Floats:
    """Make noise of several sizes of patches at once, as nature has it: fine and coarse in any proportion."""
    total = np.zeros((height, width), np.float32)
    for coarse in (1.5, 5, 16, 60):
        total += rng.uniform(0, 1) ** 2 * clouds(height, width, coarse * rng.uniform(0.7, 1.4), rng)
    return total


def paper(height: int, width: int, rng: Random) -> Floats:
    """Make white, gray or colored paper, smooth or not."""
    tone = rng.choice([rng.uniform(0.8, 1), rng.uniform(0.45, 0.9)], p=[0.7, 0.3])
    return np.float32(tone) + np.float32(rng.exponential(0.012)) * rough(height, width, rng)


def crumpled(height: int, width: int, rng: Random) -> Floats:
    """Make paper that was folded, or crumpled into a ball."""
    sheet = paper(height, width, rng)
    for _ in range(int(rng.integers(1, 4)) if rng.random() < 0.6 else int(rng.integers(6, 20))):
        sheet *= _crease(height, width, rng)
    return sheet


def _crease(height: int, width: int, rng: Random) -> Floats:
    """Fold a sheet along a line: what its px are multiplied by, less on one side of the fold and more on the other."""
    angle = rng.uniform(0, np.pi)
    away = _along(height, width, angle, rng.uniform(0.1, 0.9))
    edge, wide = rng.uniform(0.7, 12), rng.uniform(10, 200)
    return 1 - np.float32(rng.uniform(0.02, 0.16)) * np.tanh(away / edge) * np.exp(-np.abs(away) / wide)


def _along(height: int, width: int, angle: float, place: float) -> Floats:
    """Measure how far each px lies from a straight line through the picture, in px, negative on one side."""
    down = np.arange(height, dtype=np.float32)[:, np.newaxis] - np.float32(place * height)
    across = np.arange(width, dtype=np.float32) - np.float32(place * width)
    return across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle))


def cardboard(height: int, width: int, rng: Random) -> Floats:
    """Make kraft paper or cardboard: of middling tone, with fibers, sometimes corrugated."""
    sheet = np.float32(rng.uniform(0.3, 0.65)) + np.float32(rng.uniform(0.01, 0.05)) * rough(height, width, rng)
    fibers = cv2.resize(rng.standard_normal((height, max(2, width // 12)), np.float32), (width, height))
    sheet += np.float32(rng.uniform(0, 0.03)) * fibers
    return sheet + _stripes(height, width, rng, 0.03) if rng.random() < 0.3 else sheet


def board(height: int, width: int, rng: Random) -> Floats:
    """Make a blackboard or slate with what was wiped off it; or a whiteboard."""
    tone = rng.uniform(0.03, 0.35) if rng.random() < 0.7 else rng.uniform(0.75, 1)
    sheet = np.full((height, width), tone, np.float32)
    sheet += np.float32(rng.uniform(0, 0.03)) * rough(height, width, rng)
    for _ in range(int(rng.integers(0, 5))):
        away = _along(height, width, rng.uniform(0, np.pi), rng.random())
        band = np.exp(-((away / rng.uniform(10, 100)) ** 2))
        sheet += np.float32(rng.uniform(-0.03, 0.1) * (1 - tone)) * band * (1 + 0.5 * clouds(height, width, 8, rng))
    return sheet


def wood(height: int, width: int, rng: Random) -> Floats:
    """Lay planks, with grain along one side and joints between them."""
    if upright := rng.random() < 0.5:
        height, width = width, height
    long = (max(2, round(height / rng.uniform(1.5, 6))), max(2, width // 60))
    grain = cv2.resize(rng.standard_normal(long, np.float32), (width, height))
    bend = np.float32(rng.uniform(0, 6)) * clouds(height, width, 80, rng)
    rings = np.sin((np.arange(height, dtype=np.float32)[:, np.newaxis] + bend) * np.float32(rng.uniform(0.1, 0.9)))
    tone, deep, ringed = rng.uniform([0.08, 0, 0], [0.75, 0.07, 0.06]).astype(np.float32)
    sheet = tone + deep * grain + ringed * rings
    if rng.random() < 0.4:
        sheet[:: int(rng.integers(30, 150))] *= 0.5
    return np.ascontiguousarray(sheet.T if upright else sheet)


def cloth(height: int, width: int, rng: Random) -> Floats:
    """Weave threads, stripes, checks, a mat."""
    sheet = np.full((height, width), rng.uniform(0.1, 0.85), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        sheet += _stripes(height, width, rng, rng.uniform(0.01, 0.2))
    return sheet + np.float32(rng.uniform(0, 0.04)) * rough(height, width, rng)


def _stripes(height: int, width: int, rng: Random, strength: float) -> Floats:
    """Make stripes of either sign, with soft edges or hard ones: mostly along a side."""
    away = _along(height, width, rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]), 0.5)
    waves = np.sin(away * np.float32(2 * np.pi / log_uniform(2.5, 60, rng)))
    return np.float32(strength) * np.asarray(np.sign(waves) if rng.random() < 0.4 else waves, np.float32)


def spots(height: int, width: int, rng: Random) -> Floats:
    """Strew specks and grains of any size: terrazzo, granite, sand."""
    sheet = np.full((height, width), rng.uniform(0.1, 0.9), np.float32)
    grains = clouds(height, width, rng.uniform(1.2, 14), rng)
    return sheet + np.float32(rng.uniform(0.05, 0.3)) * np.tanh(2 * (grains - np.float32(rng.uniform(-1, 1.5))))


def tiles(height: int, width: int, rng: Random) -> Floats:
    """Lay tiles with joints, checks, or dots, in rows and columns that lie askew."""
    down, across = (np.arange(length, dtype=np.float32) for length in (height, width))
    angle, step = rng.uniform(0, np.pi), log_uniform(6, 120, rng)
    cosine, sine = np.float32(np.cos(angle) / step), np.float32(np.sin(angle) / step)
    along = down[:, np.newaxis] * cosine + across * sine
    aside = across * cosine * np.float32(rng.uniform(0.5, 1)) - down[:, np.newaxis] * sine
    u, v = along % 1, aside % 1  # where a px lies in its tile
    form, wide = rng.integers(3), rng.uniform(0.03, 0.4)
    if form == 0:
        mask = (u < wide / 2) | (v < wide / 2)
    elif form == 1:
        mask = (u < 0.5) ^ (v < 0.5)
    else:
        mask = (u - 0.5) ** 2 + (v - 0.5) ** 2 < wide**2
    tone, other = rng.uniform(0.05, 0.95, 2).astype(np.float32)
    sheet = tone + (other - tone) * cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.6)
    return sheet + np.float32(rng.uniform(0, 0.04)) * rough(height, width, rng)


def pattern(height: int, width: int, rng: Random) -> Floats:
    """Repeat a small drawing in rows: printed cloth, wallpaper, wrapping paper."""
    side = int(log_uniform(14, 120, rng))
    motif = np.zeros((side, side), np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        place = np.array([side, side]) * rng.uniform(0.2, 0.8, 2)
        _THINGS[rng.integers(len(_THINGS))](motif, place, side * rng.uniform(0.1, 0.6), rng)
    turns = int(rng.integers(1, 9))
    if turns > 2:  # a flower, a star, a wheel
        around = [cv2.getRotationMatrix2D((side / 2, side / 2), 360 / turns * turn, 1) for turn in range(turns)]
        motif = np.max([cv2.warpAffine(motif, each, (side, side)) for each in around], axis=0)
    step = int(side * rng.uniform(1, 1.8))
    cell = np.zeros((step, step), np.float32)
    cell[:side, :side] = motif / np.float32(255)
    rows = [np.roll(np.tile(cell, width // step + 3), step // 2 * (row % 2), 1) for row in range(height // step + 3)]
    angle = rng.uniform(0, 360) if rng.random() < 0.4 else 0.0
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    mask = cv2.warpAffine(np.vstack(rows), turn, (width, height), borderMode=cv2.BORDER_WRAP)
    tone, other = rng.uniform(0.05, 0.95, 2).astype(np.float32)
    return tone + (other - tone) * mask + np.float32(rng.uniform(0, 0.04)) * rough(height, width, rng)


def veins(height: int, width: int, rng: Random) -> Floats:
    """Draw thin lines that wander, where smooth noise is zero: marble, cracks, scratches."""
    sheet = np.float32(rng.uniform(0.1, 0.9)) + np.float32(rng.uniform(0, 0.05)) * rough(height, width, rng)
    for _ in range(int(rng.integers(1, 4))):
        noise = clouds(height, width, rng.uniform(15, 90), rng) + np.float32(0.3) * clouds(height, width, 9, rng)
        sheet += np.float32(rng.uniform(-0.4, 0.4)) * np.exp(-((noise / np.float32(rng.uniform(0.02, 0.12))) ** 2))
    return sheet


def things(height: int, width: int, rng: Random) -> Floats:
    """Lay things on a desk: books, pens, cups, cables, keys, by their outlines."""
    sheet = any_desk(height, width, rng)
    for _ in range(int(rng.integers(1, 9))):
        lay_thing(sheet, rng)
    return sheet


def lay_thing(sheet: Floats, rng: Random) -> Bytes:
    """Lay a thing on a surface, in place: a filled form, a ring, a rod or a cable. Returns where, 255 or 0.

    Unlike ink it is bodily: lighter or darker toward its middle, and it throws a shadow.
    """
    height, width = sheet.shape
    mask = np.zeros((height, width), np.uint8)
    middle = np.array([width, height]) * rng.uniform(-0.1, 1.1, 2)
    size = min(height, width) * log_uniform(0.05, 0.6, rng)
    _THINGS[rng.integers(len(_THINGS))](mask, middle, size, rng)
    alpha = mask.astype(np.float32) / 255
    inward = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    body = np.float32(rng.choice([-1, 1]) * rng.uniform(0.1, 0.4)) * inward / max(1.0, float(inward.max()))
    tone = np.float32(rng.uniform(0.02, 1)) + np.float32(rng.uniform(0, 0.08)) * rough(height, width, rng) + body
    under = cv2.GaussianBlur(np.roll(alpha, rng.integers(-6, 7, 2), (0, 1)), (0, 0), rng.uniform(1, 6))
    sheet *= 1 - np.float32(rng.uniform(0.1, 0.6)) * under
    sheet += alpha * (np.clip(tone, 0, 1) - sheet)
    return mask


Point = npt.NDArray[np.float64]  # x, y, in px


def _card(mask: Bytes, middle: Point, size: float, rng: Random) -> None:
    """Fill a rectangle: a book, a phone, a box."""
    box = (tuple(middle.tolist()), (size, size * rng.uniform(0.2, 1.5)), rng.uniform(0, 180))
    cv2.fillPoly(mask, [cv2.boxPoints(box).astype(np.int32)], 255, cv2.LINE_AA)


def _ring(mask: Bytes, middle: Point, size: float, rng: Random) -> None:
    """Draw an ellipse, filled or not: a cup, a coin, what a cup left behind; or several about one middle, or arcs."""
    thickness = -1 if rng.random() < 0.4 else int(rng.integers(1, 12))
    round_, turn, count = rng.uniform(0.6, 1), rng.uniform(0, 180), 1 if rng.random() < 0.6 else int(rng.integers(2, 5))
    begin, end = (0, 360) if rng.random() < 0.7 else sorted(rng.uniform(0, 360, 2))
    for _ in range(count):
        axes = (max(1, int(size / 2)), max(1, int(size / 2 * round_)))
        cv2.ellipse(mask, middle.astype(int).tolist(), axes, turn, begin, end, 255, thickness, cv2.LINE_AA)
        size, thickness = size * rng.uniform(0.5, 0.95), int(rng.integers(1, 6))


def _rod(mask: Bytes, middle: Point, size: float, rng: Random) -> None:
    """Draw a straight line: a pen, a ruler, a needle."""
    angle = rng.uniform(0, 2 * np.pi)
    end = middle + 2 * size * np.array([np.cos(angle), np.sin(angle)])
    thickness = int(rng.integers(1, 14))
    cv2.line(mask, middle.astype(int).tolist(), end.astype(int).tolist(), 255, thickness, cv2.LINE_AA)


def _lump(mask: Bytes, middle: Point, size: float, rng: Random) -> None:
    """Fill a form with bent edges."""
    cv2.fillPoly(mask, [_curve(middle, size, rng)], 255, cv2.LINE_AA)


def _cable(mask: Bytes, middle: Point, size: float, rng: Random) -> None:
    """Draw a bent line: a cable, a hair, a rubber band."""
    cv2.polylines(mask, [_curve(middle, size, rng)], False, 255, int(rng.integers(1, 8)), cv2.LINE_AA)


def _curve(middle: Point, size: float, rng: Random) -> npt.NDArray[np.int32]:
    """Bend a line through four places: (60, 1, 2), x and y in px."""
    knots = (middle + rng.normal(0, size, (4, 1, 2))).astype(np.float32)
    return cv2.resize(knots, (1, 60), interpolation=cv2.INTER_CUBIC).astype(np.int32)


_THINGS: tuple[Callable[[Bytes, Point, float, Random], None], ...] = (_card, _ring, _rod, _lump, _cable)


def scenery(height: int, width: int, rng: Random) -> Floats:
    """Cut a part out of a photograph of something else."""
    photographs = _photographs()
    shown = photographs[rng.integers(len(photographs))]
    scale = max(height / shown.shape[0], width / shown.shape[1]) * float(np.exp(rng.uniform(0, np.log(2.5))))
    shown = cv2.resize(shown, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    top, left = (int(rng.integers(have - want + 1)) for have, want in zip(shown.shape, (height, width), strict=True))
    part = shown[top : top + height, left : left + width].astype(np.float32) / 255
    part = part[:, ::-1] if rng.random() < 0.5 else part
    low, high = sorted(rng.uniform(0, 1, 2))
    return np.ascontiguousarray(low + (high - low) * part, np.float32)


@cache
def _photographs() -> list[Bytes]:
    """Read the photographs that are installed, in gray."""
    folder = Path(skimage.data.__file__).parent
    read = (cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE) for name in _PHOTOGRAPHS)
    return [np.asarray(picture, np.uint8) for picture in read if picture is not None]


# What people write on, what is met more often more often; and what lies around that, or is photographed by itself.
SHEETS: tuple[Surface, ...] = (paper, paper, paper, crumpled, cardboard, board, board)
DESKS: tuple[Surface, ...] = (wood, wood, cloth, tiles, pattern, spots, veins, scenery, cardboard, board, paper)


def any_sheet(height: int, width: int, rng: Random) -> Floats:
    """Make something that people write on."""
    return SHEETS[rng.integers(len(SHEETS))](height, width, rng)


def any_desk(height: int, width: int, rng: Random) -> Floats:
    """Make something that paper lies on."""
    return DESKS[rng.integers(len(DESKS))](height, width, rng)
