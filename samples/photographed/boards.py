"""Paint blackboards and whiteboards, wiped and framed."""

import cv2
import numpy as np

from samples.photographed import writing
from samples.photographed.grounds import wood
from samples.photographed.papers import Area, Sheet, blank
from samples.photographed.varied import (
    Bytes,
    Floats,
    Rng,
    between,
    chance,
    cloud,
    lay,
    near,
    pick,
    scaled,
)


def blackboard(area: Area, rng: Rng) -> Sheet:
    """Take a green or black board with wiped chalk, in a frame."""
    page = blank(
        area.shape, near(rng, pick(rng, ((38, 66, 54), (36, 40, 42), (48, 52, 54), (30, 52, 66))), 8), rng, 1.2
    )
    dust = between(rng, 0.05, 0.2) * np.clip(cloud(area.shape, rng, area.digit * 2, area.digit * 4) * 0.4 + 0.4, 0, 1)
    lay(page, dust + _wiped(area, rng, between(rng, 0.03, 0.15)), (215, 218, 212))
    return Sheet(_framed(page, area, rng), pens=writing.chalk)


def whiteboard(area: Area, rng: Rng) -> Sheet:
    """Take a whiteboard with what the sponge left, in a frame."""
    page = blank(area.shape, near(rng, (240, 242, 244), 6), rng, 0.5)
    lay(page, _wiped(area, rng, between(rng, 0.02, 0.12)), near(rng, (90, 95, 130), 40))
    return Sheet(_framed(page, area, rng), pens=writing.marker)


def _wiped(area: Area, rng: Rng, strength: float) -> Floats:
    """Wipe a board in broad curves: (h, w) float32, 0 to `strength`."""
    small = np.zeros((area.shape[0] // 4 + 1, area.shape[1] // 4 + 1), np.uint8)
    for _ in range(int(rng.integers(2, 9))):
        along = np.linspace(0, 1, 12)
        x, y = (
            (between(rng, -0.2, 1) + between(rng, 0.1, 0.8) * along) * small.shape[1],
            between(rng, 0, 1) * small.shape[0],
        )
        bent = y + small.shape[0] * between(rng, -0.3, 0.3) * np.sin(along * between(rng, 1, 4))
        points = np.stack([x, bent], 1).round().astype(int)
        level = int(between(rng, 60, 255))
        cv2.polylines(small, [points], False, level, max(2, round(area.digit * scaled(rng, 0.1, 1) / 4)), cv2.LINE_AA)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), max(1.0, area.digit / 40)), area.shape[::-1])
    streaks = np.clip(0.6 + 0.4 * cloud(area.shape, rng, max(1.5, area.digit / 25), area.digit * 2), 0, 1)
    return np.asarray(soft.astype(np.float32) * (strength / 255) * streaks, np.float32)


def _framed(page: Bytes, area: Area, rng: Rng) -> Bytes:
    """Put a frame round a board, of wood or metal, where there is room beside the ink."""
    left, top, right, bottom = area.box
    room = min(left, top, area.shape[1] - right, area.shape[0] - bottom)
    width = int(min(0.6 * room, area.digit * between(rng, 0.15, 0.6)))
    if width < 3:
        return page
    if chance(rng, 0.5):
        frame = wood(area.shape, area.digit, rng)
    else:
        frame = blank(area.shape, near(rng, pick(rng, ((185, 188, 192), (120, 122, 126), (60, 62, 66)))), rng)
    inner = page[width:-width, width:-width]
    frame[width:-width, width:-width] = inner
    edge = frame[width:-width, width : width + max(1, width // 5)]
    edge[:] = edge * 0.6
    return frame
