"""Light a scene and photograph it: lamps, shadows, glare, optics, noise, a camera's program, JPEG.

The ranges are wider than what phones usually take: what lies outside of them, the network never learns.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training.data.ranges import log_uniform

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

_EVERY = 4  # Levels are measured on every so many-th px of each side: quicker, and as good.


@dataclass(frozen=True)
class Legible:
    """What leaves handwriting legible: a camera does no worse than that."""

    blur: float  # px, standard deviation
    noise: float  # standard deviation, of 1


def lights(scene: Floats, rng: Random) -> Floats:
    """Light a scene by lamps, with shadows, as a camera exposes it: return what its (h, w) px are multiplied by."""
    height, width = scene.shape
    light = np.ones_like(scene)
    if rng.random() < 0.8:
        light *= _falling_off(height, width, rng)
    for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.55, 0.3, 0.1, 0.05]))):
        light *= shadow(height, width, rng)
    # Most cameras expose for what is bright in the picture; some, or some people, for something else.
    brightest = float(np.quantile((scene * light)[::_EVERY, ::_EVERY], 0.98))
    exposed = rng.uniform(0.5, 1.1) / max(brightest, 0.05) if rng.random() < 0.6 else rng.uniform(0.4, 1.1)
    return light * np.float32(exposed)


def glare(shot: Floats, rng: Random) -> Floats:
    """Let a lamp shine on a shot, now and then."""
    if rng.random() < 0.15:
        return shot + np.float32(rng.uniform(0.05, 0.4)) * _spot(shot.shape[0], shot.shape[1], rng)
    return shot


def _falling_off(height: int, width: int, rng: Random) -> Floats:
    """Let light come from one side, or from a lamp near by."""
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, np.newaxis]
    across = np.linspace(-1, 1, width, dtype=np.float32)
    angle, strength = rng.uniform(0, 2 * np.pi), np.float32(rng.uniform(0, 0.65))
    slope = (1 + across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle))) / 2
    place = rng.uniform(-1, 1, 2).astype(np.float32)
    away = (across - place[0]) ** 2 + (down - place[1]) ** 2
    return (1 - strength * slope.clip(0, 1)) / (1 + np.float32(rng.uniform(0, 0.3)) * away)


def _spot(height: int, width: int, rng: Random) -> Floats:
    """Make a round spot of light, 1 in its middle."""
    place, radius = rng.uniform(0, 1, 2), rng.uniform(0.05, 0.4) * max(height, width)
    down = (np.arange(height, dtype=np.float32)[:, np.newaxis] - np.float32(place[0] * height)) / np.float32(radius)
    across = (np.arange(width, dtype=np.float32) - np.float32(place[1] * width)) / np.float32(radius)
    return np.exp(-(down**2) - across**2)


def shadow(height: int, width: int, rng: Random) -> Floats:
    """Cast the shadow of a hand, a phone or a window's bars, its edges sharp or soft: (h, w), 1 where none falls."""
    mask = np.zeros((height, width), np.uint8)
    _SHADOWS[rng.integers(len(_SHADOWS))](mask, rng)
    soft = log_uniform(0.4, 0.08 * min(height, width) + 1, rng)  # px: from a near hand's to a far wall's
    return 1 - np.float32(rng.uniform(0.1, 0.7) / 255) * cv2.GaussianBlur(mask, (0, 0), soft).astype(np.float32)


def _half(mask: Bytes, rng: Random) -> None:
    """Shade one side of a straight or bent edge."""
    height, width = mask.shape
    angle, place = rng.uniform(0, 2 * np.pi), np.array([width, height]) * rng.uniform(0.1, 0.9, 2)
    ahead, aside = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    far = 3 * max(height, width)  # outside the picture, whichever way
    bend = ahead * rng.uniform(-0.3, 0.3) * min(height, width)
    corners = [place + bend, place + far * aside, place + far * (aside + ahead), place + far * (ahead - aside)]
    cv2.fillPoly(mask, [np.array([*corners, place - far * aside], np.int32)], 255)


def _round(mask: Bytes, rng: Random) -> None:
    """Shade an ellipse: a head, an arm."""
    size = np.array(mask.shape[::-1])
    axes = (size * rng.uniform(0.1, 0.7, 2)).astype(int).tolist()
    middle = (size * rng.uniform(-0.1, 1.1, 2)).astype(int).tolist()
    cv2.ellipse(mask, middle, axes, rng.uniform(0, 180), 0, 360, 255, -1)


def _bars(mask: Bytes, rng: Random) -> None:
    """Shade a few straight bars: fingers, or a window's."""
    size = np.array(mask.shape[::-1])
    for _ in range(int(rng.integers(2, 6))):
        start, end = (size * rng.uniform(-0.3, 1.3, 2) for _ in range(2))
        thickness = int(rng.uniform(0.02, 0.2) * min(mask.shape)) + 1
        cv2.line(mask, start.astype(int).tolist(), end.astype(int).tolist(), 255, thickness)


def _blinds(mask: Bytes, rng: Random) -> None:
    """Shade stripes that lie equally far apart, aslant: what a blind lets through, or a fence, or a window's panes."""
    height, width = mask.shape
    across, down = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, np.newaxis]
    ways = [rng.uniform(0, np.pi)]
    if rng.random() < 0.25:
        ways.append(ways[0] + rng.uniform(0.25, 0.75) * np.pi)
    for way in ways:
        apart, share = rng.uniform(0.04, 0.4) * min(height, width), rng.uniform(0.1, 0.8)
        along = across * np.float32(np.cos(way) / apart) + down * np.float32(np.sin(way) / apart)
        mask[(along + np.float32(rng.random())) % 1 < share] = 255


def _leaves(mask: Bytes, rng: Random) -> None:
    """Shade many small ellipses close together: a plant's leaves, a hand's fingers, lace."""
    size = np.array(mask.shape[::-1])
    middle, spread = size * rng.uniform(0, 1, 2), rng.uniform(0.1, 0.5) * size
    length, slim = rng.uniform(0.03, 0.2) * min(mask.shape), rng.uniform(0.15, 0.7)
    for _ in range(int(rng.integers(4, 30))):
        place = (middle + spread * rng.standard_normal(2)).astype(int).tolist()
        axes = (int(length) + 1, int(slim * length) + 1)
        cv2.ellipse(mask, place, axes, rng.uniform(0, 180), 0, 360, 255, -1)


def _cornered(mask: Bytes, rng: Random) -> None:
    """Shade some form with corners."""
    corners = np.array(mask.shape[::-1]) * rng.uniform(-0.3, 1.3, (int(rng.integers(3, 7)), 2))
    cv2.fillPoly(mask, [corners.astype(np.int32)], 255)


_SHADOWS: tuple[Callable[[Bytes, Random], None], ...] = (_half, _round, _bars, _blinds, _leaves, _cornered)


def taken(shot: Floats, legible: Legible, rng: Random) -> Bytes:
    """Take a picture: through a lens, shaken, onto a sensor, and into a file; (h, w) uint8."""
    shot = _through_the_lens(shot, legible, rng)
    # Squared, for most pictures have little of it.
    shot = shot + np.float32(rng.uniform(0, 1) ** 2 * legible.noise) * _noise(shot, rng)
    if rng.random() < 0.5:
        shot = _toned(shot, rng)
    if rng.random() < 0.3:
        shot = _sharpened(shot, rng)
    picture = (255 * shot).clip(0, 255).round().astype(np.uint8)
    return _packed(picture, rng) if rng.random() < 0.5 else picture


def _through_the_lens(shot: Floats, legible: Legible, rng: Random) -> Floats:
    """Blur a shot, by what is out of focus and at times by a hand that moves."""
    sigma = rng.uniform(0, 1) ** 2 * legible.blur
    if sigma > 0.2:  # less shows in no picture
        shot = cv2.GaussianBlur(shot, (0, 0), sigma)
    length = round(rng.uniform(0, 3) * legible.blur)
    return _shaken(shot, length, rng) if length > 1 and rng.random() < 0.15 else shot


def _shaken(shot: Floats, length: int, rng: Random) -> Floats:
    """Blur a shot along a line of so many px."""
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = (length - 1) / 2 * np.array([np.cos(angle), np.sin(angle)])
    middle = np.full(2, (length - 1) / 2)
    start, end = ((middle + way).round().astype(int).tolist() for way in (-reach, reach))
    cv2.line(kernel, start, end, 1.0)
    return cv2.filter2D(shot, -1, kernel / kernel.sum())


def _noise(shot: Floats, rng: Random) -> Floats:
    """Make grain of one px or, where a camera smoothed it, of more; of one strength, or stronger where it is bright."""
    height, width = shot.shape
    grain = rng.standard_normal((height, width), np.float32)
    if rng.random() < 0.4:
        grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.5, 1.2)) * 2  # smoothed, it is about half as strong
    return grain * np.sqrt(shot.clip(0.05, 1)) if rng.random() < 0.5 else grain


def _toned(shot: Floats, rng: Random) -> Floats:
    """Set contrast and brightness as a camera's program does, up to those of a photocopy."""
    low, high = np.quantile(shot[::_EVERY, ::_EVERY], [0.01, 0.99])
    span = max(float(high - low), 0.05)
    kind = rng.random()
    if kind < 0.6:
        return np.asarray(shot.clip(0, 4) ** np.float32(rng.uniform(0.5, 1.8)), np.float32)
    if kind < 0.9:
        return np.asarray((shot - low * rng.uniform(0, 1)) / span * rng.uniform(0.6, 1), np.float32)
    steep = rng.uniform(2, 12)
    return np.asarray(1 / (1 + np.exp(-steep * (shot - rng.uniform(0.3, 0.7) * (low + high)) / span)), np.float32)


def _sharpened(shot: Floats, rng: Random) -> Floats:
    """Sharpen edges, as phones do, and beyond what was there."""
    amount = np.float32(rng.uniform(0.2, 1.5))
    return shot + amount * (shot - cv2.GaussianBlur(shot, (0, 0), rng.uniform(0.6, 2)))


def _packed(picture: Bytes, rng: Random) -> Bytes:
    """Pack a picture into a JPEG file and unpack it again."""
    quality = int(rng.integers(20, 96))
    packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
