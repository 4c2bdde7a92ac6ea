"""Let light fall on a scene: even, from a lamp, through a window, in a hand's shadow, or mirrored by a glossy sheet.

Each gives what a picture, (h, w, 3) float32, is multiplied by: (h, w) float32.
"""

from collections.abc import Callable

import cv2
import numpy as np

from samples.photographed.varied import Bytes, Floats, Rng, between, chance, cloud, pick, scaled

Shape = tuple[int, int]
Light = Callable[[Shape, Rng], Floats]

_STEP = 6  # soft light is made at a sixth of a picture's size, hard shadows at its own


def _places(shape: Shape) -> tuple[Floats, Floats]:
    """Say where each px of a reduced picture lies: down (h, 1) and across (w,), the longer side -0.5 to 0.5."""
    height, width = (length // _STEP + 2 for length in shape)
    down, across = (np.linspace(-0.5, 0.5, length, dtype=np.float32) for length in (height, width))
    return (down * height / max(height, width))[:, np.newaxis], across * width / max(height, width)


def _full(field: Floats, shape: Shape) -> Floats:
    return np.asarray(cv2.resize(np.asarray(field, np.float32), shape[::-1], interpolation=cv2.INTER_LINEAR))


def usual(shape: Shape, rng: Rng) -> Floats:
    """Let light from a window or the ceiling fall off a little."""
    return _full(_falling(shape, rng, between(rng, 0, 0.3)), shape)


def _falling(shape: Shape, rng: Rng, much: float) -> Floats:
    down, across = _places(shape)
    turn = between(rng, 0, 2 * np.pi)
    slope = 1 - much * (0.5 + across * np.cos(turn) + down * np.sin(turn))
    corners = 1 - between(rng, 0, 0.25) * (across**2 + down**2)
    return np.asarray(slope * corners * between(rng, 0.8, 1.05), np.float32)


def lamp(shape: Shape, rng: Rng) -> Floats:
    """Let a lamp near the page light one part of it and leave the rest rather dark."""
    down, across = _places(shape)
    x, y = rng.uniform(-0.6, 0.6, 2)
    apart = (across - x) ** 2 + ((down - y) * between(rng, 0.7, 1.4)) ** 2
    fall = (1 + apart / between(rng, 0.08, 0.4)) ** -between(rng, 0.8, 1.8)
    return _full(between(rng, 0.08, 0.25) + between(rng, 0.85, 1.05) * fall, shape)


def shadowed(shape: Shape, rng: Rng) -> Floats:
    """Lay the shadow of a hand, a phone, a head or a window's bars across the picture, its edge hard or soft."""
    mask = np.zeros((shape[0] // 2 + 1, shape[1] // 2 + 1), np.uint8)
    for _ in range(int(rng.integers(1, 3))):
        pick(rng, (_hand, _phone, _head, _bars, _half))(mask, rng)
    soft = max(mask.shape) * scaled(rng, 0.0006, 0.03)
    small = cv2.resize(mask, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) if soft > 6 else mask
    blurred = cv2.GaussianBlur(small.astype(np.float32) / 255, (0, 0), soft / 4 if soft > 6 else soft)
    cast = cv2.resize(blurred, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(usual(shape, rng) * (1 - between(rng, 0.25, 0.65) * cast), np.float32)


def _hand(mask: Bytes, rng: Rng) -> None:
    """Fill a hand that comes in from an edge, with its fingers."""
    size = max(mask.shape) * between(rng, 0.12, 0.3)
    center = rng.uniform(0.1, 0.9, 2) * mask.shape[::-1]
    turn = between(rng, 0, 2 * np.pi)
    ahead, aside = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    cv2.ellipse(
        mask,
        center.round().astype(int).tolist(),
        (round(size * 0.6), round(size * 0.45)),
        np.degrees(turn),
        0,
        360,
        255,
        -1,
    )
    for finger in range(4):
        root = center + aside * size * (finger - 1.5) * 0.22
        tip = root + (ahead + aside * rng.normal(0, 0.12)) * size * between(rng, 0.9, 1.4)
        cv2.line(
            mask,
            root.round().astype(int).tolist(),
            tip.round().astype(int).tolist(),
            255,
            max(2, round(size * 0.2)),
            cv2.LINE_AA,
        )
    arm = center - ahead * 2 * max(mask.shape)
    cv2.line(
        mask,
        center.round().astype(int).tolist(),
        arm.round().astype(int).tolist(),
        255,
        max(2, round(size * 0.6)),
        cv2.LINE_AA,
    )


def _phone(mask: Bytes, rng: Rng) -> None:
    high = max(mask.shape) * between(rng, 0.3, 0.8)
    center = rng.uniform(0.1, 0.9, 2) * mask.shape[::-1]
    box = cv2.boxPoints((center.tolist(), (high * between(rng, 0.45, 0.6), high), between(rng, 0, 180)))
    cv2.fillPoly(mask, [box.round().astype(int)], 255, cv2.LINE_AA)
    if chance(rng, 0.5):
        _hand(mask, rng)


def _head(mask: Bytes, rng: Rng) -> None:
    center = (rng.uniform(0, 1, 2) * mask.shape[::-1]).round().astype(int).tolist()
    axes = [round(max(mask.shape) * between(rng, 0.15, 0.45)) for _ in range(2)]
    cv2.ellipse(mask, center, axes, between(rng, 0, 180), 0, 360, 255, -1, cv2.LINE_AA)


def _half(mask: Bytes, rng: Rng) -> None:
    """Fill one side of a straight edge: a shelf's, a screen's or the arm's."""
    x, y = rng.uniform(0.2, 0.8, 2) * mask.shape[::-1]
    turn, far = between(rng, 0, 2 * np.pi), 3 * max(mask.shape)
    ahead, aside = far * np.array([np.cos(turn), np.sin(turn)]), far * np.array([-np.sin(turn), np.cos(turn)])
    here = np.array([x, y])
    corners = np.stack([here - ahead, here + ahead, here + ahead + aside, here - ahead + aside])
    cv2.fillPoly(mask, [corners.round().astype(int)], 255, cv2.LINE_AA)


def _bars(mask: Bytes, rng: Rng) -> None:
    turn, step = between(rng, 0, np.pi), max(mask.shape) * between(rng, 0.06, 0.3)
    across, along = (
        np.array([np.cos(turn), np.sin(turn)]),
        np.array([-np.sin(turn), np.cos(turn)]) * 2 * max(mask.shape),
    )
    middle, thick = np.array(mask.shape[::-1]) / 2, max(2, round(step * between(rng, 0.15, 0.5)))
    for place in range(-8, 9):
        here = middle + across * place * step
        cv2.line(
            mask,
            (here - along).round().astype(int).tolist(),
            (here + along).round().astype(int).tolist(),
            255,
            thick,
            cv2.LINE_AA,
        )


def dim(shape: Shape, rng: Rng) -> Floats:
    """Let little light fall."""
    return _full(between(rng, 0.25, 0.6) * _falling(shape, rng, between(rng, 0.1, 0.6)), shape)


def any_light(shape: Shape, rng: Rng) -> Floats:
    """Let light fall as it mostly does."""
    return pick(rng, (usual, usual, usual, lamp, shadowed))(shape, rng)


def gloss(shape: Shape, rng: Rng) -> Floats:
    """Mirror lamps or a window on a glossy sheet: how much of each px is white, (h, w) float32, up to 1."""
    down, across = _places(shape)
    glare = np.zeros((down.shape[0], across.shape[0]), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(-0.45, 0.45, 2)
        turn, long, wide = between(rng, 0, np.pi), between(rng, 0.05, 0.45), between(rng, 0.03, 0.15)
        ahead = (across - x) * np.cos(turn) + (down - y) * np.sin(turn)
        aside = (down - y) * np.cos(turn) - (across - x) * np.sin(turn)
        sharp = between(rng, 1, 4)
        glare = np.maximum(glare, np.exp(-(((ahead / long) ** 2 + (aside / wide) ** 2) ** sharp)))
    waves = 1 + 0.2 * cloud(glare.shape, rng, 12)
    return _full(np.clip(glare * waves, 0, 1), shape)
