"""Decode any picture, safely, to one array of luminance."""

import base64
import binascii
import io
import math
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from digitink.errors import PictureError, PictureTooLarge, UnreadablePicture

Array = npt.NDArray[np.generic]
Luminance = npt.NDArray[np.uint8]
Picture = str | os.PathLike[str] | bytes | bytearray | memoryview | Image.Image | Array

# An allow-list, because Pillow also opens formats that run other programs or were never fuzzed.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_PIXELS = 40_000_000

_ORIENTATION = 0x0112  # the EXIF tag
_ROWS_A_STRIP, _TILE_WIDTH, _TILE_HEIGHT = 278, 322, 323  # TIFF's tags
# Bytes that are given to a decoder between two looks at the clock: a JPEG of as many can have it redo all its pixels
# twenty times.
_BLOCK = 1024
_STRIP = 250_000  # pixels that are converted at a time: a large picture's colours are never all there twice
_DATA_URL = re.compile(r"data:[^,]*;base64,", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """What a picture may cost that somebody else has sent."""

    pixels: int = MAX_PIXELS
    costly_pixels: int = MAX_PIXELS  # of what needs two or three times the memory: see _check_costly
    # Of the processor, for decoding; of WebP, which is decoded in one go, its pixels alone set a limit.
    seconds: float = math.inf


NO_LIMITS_BUT_OUR_OWN = Limits()


def load(picture: Picture, limits: Limits = NO_LIMITS_BUT_OUR_OWN) -> Luminance:
    """Return a picture's luminance, (height, width) uint8, 0 black to 255 white (ITU-R BT.601).

    picture is a path, the bytes of a file, a data URL, a PIL image, or an array of shape (h, w),
    (h, w, 1), (h, w, 3) RGB or (h, w, 4) RGBA: uint8, uint16, bool, or floats from 0 to 1 or 0 to 255.
    Of an animation the first frame is taken. Orientation follows EXIF. Where the picture is
    transparent, a background is put behind it that its ink can be seen on.

    Raises UnreadablePicture, and PictureTooLarge above the limits' pixels, before anything is decoded.
    """
    if isinstance(picture, np.ndarray):
        return _from_array(picture, limits)
    if isinstance(picture, Image.Image):
        with _refusing_what_is_damaged(limits):
            return _from_image(picture, limits)  # its pixels may still be undecoded
    if isinstance(picture, str) and picture[:5].lower() == "data:":
        return _decode(io.BytesIO(decode_data_url(picture)), limits)
    if isinstance(picture, bytes | bytearray | memoryview):
        return _decode(io.BytesIO(picture), limits)
    if isinstance(picture, str | os.PathLike):
        return _from_path(picture, limits)
    raise UnreadablePicture(
        f"A {type(picture).__name__} is not a picture: give a path, bytes, a data URL, a PIL image or an array."
    )


def open_image(picture: Picture) -> Image.Image:
    """Return a picture that load takes as a PIL image, decoded, in its own colours. Raises what load raises."""
    if isinstance(picture, np.ndarray):
        return Image.fromarray(_from_array(picture, NO_LIMITS_BUT_OUR_OWN))
    if isinstance(picture, Image.Image):
        return picture
    if isinstance(picture, str) and picture[:5].lower() == "data:":
        picture = decode_data_url(picture)
    load(picture)  # refuses what is no picture, too large or damaged
    source = io.BytesIO(picture) if isinstance(picture, bytes | bytearray | memoryview) else picture
    with _refusing_what_is_damaged(NO_LIMITS_BUT_OUR_OWN):
        image = Image.open(source, formats=FORMATS)
        image.load()
        return image


def decode_data_url(url: str) -> bytes:
    """Return the bytes a base64 data URL (RFC 2397) carries. Raises UnreadablePicture."""
    head = _DATA_URL.match(url)
    if not head:
        raise UnreadablePicture("The data URL should begin with 'data:image/png;base64,' or the like.")
    try:
        return base64.b64decode(url[head.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadablePicture("The picture's data is not base64.") from error


def _from_path(path: str | os.PathLike[str], limits: Limits) -> Luminance:
    try:
        with open(path, "rb") as file:
            return _decode(file, limits)
    except FileNotFoundError as error:
        raise UnreadablePicture(f"There is no picture at {os.fspath(path)}.") from error
    except (OSError, ValueError) as error:
        raise UnreadablePicture(f"{os.fspath(path)[:200]} cannot be opened: {error}.") from error


def _decode(file: IO[bytes], limits: Limits) -> Luminance:
    timed: Any = file if limits.seconds == math.inf else _Timed(file, limits.seconds)
    with _refusing_what_is_damaged(limits), Image.open(timed, formats=FORMATS) as image:
        if image.format == "JPEG" and file.read(3)[2:] != bytes([len(image.getbands())]):
            # Its colours come one after another, and all are kept until the last has come.
            _check_costly(image.height, image.width, limits)
        image.decodermaxblock = _BLOCK
        return _from_image(image, limits)


class _Timed:
    """A file that ends its decoding when the time is up: Pillow's decoders read it piece by piece."""

    def __init__(self, file: IO[bytes], seconds: float) -> None:
        self._file = file
        self._end = time.thread_time() + seconds

    def read(self, size: int = -1) -> bytes:
        if time.thread_time() > self._end:
            raise UnreadablePicture("The picture takes too long to decode. Send a smaller one, or another format.")
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def _refusing_what_is_damaged(limits: Limits) -> Iterator[None]:
    """Turn what Pillow raises into errors of ours."""
    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(_too_large(limits.pixels)) from error
    except UnidentifiedImageError as error:
        raise UnreadablePicture(f"This is not a picture of a kind digitink reads ({', '.join(FORMATS)}).") from error
    except Exception as error:  # a damaged file makes Pillow's decoders raise nearly anything
        raise UnreadablePicture("The picture is damaged or incomplete.") from error


def _from_image(image: Image.Image, limits: Limits) -> Luminance:
    _check_size(image.height, image.width, limits.pixels)
    if image.format == "WEBP" or "progressive" in image.info:
        _check_costly(image.height, image.width, limits)
    _check_tiff(image, limits)
    image.load()
    orientation = image.getexif().get(_ORIENTATION, 1)  # after load: a TIFF is turned by then
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        luminance = _of_deep(image)
    elif image.has_transparency_data:
        luminance = _over_background(lambda rows: np.asarray(_strip(image, rows).convert("RGBA")), image.size)
    else:
        luminance = _by_strips(lambda rows: np.asarray(_strip(image, rows).convert("L")), image.size)
    return _turned(luminance, orientation)


def _check_tiff(image: Image.Image, limits: Limits) -> None:
    """Refuse colours that a TIFF's decoder would have in memory twice: turned, or in one large strip or tile.

    Raises PictureTooLarge.
    """
    tags = getattr(image, "tag_v2", None)
    if tags is None:
        return
    width = int(tags.get(_TILE_WIDTH, image.width))
    height = int(tags.get(_TILE_HEIGHT, min(image.height, tags.get(_ROWS_A_STRIP, image.height))))
    _check_size(height, width, limits.pixels)  # a tile may be larger than its picture
    if image.mode not in ("1", "L", "P"):
        _check_costly(height, width, limits)
        if tags.get(_ORIENTATION, 1) != 1:
            _check_costly(image.height, image.width, limits)


def _of_deep(image: Image.Image) -> Luminance:
    """The luminance of a picture whose levels need more than 8 bits."""
    top = max(_top(np.asarray(_strip(image, rows))) for rows in _rows(image.size))
    return _by_strips(lambda rows: _to_bytes(np.asarray(_strip(image, rows)), top), image.size)


def _turned(luminance: Luminance, orientation: int) -> Luminance:
    """What EXIF's orientation says is up, up: turned when it is grey, since colours need four times the memory."""
    turns: dict[int, Callable[[Luminance], Luminance]] = {
        2: np.fliplr,
        3: lambda grey: np.rot90(grey, 2),
        4: np.flipud,
        5: np.transpose,
        6: lambda grey: np.rot90(grey, -1),
        7: lambda grey: np.rot90(grey, 2).T,
        8: np.rot90,
    }
    turn = turns.get(orientation)
    return np.ascontiguousarray(turn(luminance)) if turn else luminance


def _rows(size: tuple[int, int]) -> list[slice]:
    """The rows of a picture of that width and height in strips of about _STRIP pixels."""
    width, height = size
    step = max(1, _STRIP // width)
    return [slice(top, min(top + step, height)) for top in range(0, height, step)]


def _strip(image: Image.Image, rows: slice) -> Image.Image:
    return image.crop((0, rows.start, image.width, rows.stop))


def _by_strips(convert: Callable[[slice], Luminance], size: tuple[int, int]) -> Luminance:
    width, height = size
    luminance = np.empty((height, width), np.uint8)
    for rows in _rows(size):
        luminance[rows] = convert(rows)
    return luminance


def _from_array(array: Array, limits: Limits) -> Luminance:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise UnreadablePicture(
            f"An array of shape {array.shape} is not a picture: give (h, w), (h, w, 3) or (h, w, 4)."
        )
    height, width = array.shape[:2]
    _check_size(height, width, limits.pixels)
    levels = _to_bytes(array, _top(array))
    if levels.ndim == 2:
        return levels
    if levels.shape[2] == 4:
        return _over_background(lambda rows: levels[rows], (width, height))
    return np.asarray(Image.fromarray(levels).convert("L"))


def _top(array: Array) -> float:
    """The greatest level. Raises UnreadablePicture where that is no number, or the type has none."""
    if array.dtype.kind not in "biuf":
        raise UnreadablePicture(f"An array of {array.dtype} is not a picture: give uint8, uint16, bool or floats.")
    bottom, top = float(np.min(array)), float(np.max(array))
    if not (np.isfinite(top) and np.isfinite(bottom)):
        raise UnreadablePicture("The array holds values that are not numbers (NaN or infinity).")
    return top


def _to_bytes(array: Array, top: float) -> Luminance:
    """Bring levels of any type to 0..255. Integers wider than 8 bits count as 16-bit when they exceed 255."""
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array, np.uint8)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind == "f":
        scale = 255.0 if top <= 1 else 1.0
    else:
        scale = 255 / 65535 if array.dtype == np.uint16 or top > 255 else 1.0
    return np.asarray((array.astype(np.float32) * scale).round().clip(0, 255), np.uint8)


def _over_background(rgba: Callable[[slice], npt.NDArray[np.uint8]], size: tuple[int, int]) -> Luminance:
    """Lay a picture, whose rows are given as (n, w, 4), over the background that shows its ink.

    A drawing on a transparent sheet has few opaque pixels, all ink: the sheet must contrast with them.
    A page with transparent margins is mostly opaque: its margins are made like the page.
    """
    luminance = np.empty(size[::-1], np.uint8)
    alike = np.zeros((256, 256))  # how many pixels have an alpha and a luminance
    for rows in _rows(size):
        colours = rgba(rows)
        luminance[rows] = np.asarray(Image.fromarray(colours[..., :3]).convert("L"))
        alike += np.bincount(_places(luminance[rows], colours[..., 3]).ravel(), minlength=65536).reshape(256, 256)
    weight, level = np.arange(256, dtype=np.float32)[:, np.newaxis] / 255, np.arange(256, dtype=np.float32)
    weights, lights = float((alike * weight).sum()), float((alike * weight * level).sum())
    bright = lights / max(weights, 1e-6) >= 128
    background = 255 if bright == (weights > 0.5 * luminance.size) else 0
    laid = (level * weight + background * (1 - weight)).round().astype(np.uint8).ravel()
    if alike[:255].any():
        for rows in _rows(size):
            luminance[rows] = laid[_places(luminance[rows], rgba(rows)[..., 3])]
    return luminance


def _places(luminance: Luminance, alpha: Luminance) -> npt.NDArray[np.uint16]:
    """Where pixels stand in a table of 256 rows, one an alpha, of as many columns, one a luminance."""
    return alpha.astype(np.uint16) << np.uint16(8) | luminance


def _check_costly(height: int, width: int, limits: Limits) -> None:
    kind = " of WebP, progressive JPEG, or TIFF turned or in one piece"
    _check_size(height, width, limits.costly_pixels, kind)


def _check_size(height: int, width: int, most: int, kind: str = "") -> None:
    if height * width > most:
        raise PictureTooLarge(_too_large(most, f"{width} x {height}", kind))
    if height * width == 0:
        raise UnreadablePicture("The picture has no pixels.")


def _too_large(most: int, size: str = "far more", kind: str = "") -> str:
    return f"The picture has {size} pixels; digitink reads up to {most // 1_000_000} megapixels{kind}. Make it smaller."
