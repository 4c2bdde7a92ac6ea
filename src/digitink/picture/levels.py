"""Convert any depth and any colors to one gray level per pixel, 0 to 255, in which the ink can be seen."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitink.errors import UnreadablePicture

Luminance = npt.NDArray[np.uint8]
Coefficients = tuple[float, float, float, float]  # of red, green and blue in a gray level, and what is added

_STRIP = 250_000  # pixels that are converted at a time: a large picture's colors are never all there twice
_DEPTHS = tuple(2**bits - 1 for bits in (8, 10, 12, 14, 16))  # as scanners and cameras store them
# Resampling overshoots: a float picture is still one from 0 to 1 when it reaches so much more. One from 0 to 255 that
# stays below that would be black.
_OVERSHOOT = 2
# Levels that lie nearer together hold no ink (ink.py's least contrast), nor do those of fewer pixels.
_LEAST_CONTRAST, _LEAST_PIXELS = 12, 8
# Luminance does as long as it keeps this share of what the colors differ: gray pictures keep 0.58, pure blue on black
# 0.11. At the least the ink is then a fifth as strong as it might be, and up to 74 of 255 levels.
_LEAST_KEPT = 0.2
_SAMPLE_SIDE = 100  # px: as many of its pixels tell what a picture's colors are
_LOSSY = ("JPEG", "WEBP", "AVIF", "HEIF")  # formats, as Pillow calls them
_RED_GREEN_BLUE = np.array([0.299, 0.587, 0.114])  # in luminance (ITU-R BT.601)


def full_level(array: npt.NDArray[np.generic]) -> float:
    """Return the level that counts as white: 1, 255 or what fits a depth of 10, 12, 14 or 16 bits.

    It follows from the greatest level, not from the type: masks of 0 and 1 come as bytes and 8-bit
    pictures as 16-bit integers. Raises UnreadablePicture where a level is no number, or the type has none.
    """
    if array.dtype.kind not in "biuf":
        raise UnreadablePicture(f"An array of {array.dtype} is not a picture: give bool, integers or floats.")
    bottom, top = float(np.min(array)), float(np.max(array))
    if not (np.isfinite(top) and np.isfinite(bottom)):
        raise UnreadablePicture("The array holds values that are not numbers (NaN or infinity).")
    if array.dtype.kind == "f":
        return 1 if top <= _OVERSHOOT else 255 if top <= _OVERSHOOT * 255 else max(top, _DEPTHS[-1])
    return 1 if 0 < top <= 1 else next((depth for depth in _DEPTHS if top <= depth), top)


def to_bytes(array: npt.NDArray[np.generic], full: float) -> npt.NDArray[np.uint8]:
    """Bring levels of any type to 0..255, 255 where they reach the full level."""
    if array.dtype in (np.uint8, np.bool_):  # in bytes, since floats need four times the memory
        levels = array.astype(np.uint8, copy=False)
        return np.ascontiguousarray(levels if full == 255 else levels * np.uint8(255))
    return np.asarray((array.astype(np.float32) * (255 / full)).round().clip(0, 255), np.uint8)


def gray_of(image: Image.Image) -> Luminance:
    """Return a decoded image's gray levels, (height, width) uint8: its luminance where that shows the ink."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _of_deep(image)
    if image.has_transparency_data and not (image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)):
        return _over_background(image)
    if image.mode == "L" and image.format not in _LOSSY and image.getextrema() == (0, 1):
        return to_bytes(np.asarray(image), 1)  # a mask; what is lossy may be black with a little noise
    coefficients = None if image.mode in ("1", "L") else _coefficients(_sample(image))
    return _by_strips(lambda rows: _gray(_strip(image, rows), coefficients), image.size)


def _of_deep(image: Image.Image) -> Luminance:
    """Return the gray levels of a picture that may have more than 8 bits."""
    strips = (np.asarray(_strip(image, rows)) for rows in _rows(image.size))
    full = full_level(np.array([extreme for strip in strips for extreme in (strip.min(), strip.max())]))
    return _by_strips(lambda rows: to_bytes(np.asarray(_strip(image, rows)), full), image.size)


def _sample(image: Image.Image) -> npt.NDArray[np.uint8]:
    """Return some of an image's pixels, (n, 4) RGBA, evenly from all of it."""
    size = (min(image.width, _SAMPLE_SIDE), min(image.height, _SAMPLE_SIDE))
    return np.asarray(image.resize(size, Image.Resampling.NEAREST).convert("RGBA")).reshape(-1, 4)


def _coefficients(sample: npt.NDArray[np.uint8]) -> Coefficients | None:
    """Return what gray to make of colors, (n, 4) RGBA, or None where luminance does.

    Ink and ground of equal luminance differ in color alone. The axis along which colors vary most, their
    first principal component, then takes luminance's place, shifted so that every color stays within 0 to 255.
    """
    colors = sample[sample[:, 3] == 255, :3]
    if len(colors) < 2 or (colors == colors[:, :1]).all():
        return None
    covariance = np.cov(colors.T.astype(np.float32))
    variances, axes = np.linalg.eigh(covariance)
    if _RED_GREEN_BLUE @ covariance @ _RED_GREEN_BLUE >= _LEAST_KEPT**2 * variances[-1]:
        return None
    axis = axes[:, -1] / np.abs(axes[:, -1]).sum()
    red, green, blue = axis.tolist()
    return red, green, blue, float(255 * -axis.clip(max=0).sum())


def _gray(image: Image.Image, coefficients: Coefficients | None) -> Luminance:
    return np.asarray(image.convert("RGB").convert("L", coefficients) if coefficients else image.convert("L"))


def _over_background(image: Image.Image) -> Luminance:
    """Lay a picture over the background that shows its ink.

    A drawing on a transparent sheet has few opaque pixels, all ink, or many that are all alike: the sheet
    must contrast with them. A page with transparent margins is mostly opaque: its margins are made like the page.
    """
    sample = _sample(image)
    coefficients = _coefficients(sample) if sample[:, 3].mean() > 127 else None
    gray = np.empty(image.size[::-1], np.uint8)
    alike = np.zeros((256, 256))  # how many pixels have an alpha and a gray level
    for rows in _rows(image.size):
        rgba = _strip(image, rows).convert("RGBA")
        gray[rows] = _gray(rgba.convert("RGB"), coefficients)
        places = _places(gray[rows], np.asarray(rgba)[..., 3])
        alike += np.bincount(places.ravel(), minlength=65536).reshape(256, 256)
    weight, level = np.arange(256, dtype=np.float32)[:, np.newaxis] / 255, np.arange(256, dtype=np.float32)
    opaque, lights = float((alike * weight).sum()), float((alike * weight * level).sum())
    bright = lights / max(opaque, 1e-6) >= 128
    is_page = opaque > 0.5 * gray.size and _has_contrast(alike[255])
    background = 255 if bright == is_page else 0
    laid = (level * weight + background * (1 - weight)).round().astype(np.uint8).ravel()
    if alike[:255].any():
        for rows in _rows(image.size):
            gray[rows] = laid[_places(gray[rows], np.asarray(_strip(image, rows).convert("RGBA"))[..., 3])]
    return gray


def _has_contrast(histogram: npt.NDArray[np.float64]) -> bool:
    """Tell whether pixels, so many of each gray level, (256,), can hold ink and what it lies on."""
    held = np.flatnonzero(histogram >= _LEAST_PIXELS)
    return held.size > 0 and held[-1] - held[0] >= _LEAST_CONTRAST


def _places(gray: Luminance, alpha: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """Return where pixels stand in a table of 256 rows, one an alpha, of as many columns, one a gray level."""
    return alpha.astype(np.uint16) << np.uint16(8) | gray


def _rows(size: tuple[int, int]) -> list[slice]:
    """Return the rows of a picture of that width and height in strips of about _STRIP pixels."""
    width, height = size
    step = max(1, _STRIP // width)
    return [slice(top, min(top + step, height)) for top in range(0, height, step)]


def _strip(image: Image.Image, rows: slice) -> Image.Image:
    return image.crop((0, rows.start, image.width, rows.stop))


def _by_strips(convert: Callable[[slice], Luminance], size: tuple[int, int]) -> Luminance:
    width, height = size
    gray = np.empty((height, width), np.uint8)
    for rows in _rows(size):
        gray[rows] = convert(rows)
    return gray
