"""Paint what a sheet may lie on: wood, lacquer, cloth, stone, tiles and the like, and what lies about on it.

Each takes a shape, a length in px of about a thumb's breadth, and a generator, and gives (h, w, 3) uint8.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

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

Shape = tuple[int, int]
Ground = Callable[[Shape, float, Rng], Bytes]

_WOODS: Sequence[tuple[Color, Color]] = (
    ((92, 58, 34), (150, 104, 66)),
    ((150, 108, 70), (205, 165, 118)),
    ((190, 155, 112), (228, 200, 160)),
    ((46, 30, 22), (88, 60, 44)),
    ((120, 64, 40), (172, 106, 72)),
    ((130, 124, 116), (180, 174, 164)),
    ((205, 195, 180), (238, 230, 218)),
)


def wood(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint a board: streaks along it, and rings."""
    fine = cloud(shape, rng, scaled(rng, 0.04, 0.15) * unit, 6 * unit)
    broad = cloud(shape, rng, scaled(rng, 0.3, 1.5) * unit, 12 * unit)
    rings = np.sin(scaled(rng, 2, 8) * cloud(shape, rng, 3 * unit, 20 * unit)) * between(rng, 0, 0.2)
    tone = 0.5 + between(rng, 0.08, 0.25) * fine + between(rng, 0.1, 0.25) * broad + rings
    low, high = pick(rng, _WOODS)
    return toned(tone, near(rng, low), near(rng, high))


def planks(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint boards side by side, with dark joints."""
    boards, breadth = wood(shape, unit, rng), scaled(rng, 1.5, 6) * unit
    which = (np.arange(shape[0]) / breadth).astype(int)
    tones = rng.normal(1, 0.08, which[-1] + 1).astype(np.float32)[which]
    tones[np.diff(which, prepend=0) > 0] = 0.4
    return shade(boards, np.repeat(cv2.GaussianBlur(tones[:, np.newaxis], (1, 3), 0.7), shape[1], axis=1))


def lacquer(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint a plain desk of any color."""
    color = tuple(map(float, _dyed(rng) if chance(rng, 0.6) else np.full(3, between(rng, 15, 245))))
    tone = 0.5 + 0.15 * cloud(shape, rng, 8 * unit) + between(rng, 0, 0.12) * grain(shape, rng)
    spread = between(rng, 4, 16)
    low, high = (tuple(np.clip(np.array(color) + side * spread, 0, 255)) for side in (-1, 1))
    return toned(tone, low, high)


def _dyed(rng: Rng) -> npt.NDArray[np.float64]:
    """Draw a color as things in rooms have it: mostly dull."""
    color = rng.uniform(20, 235, 3)
    return np.asarray(color.mean() + (color - color.mean()) * rng.beta(1.5, 2))


def _two_colors(rng: Rng) -> tuple[Color, Color]:
    base = _dyed(rng)
    other = _dyed(rng) if chance(rng, 0.5) else np.clip(base * between(rng, 0.5, 0.9), 0, 255)
    return (base[0], base[1], base[2]), (other[0], other[1], other[2])


def _woven(page: Bytes, unit: float, rng: Rng) -> Bytes:
    """Let threads and soft waves show on a cloth."""
    shape = page.shape[:2]
    step = max(2.5, scaled(rng, 0.05, 0.2) * unit)
    down, across = (np.sin(np.arange(length) * 2 * np.pi / step).astype(np.float32) for length in shape)
    light = 1 + between(rng, 0.02, 0.1) * (down[:, np.newaxis] * across) + 0.05 * grain(shape, rng)
    return shade(page, light + between(rng, 0, 0.1) * cloud(shape, rng, 4 * unit, 6 * unit))


def cloth(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint a cloth of one color."""
    low, _ = _two_colors(rng)
    return _woven(np.full((*shape, 3), np.round(low), np.uint8), unit, rng)


def checks(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint a checked or striped tablecloth."""
    low, high = _two_colors(rng)
    breadth = scaled(rng, 0.3, 3) * unit
    down, across = ((np.arange(length) / breadth % 2 < between(rng, 0.5, 1.5)).astype(np.float32) for length in shape)
    if chance(rng, 0.35):
        down = np.zeros_like(down)
    return _woven(toned((down[:, np.newaxis] + across) / 2, low, high), unit, rng)


def spots(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint a cloth with spots, rings or flowers in rows."""
    low, high = _two_colors(rng)
    page = np.full((*shape, 3), np.round(low), np.uint8)
    step = scaled(rng, 0.8, 4) * unit
    size, leaves, filled = between(rng, 0.12, 0.38) * step, int(rng.integers(0, 7)), chance(rng, 0.75)
    for row, y in enumerate(np.arange(0, shape[0] + step, step)):
        for x in np.arange(row % 2 * step / 2, shape[1] + step, step):
            for turn in range(max(1, leaves)):
                off = (
                    size
                    * 0.6
                    * np.array([np.cos(turn * 2 * np.pi / max(1, leaves)), np.sin(turn * 6.28 / max(1, leaves))])
                )
                center = (np.array([x, y]) + (off if leaves else 0)).round().astype(int).tolist()
                radius = max(1, round(size * (0.45 if leaves else 1)))
                cv2.circle(page, center, radius, high, -1 if filled else max(1, radius // 4), cv2.LINE_AA)
    return _woven(page, unit, rng)


def stone(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint marble with veins, or speckled granite."""
    low, high = pick(
        rng, (((95, 95, 98), (225, 224, 220)), ((40, 42, 46), (110, 112, 118)), ((150, 130, 110), (232, 222, 208)))
    )
    if chance(rng, 0.5):
        veins = np.abs(
            cloud(shape, rng, 3 * unit) + 0.5 * cloud(shape, rng, unit) + 0.2 * cloud(shape, rng, 0.3 * unit)
        )
        tone = 0.35 + 0.6 * np.minimum(1, veins * scaled(rng, 1.5, 6))
    else:
        tone = 0.5 + 0.25 * cloud(shape, rng, max(1.5, 0.06 * unit)) + 0.15 * grain(shape, rng)
    return toned(tone, near(rng, low), near(rng, high))


def carpet(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint a carpet, felt, cork or a floor of grit."""
    low, high = _two_colors(rng)
    coarse = max(1.5, scaled(rng, 0.05, 0.3) * unit)
    tone = (
        0.5
        + between(rng, 0.1, 0.3) * cloud(shape, rng, coarse)
        + 0.12 * grain(shape, rng)
        + 0.1 * cloud(shape, rng, 3 * unit)
    )
    return toned(tone, low, high)


def tiles(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint tiles with joints, or a cutting mat's thin grid."""
    page = lacquer(shape, unit, rng)
    if chance(rng, 0.5):
        page = shade(page, 1 + 0.06 * cloud(shape, rng, unit))
    step, width = scaled(rng, 0.6, 6) * unit, max(1.0, scaled(rng, 0.02, 0.15) * unit)
    color = near(rng, pick(rng, ((225, 225, 220), (120, 120, 118), (50, 50, 52))))
    lines = grid(shape, step, step, width, between(rng, 0, 1) * step)
    lay(page, between(rng, 0.4, 0.9) * np.maximum(lines[0][:, np.newaxis], lines[1]), color)
    return page


def grid(shape: Shape, down: float, across: float, width: float, start: float) -> tuple[Floats, Floats]:
    """Say how much of each row, (h,), and of each column, (w,), lines so many px apart cover."""
    rows, columns = np.arange(shape[0]) - start, np.arange(shape[1]) - start
    cover = [np.abs((places + step / 2) % step - step / 2) for places, step in ((rows, down), (columns, across))]
    return tuple(np.clip(width / 2 + 0.5 - apart, 0, min(1, width)).astype(np.float32) for apart in cover)


GROUNDS: Sequence[Ground] = (wood, wood, planks, lacquer, lacquer, cloth, checks, spots, stone, carpet, tiles)


def any_ground(shape: Shape, unit: float, rng: Rng) -> Bytes:
    """Paint one of them, turned by a quarter at times, and at times with things on it."""
    turned = chance(rng, 0.5)
    page = pick(rng, GROUNDS)(shape[::-1] if turned else shape, unit, rng)
    page = np.asarray(cv2.rotate(page, cv2.ROTATE_90_COUNTERCLOCKWISE)) if turned else page
    for _ in range(int(rng.integers(0, 4)) if chance(rng, 0.4) else 0):
        pick(rng, (_pencil, _ring, _other_sheet, _cable, _coin))(page, unit, rng)
    return page


def _somewhere(page: Bytes, rng: Rng) -> tuple[int, int]:
    return int(rng.integers(page.shape[1])), int(rng.integers(page.shape[0]))


def _pencil(page: Bytes, unit: float, rng: Rng) -> None:
    (x, y), turn, long = _somewhere(page, rng), between(rng, 0, 6.3), between(rng, 4, 9) * unit
    end = (round(x + long * np.cos(turn)), round(y + long * np.sin(turn)))
    thick, color = max(3, round(between(rng, 0.25, 0.5) * unit)), rng.uniform(10, 240, 3)
    cv2.line(page, (x + thick // 3, y + thick // 3), (end[0] + thick // 3, end[1] + thick // 3), (35, 32, 30), thick)
    cv2.line(page, (x, y), end, color.tolist(), thick, cv2.LINE_AA)
    cv2.line(page, (x, y), end, np.minimum(255, color * 1.3 + 20).tolist(), max(1, thick // 4), cv2.LINE_AA)


def _ring(page: Bytes, unit: float, rng: Rng) -> None:
    """Leave a cup's stain."""
    center, radius = _somewhere(page, rng), round(between(rng, 1.2, 2) * unit)
    stain = page.copy()
    cv2.circle(stain, center, radius, (70, 45, 25), max(2, round(0.12 * unit)), cv2.LINE_AA)
    page[:] = cv2.addWeighted(page, 0.6, stain, 0.4, 0)


def _other_sheet(page: Bytes, unit: float, rng: Rng) -> None:
    (x, y), turn = _somewhere(page, rng), between(rng, 0, 90)
    box = cv2.boxPoints(((x, y), (between(rng, 3, 9) * unit, between(rng, 2, 7) * unit), turn)).round().astype(int)
    cv2.fillPoly(page, [box + round(0.1 * unit)], (40, 38, 36), cv2.LINE_AA)
    cv2.fillPoly(page, [box], near(rng, pick(rng, ((238, 235, 228), (235, 220, 150), (60, 90, 150))), 15), cv2.LINE_AA)


def _cable(page: Bytes, unit: float, rng: Rng) -> None:
    long = max(page.shape[:2])
    along = np.linspace(-0.1, 1.1, 60) * long
    aside = between(rng, 0, 1) * long + cloud((1, 60), rng, 1, 20)[0] * long * 0.08
    points = np.stack([along, aside] if chance(rng, 0.5) else [aside, along], 1).round().astype(int)
    color = near(rng, pick(rng, ((25, 25, 25), (230, 230, 230))))
    cv2.polylines(page, [points], False, color, max(2, round(0.18 * unit)), cv2.LINE_AA)


def _coin(page: Bytes, unit: float, rng: Rng) -> None:
    (x, y), radius = _somewhere(page, rng), round(between(rng, 0.4, 0.9) * unit)
    color = pick(rng, ((176, 150, 90), (165, 165, 168), (150, 95, 60)))
    cv2.circle(page, (x + radius // 8, y + radius // 8), radius, (30, 28, 26), -1, cv2.LINE_AA)
    cv2.circle(page, (x, y), radius, color, -1, cv2.LINE_AA)
    cv2.circle(
        page, (x, y), round(radius * 0.8), tuple(0.7 * channel for channel in color), max(1, radius // 12), cv2.LINE_AA
    )
