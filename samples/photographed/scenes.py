"""Put writing on a sheet, the sheet somewhere, and take a picture of it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from samples.photographed import boards, camera, grounds, lights, papers, writing
from samples.photographed.camera import Camera
from samples.photographed.papers import Area, Paper, Sheet
from samples.photographed.varied import Bytes, Floats, Rng, between, chance, pick, scaled, shade
from samples.photographed.writing import Strokes, Writing

Matrix = npt.NDArray[np.float64]

_LEAST = 28.0  # px, the height of a digit: with a pen of a tenth of it, a person reads less with effort
_FAINTEST = 0.3  # of the ink's contrast must be left where a glossy sheet mirrors light


# What a person reads: ink that differs by so many levels from the paper beside it, and by so many times the noise
# there, or strongly. Chosen on contact sheets of the kinds "dim", "lamp" and "compressed".
_CONTRAST, _ABOVE_NOISE, _STRONG = 11.0, 2.5, 30.0
_TURNS = np.linspace(0, 2 * np.pi, 12, endpoint=False)


@dataclass(frozen=True)
class Photograph:
    """A picture as a phone gives it, what is written there, and where."""

    file: bytes  # a JPEG
    picture: Image.Image  # the same, decoded: RGB
    label: str  # lines parted by newlines; empty where nothing is
    ink: Matrix  # (n, 2), the corners of the ink's box in px; (0, 2) where nothing is


@dataclass(frozen=True)
class Scene:
    """How writing is photographed."""

    paper: Paper = papers.white
    pens: papers.Pens | None = None  # None: those that suit the paper
    lying: float = 0.3  # in that share of pictures the whole sheet is to be seen, with what is round it
    heights: tuple[float, float] = (0.06, 0.4)  # of a digit, in the picture's heights, where the sheet fills it
    margins: tuple[float, float] = (0.3, 4.0)  # round the ink on a sheet that lies there, in heights of a digit
    beyond: tuple[float, float] = (-0.02, 0.18)  # a filling sheet goes on at each side, in the picture's longer side
    edge: float = 0.03  # no ink is nearer to the picture's border, as a share of its sides
    sizes: tuple[float, float] = (600, 2000)  # px, the longer side
    turn: float = 0.12  # radians, the standard deviation
    tilt: float = 0.22
    light: lights.Light = lights.usual
    glossy: bool = False
    camera: Callable[[Rng, float], Camera] = camera.usual


@dataclass(frozen=True)
class _Layout:
    """Where things will be: the picture's size, the sheet's area, and where its ink goes in the picture; px."""

    size: tuple[int, int]
    area: Area
    lying: bool
    target: Matrix


NOTHING = Writing("", ())


def photograph(writing_: Writing, scene: Scene, rng: Rng) -> Photograph:
    """Take a picture of writing; of an empty sheet where it is NOTHING.

    Where a person could not read it, another is taken: with another pen, sheet, light and camera.
    """
    while True:
        taken, strokes, width = _photograph(writing_, scene, rng)
        if not writing_.strokes or readable(np.asarray(taken.picture), strokes, width):
            return taken


def _photograph(writing_: Writing, scene: Scene, rng: Rng) -> tuple[Photograph, Matrix, float]:
    """Take a picture; give also where its strokes go, (n, 2), and how wide they are, in px of the file."""
    layout = _lay_out(writing_, scene, rng)
    area = layout.area
    sheet = scene.paper(area, rng)
    width = 0.07 * area.digit
    if writing_.strokes:
        pen = (scene.pens or sheet.pens)(rng)
        width = pen.width * area.digit
        pen = replace(pen, width=min(pen.width, 0.75 * scene_margin(area)))
        writing.ink(sheet.page, _placed(writing_.strokes, area), area.digit, pen, rng)
    page = _bent(sheet)
    corners = _corners(_grown(area.box, 0.6 * width + 2))
    seen = _seen(layout, scene, corners, rng)
    there = camera.through(seen, corners if writing_.strokes else corners[:0])
    taken = scene.camera(rng, width)
    shot = camera.focused(_shown(page, sheet.mask, seen, layout, rng), taken)
    file = camera.file(camera.develop(_lit(shot, there, scene, rng), taken, rng), taken)
    middles = np.concatenate(_placed(writing_.strokes, area)) if writing_.strokes else np.zeros((0, 2))
    strokes = camera.through(seen, np.asarray(middles, np.float64)) * taken.reduced
    return saved(file, writing_.label, there * taken.reduced), strokes, width * taken.reduced


def readable(picture: Bytes, strokes: Matrix, width: float) -> bool:
    """Tell whether ink differs from what is round it, by color and by more than the noise, nearly everywhere."""
    reach = max(1, round(width / 2))
    smooth = cv2.blur(picture, (reach, reach)).astype(np.float32)
    ring = np.stack([np.cos(_TURNS), np.sin(_TURNS)], 1) * (width + 2) * 1.3
    points = strokes[:: max(1, len(strokes) // 300)]
    sides = np.array(picture.shape[1::-1]) - 1
    x, y = np.clip(points, 0, sides).astype(int).T
    round_x, round_y = np.clip(points[:, np.newaxis] + ring, 0, sides).astype(int).transpose(2, 0, 1)
    around = smooth[round_y, round_x]  # (n, turns, 3)
    ground = np.median(around, axis=1)
    noise = np.median(np.abs(around - ground[:, np.newaxis]), axis=1).mean(axis=1)
    contrast = np.abs(smooth[y, x] - ground).mean(axis=1)
    # Other strokes lie in most rings: the quieter ones tell the noise.
    needed = min(_STRONG, _ABOVE_NOISE * float(np.quantile(noise, 0.25)))
    return bool(np.quantile(contrast, 0.15) > max(_CONTRAST, needed))


def scene_margin(area: Area) -> float:
    """Say how much room there is on the sheet beside the ink, in heights of a digit."""
    left, top, right, bottom = area.box
    return max(0.05, min(left, top, area.shape[1] - right, area.shape[0] - bottom) / area.digit)


def _placed(strokes: Strokes, area: Area) -> list[Floats]:
    return [np.asarray(stroke * area.digit + area.box[:2], np.float32) for stroke in strokes]


def _lay_out(writing_: Writing, scene: Scene, rng: Rng) -> _Layout:
    size = camera.picture_size(rng, *scene.sizes)
    wide, high = writing_.size if writing_.strokes else (0.0, 0.0)
    lying = chance(rng, scene.lying)
    target = (0.5 + (rng.beta(2, 2, 2) - 0.5) * 0.9) * size
    if not writing_.strokes:
        return _empty(size, scene, lying, target, rng)
    return (_whole_sheet if lying else _filled)(size, (wide, high), scene, target, rng)


def _empty(size: tuple[int, int], scene: Scene, lying: bool, target: Matrix, rng: Rng) -> _Layout:
    """Lay out a sheet on which nothing will be written; digits would be of some height."""
    share = rng.uniform(0.4, 0.9, 2) if lying else np.full(2, 1.1 + 2 * max(0.0, between(rng, *scene.beyond)))
    width, height = (np.array(size) * share).astype(int)
    digit = size[1] * scaled(rng, *scene.heights)
    middle = (width / 2, height / 2)
    target = np.array(size) / 2 + 0.2 * (target - np.array(size) / 2)
    return _Layout(size, Area((int(height), int(width)), float(digit), (*middle, *middle)), lying, target)


def _whole_sheet(size: tuple[int, int], ink: tuple[float, float], scene: Scene, target: Matrix, rng: Rng) -> _Layout:
    """Lay out a sheet that is to be seen as a whole."""
    left, right, top, bottom = _margins(ink, scene, rng)
    share, least = between(rng, 0.5, 0.92), min(_LEAST, 0.6 * size[0] / ink[0])
    while True:
        wide, high = ink[0] + left + right, ink[1] + top + bottom
        digit = min(share * size[0] / wide, share * size[1] / high, scene.heights[1] * size[1])
        if digit >= least or share > 0.95:
            break
        left, right, top, bottom = (max(0.25, 0.7 * side) for side in (left, right, top, bottom))
        share = min(0.96, share + 0.02)
    shape = (round(high * digit), round(wide * digit))
    box = (left * digit, top * digit, (left + ink[0]) * digit, (top + ink[1]) * digit)
    return _Layout(size, Area(shape, float(digit), box), True, target)


def _margins(ink: tuple[float, float], scene: Scene, rng: Rng) -> tuple[float, float, float, float]:
    """Leave room round the ink: any, or as much as makes a usual format of the sheet."""
    left, right, top, bottom = (scaled(rng, *scene.margins) for _ in range(4))
    if chance(rng, 0.6):
        wide, high, format_ = ink[0] + left + right, ink[1] + top + bottom, pick(rng, (0.707, 1.414, 1.0, 1.5))
        more_wide, more_high = max(0.0, high * format_ - wide), max(0.0, wide / format_ - high)
        before, above = rng.uniform(0, 1, 2)
        left, right = left + before * more_wide, right + (1 - before) * more_wide
        top, bottom = top + above * more_high, bottom + (1 - above) * more_high
    return left, right, top, bottom


def _filled(size: tuple[int, int], ink: tuple[float, float], scene: Scene, target: Matrix, rng: Rng) -> _Layout:
    """Lay out a sheet that is larger than the picture, mostly so on all sides."""
    room = (1 - 2 * scene.edge) * 0.96
    digit = max(_LEAST, size[1] * scaled(rng, *scene.heights))
    digit = min(digit, room * size[0] / (ink[0] + 0.2), room * size[1] / (ink[1] + 0.2))
    half = np.array(ink) * digit / 2
    edge = scene.edge * np.array(size) + 0.1 * digit
    target = np.clip(
        target, np.minimum(edge + half, np.array(size) / 2), np.maximum(size - edge - half, np.array(size) / 2)
    )
    # How much the sheet goes on beyond the picture's border: a little less than nothing, or much.
    left, top, right, bottom = (between(rng, *scene.beyond) * max(size) for _ in range(4))
    start = np.maximum(target + np.array([left, top]), half + 0.3 * digit)
    rest = np.maximum(size - target + np.array([right, bottom]), half + 0.3 * digit)
    width, height = (start + rest).astype(int)
    box = (*(start - half), *(start + half))
    return _Layout(size, Area((int(height), int(width)), float(digit), tuple(map(float, box))), False, target)  # type: ignore[arg-type]


def _grown(box: tuple[float, float, float, float], much: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left - much, top - much, right + much, bottom + much


def _corners(box: tuple[float, float, float, float]) -> Matrix:
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _seen(layout: _Layout, scene: Scene, ink: Matrix, rng: Rng) -> Matrix:
    """Hold the camera: the matrix from the sheet to the picture."""
    height, width = layout.area.shape
    sheet = _corners((0, 0, width, height))
    tilt = (float(rng.normal(0, scene.tilt)), float(rng.normal(0, scene.tilt / 2)))
    tilt = (float(np.clip(tilt[0], -0.5, 0.5)), float(np.clip(tilt[1], -0.35, 0.35)))
    turn = float(np.clip(rng.normal(0, scene.turn), -0.3, 0.3))
    far = between(rng, 1.1, 2) * max(layout.size)
    middle = (sheet if layout.lying else ink).mean(axis=0)
    seen = camera.view(middle, turn, tilt, far)
    must, edge = (sheet, 0.015) if layout.lying else (ink, scene.edge)
    return camera.fitted(seen, must, layout.size, edge, layout.target)


def _bent(sheet: Sheet) -> Bytes:
    """Let the sheet's folds move and shade what is on it."""
    page = sheet.page
    if sheet.bend is not None:
        down, across = (np.arange(length, dtype=np.float32) for length in page.shape[:2])
        bend_x, bend_y = cv2.split(sheet.bend)
        page = cv2.remap(
            page, bend_x + across, bend_y + down[:, np.newaxis], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
    return shade(page, sheet.relief) if sheet.relief is not None else page


def _shown(page: Bytes, mask: Bytes | None, seen: Matrix, layout: _Layout, rng: Rng) -> Bytes:
    """See the sheet, and the ground where it ends, from the camera: (h, w, 3) uint8."""
    shot = cv2.warpPerspective(page, seen, layout.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if mask is None and _covers(seen, layout):
        return np.asarray(shot)
    return _on_ground(shot, _where(mask, seen, layout), layout, rng)


def _lit(shot: Bytes, ink: Matrix, scene: Scene, rng: Rng) -> Floats:
    """Let light fall: (h, w, 3) float32."""
    light = scene.light(shot.shape[:2], rng)
    lit = cv2.multiply(shot, cv2.merge([light] * 3), dtype=cv2.CV_32F)
    return _mirrored(lit, ink, rng) if scene.glossy else np.asarray(lit)


def _where(mask: Bytes | None, seen: Matrix, layout: _Layout) -> Bytes:
    """Say where in the picture the sheet is seen: (h, w) uint8."""
    if mask is not None:
        return np.asarray(cv2.warpPerspective(mask, seen, layout.size, flags=cv2.INTER_LINEAR))
    height, width = layout.area.shape
    corners = camera.through(seen, _corners((0, 0, width - 1, height - 1)))
    there = np.zeros(layout.size[::-1], np.uint8)
    cv2.fillConvexPoly(there, np.round(corners * 16).astype(int), 255, cv2.LINE_AA, 4)
    return there


def _covers(seen: Matrix, layout: _Layout) -> bool:
    """Tell whether the sheet fills the picture."""
    width, height = layout.size
    corners = camera.through(np.asarray(np.linalg.inv(seen), np.float64), _corners((0, 0, width, height)))
    return bool((corners >= 0).all() and (corners <= layout.area.shape[::-1]).all())


def _on_ground(sheet: Bytes, there: Bytes, layout: _Layout, rng: Rng) -> Bytes:
    """Lay what is seen of a sheet on a ground, with its shadow."""
    width, height = layout.size
    unit = max(layout.size) / scaled(rng, 6, 16)
    large = (round(1.2 * height), round(1.2 * width))
    ground = grounds.any_ground(large, unit, rng)
    middle = np.array([large[1] / 2, large[0] / 2])
    tilt = (between(rng, -0.25, 0.25), between(rng, -0.15, 0.15))
    look = camera.view(middle, between(rng, -0.4, 0.4), tilt, 1.5 * max(layout.size))
    look = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]]) @ look
    ground = cv2.warpPerspective(ground, look, layout.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    off, soft = rng.normal(0, 0.006, 2) * max(layout.size), max(layout.size) * scaled(rng, 0.001, 0.012)
    moved = cv2.warpAffine(
        there, np.array([[0.25, 0, off[0] / 4], [0, 0.25, off[1] / 4]]), (width // 4 + 1, height // 4 + 1)
    )
    cast = cv2.resize(cv2.GaussianBlur(moved, (0, 0), max(0.5, soft / 4)), layout.size)
    ground = shade(ground, 1 - cast.astype(np.float32) * np.float32(between(rng, 0.1, 0.6) / 255))
    return np.asarray(_blended(sheet, ground, there))


def _blended(upper: Bytes, lower: Bytes, share: Bytes) -> Bytes:
    weight = share.astype(np.float32) / 255
    return np.asarray(cv2.blendLinear(upper, lower, weight, 1 - weight))


def _mirrored(lit: Floats, ink: Matrix, rng: Rng) -> Floats:
    """Mirror lights in a picture, in so far as the ink stays readable."""
    glare = lights.gloss(lit.shape[:2], rng)
    glare *= between(rng, 0.6, 1)
    if len(ink):
        (left, top), (right, bottom) = np.maximum(0, ink.min(axis=0)).astype(int), ink.max(axis=0).astype(int)
        worst = float(glare[top:bottom, left:right].max(initial=0))
        glare *= min(1.0, (1 - _FAINTEST) / max(worst, 1e-6))
    return np.asarray(lit + glare[..., np.newaxis] * (np.float32(262) - lit))


def saved(file: bytes, label: str, ink: Matrix) -> Photograph:
    """Decode a file, as whoever is given it does."""
    picture = Image.open(io.BytesIO(file))
    picture.load()
    return Photograph(file, picture, label, ink)


# What a number or a digit is photographed in, a kind a line.
SCENES: dict[str, Scene] = {
    "plain": Scene(lying=0.1),
    "desk around": Scene(papers.any_page, lying=1),
    "scrap": Scene(papers.scrap, lying=1, margins=(0.35, 1.5)),
    "sticky note": Scene(papers.sticky, lying=1, margins=(0.3, 1.2)),
    "shadow": Scene(papers.any_page, light=lights.shadowed),
    "lamp": Scene(papers.any_page, light=lights.lamp),
    "ruled": Scene(papers.ruled, light=lights.any_light),
    "squared": Scene(papers.squared, light=lights.any_light),
    "dotted": Scene(papers.dotted, light=lights.any_light),
    "notebook": Scene(papers.notebook, lying=0.6, margins=(0.7, 4)),
    "blackboard": Scene(boards.blackboard, lying=0.35, margins=(0.5, 4), light=lights.any_light),
    "whiteboard": Scene(boards.whiteboard, lying=0.35, margins=(0.5, 4), glossy=True),
    "folded": Scene(papers.folded, light=lights.any_light),
    "crumpled": Scene(papers.crumpled, light=lights.any_light),
    "kraft": Scene(papers.kraft, light=lights.any_light),
    "colored": Scene(papers.colored, light=lights.any_light),
    "form text": Scene(papers.form_text, heights=(0.04, 0.15), margins=(1, 6), light=lights.any_light),
    "glossy": Scene(papers.any_page, glossy=True),
    "dim": Scene(papers.any_page, light=lights.dim, camera=camera.poor),
    "compressed": Scene(papers.any_page, light=lights.any_light, camera=camera.squeezed),
    "far": Scene(papers.any_page, sizes=(1500, 2000), heights=(0.02, 0.04), lying=0.4, margins=(2, 10)),
    "close": Scene(papers.any_page, heights=(0.7, 0.95), lying=0, edge=0.02, turn=0.06, tilt=0.1),
}
