"""What handwriting lies on, and what lies around it: paper of all kinds, boards, desks, cloth, things.

Every surface is a function (height, width, rng) -> (height, width) float32, how much light it sends back, 0 to 1.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import skimage.data

Floats = npt.NDArray[np.float32]
Random = np.random.Generator
Surface = Callable[[int, int, Random], Floats]

# Pictures that come with scikit-image and show no writing: some are mostly texture, some scenes.
_PHOTOGRAPHS = (
    *("astronaut.png", "brick.png", "camera.png", "chelsea.png", "coffee.png", "coins.png", "grass.png", "gravel.png"),
    *("ihc.png", "moon.png", "motorcycle_left.png", "retina.jpg", "rocket.jpg", "hubble_deep_field.jpg"),
)


def clouds(height: int, width: int, coarse: float, rng: Random) -> Floats:
    """Smooth noise whose patches are about so many px large, standard deviation about 1."""
    size = (max(2, round(height / coarse)), max(2, round(width / coarse)))
    return cv2.resize(rng.standard_normal(size, np.float32), (width, height), interpolation=cv2.INTER_LINEAR)


def rough(height: int, width: int, rng: Random) -> Floats:
    """Noise of several sizes of patches at once, as nature has it: fine and coarse in any proportion."""
    total = np.zeros((height, width), np.float32)
    for coarse in (1.5, 5, 16, 60):
        total += rng.uniform(0, 1) ** 2 * clouds(height, width, coarse * rng.uniform(0.7, 1.4), rng)
    return total


def paper(height: int, width: int, rng: Random) -> Floats:
    """White, grey or colored paper, smooth or not."""
    tone = rng.choice([rng.uniform(0.8, 1), rng.uniform(0.45, 0.9)], p=[0.7, 0.3])
    return np.float32(tone) + np.float32(rng.exponential(0.012)) * rough(height, width, rng)


def crumpled(height: int, width: int, rng: Random) -> Floats:
    """Paper that was folded, or crumpled into a ball."""
    sheet = paper(height, width, rng)
    for _ in range(int(rng.integers(1, 4)) if rng.random() < 0.6 else int(rng.integers(6, 20))):
        sheet *= _crease(height, width, rng)
    return sheet


def _crease(height: int, width: int, rng: Random) -> Floats:
    angle = rng.uniform(0, np.pi)
    away = _along(height, width, angle, rng.uniform(0.1, 0.9))
    edge, wide = rng.uniform(0.7, 12), rng.uniform(10, 200)
    return 1 - np.float32(rng.uniform(0.02, 0.16)) * np.tanh(away / edge) * np.exp(-np.abs(away) / wide)


def _along(height: int, width: int, angle: float, place: float) -> Floats:
    """How far each px lies from a straight line through the picture, in px, with its sign."""
    down = np.arange(height, dtype=np.float32)[:, np.newaxis] - np.float32(place * height)
    across = np.arange(width, dtype=np.float32) - np.float32(place * width)
    return across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle))


def cardboard(height: int, width: int, rng: Random) -> Floats:
    """Kraft paper and cardboard: middling tone, fibres, sometimes corrugated."""
    sheet = np.float32(rng.uniform(0.3, 0.65)) + np.float32(rng.uniform(0.01, 0.05)) * rough(height, width, rng)
    fibres = cv2.resize(rng.standard_normal((height, max(2, width // 12)), np.float32), (width, height))
    sheet += np.float32(rng.uniform(0, 0.03)) * fibres
    return sheet + _stripes(height, width, rng, 0.03) if rng.random() < 0.3 else sheet


def board(height: int, width: int, rng: Random) -> Floats:
    """A blackboard or slate with what was wiped off it; or a whiteboard."""
    tone = rng.uniform(0.03, 0.35) if rng.random() < 0.7 else rng.uniform(0.75, 1)
    sheet = np.full((height, width), tone, np.float32)
    sheet += np.float32(rng.uniform(0, 0.03)) * rough(height, width, rng)
    for _ in range(int(rng.integers(0, 5))):
        away = _along(height, width, rng.uniform(0, np.pi), rng.random())
        band = np.exp(-((away / rng.uniform(10, 100)) ** 2))
        sheet += np.float32(rng.uniform(-0.03, 0.1) * (1 - tone)) * band * (1 + 0.5 * clouds(height, width, 8, rng))
    return sheet


def wood(height: int, width: int, rng: Random) -> Floats:
    """Planks, with grain along one side and joints between them."""
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
    """Woven threads, stripes, checks, a mat."""
    sheet = np.full((height, width), rng.uniform(0.1, 0.85), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        sheet += _stripes(height, width, rng, rng.uniform(0.01, 0.2))
    return sheet + np.float32(rng.uniform(0, 0.04)) * rough(height, width, rng)


def _stripes(height: int, width: int, rng: Random, strength: float) -> Floats:
    away = _along(height, width, rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]), 0.5)
    waves = np.sin(away * np.float32(2 * np.pi / np.exp(rng.uniform(np.log(2.5), np.log(60)))))
    return np.float32(strength) * np.asarray(np.sign(waves) if rng.random() < 0.4 else waves, np.float32)


def spots(height: int, width: int, rng: Random) -> Floats:
    """Terrazzo, granite, sand: specks and grains of any size."""
    sheet = np.full((height, width), rng.uniform(0.1, 0.9), np.float32)
    grains = clouds(height, width, rng.uniform(1.2, 14), rng)
    return sheet + np.float32(rng.uniform(0.05, 0.3)) * np.tanh(2 * (grains - np.float32(rng.uniform(-1, 1.5))))


def tiles(height: int, width: int, rng: Random) -> Floats:
    """Tiles with joints, checks, or dots, in rows and columns that lie askew."""
    down, across = (np.arange(length, dtype=np.float32) for length in (height, width))
    angle, step = rng.uniform(0, np.pi), float(np.exp(rng.uniform(np.log(6), np.log(120))))
    cosine, sine = np.float32(np.cos(angle) / step), np.float32(np.sin(angle) / step)
    along = down[:, np.newaxis] * cosine + across * sine
    aside = across * cosine * np.float32(rng.uniform(0.5, 1)) - down[:, np.newaxis] * sine
    u, v = along % 1, aside % 1
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


def veins(height: int, width: int, rng: Random) -> Floats:
    """Marble, cracked or scratched: thin lines that wander, where smooth noise is nought."""
    sheet = np.float32(rng.uniform(0.1, 0.9)) + np.float32(rng.uniform(0, 0.05)) * rough(height, width, rng)
    for _ in range(int(rng.integers(1, 4))):
        noise = clouds(height, width, rng.uniform(15, 90), rng) + np.float32(0.3) * clouds(height, width, 9, rng)
        sheet += np.float32(rng.uniform(-0.4, 0.4)) * np.exp(-((noise / np.float32(rng.uniform(0.02, 0.12))) ** 2))
    return sheet


def things(height: int, width: int, rng: Random) -> Floats:
    """A desk with things on it: books, pens, cups, cables, keys, by their outlines."""
    sheet = DESKS[rng.integers(len(DESKS))](height, width, rng)
    for _ in range(int(rng.integers(1, 9))):
        lay_thing(sheet, rng)
    return sheet


def lay_thing(sheet: Floats, rng: Random) -> npt.NDArray[np.uint8]:
    """Lay a thing on a surface, in place: a filled form, a ring, a rod or a cable. Returns where, 255 or 0."""
    height, width = sheet.shape
    mask = np.zeros((height, width), np.uint8)
    middle = np.array([width, height]) * rng.uniform(-0.1, 1.1, 2)
    size = min(height, width) * float(np.exp(rng.uniform(np.log(0.05), np.log(0.6))))
    form = rng.integers(5)
    if form == 0:
        box = (tuple(middle.tolist()), (size, size * rng.uniform(0.2, 1.5)), rng.uniform(0, 180))
        cv2.fillPoly(mask, [cv2.boxPoints(box).astype(np.int32)], 255, cv2.LINE_AA)
    elif form == 1:
        thickness = -1 if rng.random() < 0.5 else int(rng.integers(2, 12))
        axes = (max(1, int(size / 2)), max(1, int(size * rng.uniform(0.3, 0.5))))
        cv2.ellipse(mask, middle.astype(int).tolist(), axes, rng.uniform(0, 180), 0, 360, 255, thickness, cv2.LINE_AA)
    elif form == 2:
        angle = rng.uniform(0, 2 * np.pi)
        end = middle + 2 * size * np.array([np.cos(angle), np.sin(angle)])
        cv2.line(
            mask, middle.astype(int).tolist(), end.astype(int).tolist(), 255, int(rng.integers(1, 14)), cv2.LINE_AA
        )
    else:
        knots = (middle + rng.normal(0, size, (4, 1, 2))).astype(np.float32)
        curve = cv2.resize(knots, (1, 60), interpolation=cv2.INTER_CUBIC).astype(np.int32)
        if form == 3:
            cv2.fillPoly(mask, [curve], 255, cv2.LINE_AA)
        else:
            cv2.polylines(mask, [curve], False, 255, int(rng.integers(1, 8)), cv2.LINE_AA)
    alpha = mask.astype(np.float32) / 255
    tone = np.float32(rng.uniform(0.02, 1)) + np.float32(rng.uniform(0, 0.08)) * rough(height, width, rng)
    under = cv2.GaussianBlur(np.roll(alpha, rng.integers(-6, 7, 2), (0, 1)), (0, 0), rng.uniform(1, 6))
    sheet *= 1 - np.float32(rng.uniform(0, 0.5)) * under
    sheet += alpha * (tone - sheet)
    return mask


def scenery(height: int, width: int, rng: Random) -> Floats:
    """A part of a photograph of something else."""
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
def _photographs() -> list[npt.NDArray[np.uint8]]:
    folder = Path(skimage.data.__file__).parent
    read = (cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE) for name in _PHOTOGRAPHS)
    return [np.asarray(picture, np.uint8) for picture in read if picture is not None]


# What people write on; and what lies around that, or is photographed by itself.
SHEETS: tuple[Surface, ...] = (paper, paper, paper, crumpled, cardboard, board, board)
DESKS: tuple[Surface, ...] = (wood, wood, cloth, tiles, spots, veins, scenery, cardboard, board, paper)
