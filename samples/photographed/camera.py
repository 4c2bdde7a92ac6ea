"""Take a picture of a plane: where a camera sees it, and what lens, sensor and file do to it."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from samples.photographed.varied import Bytes, Floats, Rng, between, chance, grain, pick, scaled

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """What becomes of a picture; lengths in px."""

    blur: float = 0.6
    motion: float = 0.0
    direction: float = 0.0  # of the motion, radians
    noise: float = 3.0  # levels of 255, in the middle tones
    coarse: bool = False  # the noise is spread over some px, as phones leave it
    sharpened: float = 0.5
    warmth: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: float = 1.0
    quality: int = 85
    exposure: tuple[float, float, float] = (130, 0.6, 1.8)  # the mean level, and how far the scene is changed for it
    reduced: float = 1.0  # it was sent smaller than it was taken


def usual(rng: Rng, fine: float) -> Camera:
    """Take a phone in good hands. `fine` is a stroke's width in px: what blurs more than that is unreadable."""
    return Camera(
        blur=min(between(rng, 0.3, 1.3), 0.4 * fine),
        motion=min(between(rng, 1, 4), 0.5 * fine) if chance(rng, 0.15) else 0,
        direction=between(rng, 0, np.pi),
        noise=scaled(rng, 0.7, 7),
        coarse=chance(rng, 0.5),
        sharpened=between(rng, 0, 1.2),
        warmth=_warmth(rng, 0.08),
        contrast=between(rng, 0.9, 1.2),
        exposure=(between(rng, 90, 180), 0.7, 2.5),
        quality=int(between(rng, 55, 96)),
    )


def _warmth(rng: Rng, much: float) -> tuple[float, float, float]:
    warm, green = rng.normal(0, much), rng.normal(0, much / 3)
    return float(np.exp(warm)), float(np.exp(green)), float(np.exp(-warm))


def poor(rng: Rng, fine: float) -> Camera:
    """Take a phone in a dark room: noisy and shaken."""
    return Camera(
        blur=min(between(rng, 0.5, 1.8), 0.4 * fine),
        motion=min(between(rng, 2, 14), between(rng, 0.3, 1.1) * fine),
        direction=between(rng, 0, np.pi),
        noise=scaled(rng, 6, 18),
        coarse=chance(rng, 0.6),
        sharpened=between(rng, 0, 1),
        warmth=_warmth(rng, 0.15),
        contrast=between(rng, 0.8, 1.1),
        exposure=(between(rng, 40, 90), 0.5, 1.5),
        quality=int(between(rng, 50, 92)),
    )


def squeezed(rng: Rng, fine: float) -> Camera:
    """Send a picture through a messenger: reduced, and strongly compressed."""
    reduced = max(between(rng, 0.4, 1), min(1.0, 2.2 / fine))
    return Camera(
        blur=min(between(rng, 0.3, 1), 0.4 * fine),
        noise=scaled(rng, 1, 5),
        sharpened=between(rng, 0, 1),
        warmth=_warmth(rng, 0.06),
        quality=int(between(rng, 6, 26)),
        reduced=reduced,
    )


def scanner(rng: Rng, fine: float) -> Camera:
    """Take a flatbed scanner: next to no noise."""
    return Camera(
        blur=min(between(rng, 0.3, 0.8), 0.4 * fine),
        noise=scaled(rng, 0.3, 2),
        sharpened=between(rng, 0, 1.5),
        warmth=_warmth(rng, 0.01),
        contrast=between(rng, 1, 1.2),
        exposure=(0, 1, 1),
        quality=int(between(rng, 60, 98)),
    )


def view(center: Matrix, turn: float, tilt: tuple[float, float], far: float) -> Matrix:
    """Look at a plane: a 3 x 3 matrix from its px to the picture's, `center` to (0, 0), at its own size there.

    turn and tilt in radians, `far` the focal length in px.
    """
    turned, _ = cv2.Rodrigues(np.array([0, 0, turn]))
    tilted = cv2.Rodrigues(np.array([tilt[0], 0, 0]))[0] @ cv2.Rodrigues(np.array([0, tilt[1], 0]))[0]
    axes = tilted @ turned
    shown = np.stack([axes[:, 0], axes[:, 1], np.array([0, 0, far])], 1)
    moved = np.array([[1, 0, -center[0]], [0, 1, -center[1]], [0, 0, 1]])
    return np.asarray(np.diag([far, far, 1]) @ shown @ moved)


def fitted(seen: Matrix, must: Matrix, size: tuple[int, int], edge: float, target: Matrix) -> Matrix:
    """Move the picture, and reduce it where needed, so that (n, 2) points of the plane lie in it.

    They keep `edge`, a share of each side, from its border; their middle comes as near to `target` as that allows.
    """
    sides = np.array(size)
    points = through(seen, must)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min(1.0, float(((1 - 2 * edge) * sides / np.maximum(high - low, 1)).min()))
    half = scale * (high - low) / 2
    middle = np.clip(target, edge * sides + half, (1 - edge) * sides - half)
    move = middle - scale * (low + high) / 2
    return np.array([[scale, 0, move[0]], [0, scale, move[1]], [0, 0, 1]]) @ seen


def through(seen: Matrix, points: Matrix) -> Matrix:
    """Say where points of the plane, (n, 2), lie in the picture."""
    flat = np.concatenate([points, np.ones((len(points), 1))], 1) @ seen.T
    return np.asarray(flat[:, :2] / flat[:, 2:])


def focused(scene: Bytes, camera: Camera) -> Bytes:
    """Let the lens and a trembling hand blur what is seen, (h, w, 3) uint8."""
    if camera.blur > 0.25:
        scene = cv2.GaussianBlur(scene, (0, 0), camera.blur)
    return np.asarray(cv2.filter2D(scene, -1, _motion(camera)) if camera.motion > 1 else scene)


def develop(scene: Floats, camera: Camera, rng: Rng) -> Bytes:
    """Let sensor and a phone's program work on a lit scene, (h, w, 3) float32: (h, w, 3) uint8."""
    _add_noise(scene, _exposed(scene, camera), camera, rng)
    taken = cv2.convertScaleAbs(cv2.max(scene, 0))
    if camera.sharpened > 0.1:
        soft = cv2.GaussianBlur(taken, (0, 0), 1.2)
        taken = cv2.addWeighted(taken, 1 + camera.sharpened, soft, -camera.sharpened, 0)
    return np.asarray(taken)


def _add_noise(scene: Floats, exposed: tuple[Floats, float], camera: Camera, rng: Rng) -> None:
    """Expose the scene and add noise, in place: most of it of brightness, some of color."""
    gains, added = exposed
    gray = grain(scene.shape[:2], rng)
    if camera.coarse:
        gray = 1.8 * cv2.GaussianBlur(gray, (0, 0), 0.8)
    for channel, gain in enumerate(gains):
        own = cv2.addWeighted(gray, 0.8 * camera.noise, grain(scene.shape[:2], rng), 0.5 * camera.noise, added)
        cv2.insertChannel(cv2.scaleAdd(cv2.extractChannel(scene, channel), gain, own), scene, channel)


def _exposed(scene: Floats, camera: Camera) -> tuple[Floats, float]:
    """Choose by how much each channel is multiplied, (3,), and what is added: exposure, white balance, contrast."""
    level, least, most = camera.exposure
    gain = float(np.clip(level / max(1.0, float(np.mean(cv2.mean(scene)[:3]))), least, most))
    return gain * camera.contrast * np.asarray(camera.warmth), 128 * (1 - camera.contrast)


def _motion(camera: Camera) -> Floats:
    reach = int(np.ceil(camera.motion)) | 1
    kernel = np.zeros((reach + 2, reach + 2), np.uint8)
    middle = (reach + 1) / 2
    ahead = camera.motion / 2 * np.array([np.cos(camera.direction), np.sin(camera.direction)])
    start, end = (np.round(16 * (middle + side * ahead)).astype(int).tolist() for side in (-1, 1))
    cv2.line(kernel, start, end, 255, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel.astype(np.float32) / kernel.sum(), np.float32)


def file(picture: Bytes, camera: Camera) -> bytes:
    """Save it as a phone or a messenger does: a JPEG."""
    image = Image.fromarray(picture)
    if camera.reduced < 1:
        size = (max(1, round(side * camera.reduced)) for side in image.size)
        image = image.resize(tuple(size), Image.Resampling.BILINEAR)  # type: ignore[arg-type]
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=camera.quality)
    return stream.getvalue()


def picture_size(rng: Rng, least: float = 600, most: float = 2000) -> tuple[int, int]:
    """Draw a picture's size, (width, height): how phones hold them, how people cut them."""
    long, aspect = scaled(rng, least, most), pick(rng, (4 / 3, 4 / 3, 4 / 3, 16 / 9, 1.0, 1.5, between(rng, 1, 2)))
    sides = round(long), round(long / aspect)
    return sides if chance(rng, 0.5) else sides[::-1]
