"""Decode any picture, safely, to one array of luminance."""

import base64
import binascii
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from digitink.errors import PictureError, PictureTooLarge, UnreadablePicture

Array = npt.NDArray[np.generic]
Luminance = npt.NDArray[np.uint8]
Picture = str | os.PathLike[str] | bytes | bytearray | memoryview | Image.Image | Array

# An allow-list, because Pillow also opens formats that run other programs or were never fuzzed.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_PIXELS = 40_000_000

_ORIENTATION = 0x0112  # the EXIF tag
_DATA_URL = re.compile(r"data:[^,]*;base64,", re.IGNORECASE)


def load(picture: Picture) -> Luminance:
    """Return a picture's luminance, (height, width) uint8, 0 black to 255 white (ITU-R BT.601).

    picture is a path, the bytes of a file, a data URL, a PIL image, or an array of shape (h, w),
    (h, w, 1), (h, w, 3) RGB or (h, w, 4) RGBA: uint8, uint16, bool, or floats from 0 to 1 or 0 to 255.
    Of an animation the first frame is taken. Orientation follows EXIF. Where the picture is
    transparent, a background is put behind it that its ink can be seen on.

    Raises UnreadablePicture, and PictureTooLarge above 40 megapixels, before anything is decoded.
    """
    if isinstance(picture, np.ndarray):
        return _from_array(picture)
    if isinstance(picture, Image.Image):
        with _refusing_what_is_damaged():
            return _from_image(picture)  # its pixels may still be undecoded
    if isinstance(picture, str) and picture[:5].lower() == "data:":
        return _decode(io.BytesIO(decode_data_url(picture)))
    if isinstance(picture, bytes | bytearray | memoryview):
        return _decode(io.BytesIO(picture))
    if isinstance(picture, str | os.PathLike):
        return _from_path(picture)
    raise UnreadablePicture(
        f"A {type(picture).__name__} is not a picture: give a path, bytes, a data URL, a PIL image or an array."
    )


def open_image(picture: Picture) -> Image.Image:
    """Return a picture that load takes as a PIL image, decoded, in its own colours. Raises what load raises."""
    if isinstance(picture, np.ndarray):
        return Image.fromarray(_from_array(picture))
    if isinstance(picture, Image.Image):
        return picture
    if isinstance(picture, str) and picture[:5].lower() == "data:":
        picture = decode_data_url(picture)
    load(picture)  # refuses what is no picture, too large or damaged
    source = io.BytesIO(picture) if isinstance(picture, bytes | bytearray | memoryview) else picture
    with _refusing_what_is_damaged():
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


def _from_path(path: str | os.PathLike[str]) -> Luminance:
    try:
        with open(path, "rb") as file:
            return _decode(file)
    except FileNotFoundError as error:
        raise UnreadablePicture(f"There is no picture at {os.fspath(path)}.") from error
    except (OSError, ValueError) as error:
        raise UnreadablePicture(f"{os.fspath(path)[:200]} cannot be opened: {error}.") from error


def _decode(file: IO[bytes]) -> Luminance:
    with _refusing_what_is_damaged(), Image.open(file, formats=FORMATS) as image:
        return _from_image(image)


@contextmanager
def _refusing_what_is_damaged() -> Iterator[None]:
    """Turn what Pillow raises into errors of ours."""
    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(_too_large()) from error
    except UnidentifiedImageError as error:
        raise UnreadablePicture(f"This is not a picture of a kind digitink reads ({', '.join(FORMATS)}).") from error
    except Exception as error:  # a damaged file makes Pillow's decoders raise nearly anything
        raise UnreadablePicture("The picture is damaged or incomplete.") from error


def _from_image(image: Image.Image) -> Luminance:
    _check_size(image.height, image.width)
    if image.getexif().get(_ORIENTATION, 1) != 1:
        image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _from_array(np.asarray(image))
    if image.has_transparency_data:
        return _over_background(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("L"))


def _from_array(array: Array) -> Luminance:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise UnreadablePicture(
            f"An array of shape {array.shape} is not a picture: give (h, w), (h, w, 3) or (h, w, 4)."
        )
    _check_size(*array.shape[:2])
    levels = _to_bytes(array)
    if levels.ndim == 2:
        return levels
    return _over_background(levels) if levels.shape[2] == 4 else np.asarray(Image.fromarray(levels).convert("L"))


def _to_bytes(array: Array) -> Luminance:
    """Bring levels of any type to 0..255. Integers wider than 8 bits count as 16-bit when they exceed 255."""
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array, np.uint8)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind not in "iuf":
        raise UnreadablePicture(f"An array of {array.dtype} is not a picture: give uint8, uint16, bool or floats.")
    levels = array.astype(np.float32)
    top, bottom = float(levels.max()), float(levels.min())
    if not (np.isfinite(top) and np.isfinite(bottom)):
        raise UnreadablePicture("The array holds values that are not numbers (NaN or infinity).")
    if array.dtype.kind == "f":
        scale = 255.0 if top <= 1 else 1.0
    else:
        scale = 255 / 65535 if array.dtype == np.uint16 or top > 255 else 1.0
    return np.asarray((levels * scale).round().clip(0, 255), np.uint8)


def _over_background(rgba: npt.NDArray[np.uint8]) -> Luminance:
    """Lay a (h, w, 4) picture over the background that shows its ink.

    A drawing on a transparent sheet has few opaque pixels, all ink: the sheet must contrast with them.
    A page with transparent margins is mostly opaque: its margins are made like the page.
    """
    luminance = np.asarray(Image.fromarray(rgba[..., :3]).convert("L"))
    alpha = rgba[..., 3]
    if alpha.min() == 255:
        return luminance
    weight = alpha.astype(np.float32) / 255
    covered = float(weight.mean())
    mean = float((luminance * weight).mean()) / max(covered, 1e-6)
    bright = mean >= 128
    background = 255 if bright == (covered > 0.5) else 0
    return np.asarray((luminance * weight + background * (1 - weight)).round(), np.uint8)


def _check_size(height: int, width: int) -> None:
    if height * width > MAX_PIXELS:
        raise PictureTooLarge(_too_large(f"{width} x {height}"))
    if height * width == 0:
        raise UnreadablePicture("The picture has no pixels.")


def _too_large(size: str = "far more") -> str:
    return f"The picture has {size} pixels; digitink reads up to {MAX_PIXELS // 1_000_000} megapixels. Make it smaller."
