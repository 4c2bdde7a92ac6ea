"""Load a picture, however it is given: a path, bytes, a data URL, a PIL image or an array."""

import base64
import binascii
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitink.errors import UnreadablePicture
from digitink.picture import container, sandbox
from digitink.picture.decode import ORIENTATION, check_cost, open_file, opened, refusing_what_is_damaged
from digitink.picture.levels import Luminance, full_level, gray_of, to_bytes
from digitink.picture.limits import Limits, check_size

Array = npt.NDArray[np.generic]
Picture = str | os.PathLike[str] | bytes | bytearray | memoryview | Image.Image | Array

_DATA_URL = re.compile(r"data:[^,]*;base64,", re.IGNORECASE)


NO_LIMITS_BUT_OUR_OWN = Limits()


def load(picture: Picture, limits: Limits = NO_LIMITS_BUT_OUR_OWN) -> Luminance:
    """Return a picture's luminance, (height, width) uint8, 0 black to 255 white (ITU-R BT.601).

    picture is a path, the bytes of a file, a data URL, a PIL image, or an array of shape (h, w),
    (h, w, 1), (h, w, 3) RGB or (h, w, 4) RGBA: bool, integers or floats, whose full level follows from
    the greatest of them (levels.full_level). Of an animation the first frame is taken. Orientation
    follows EXIF. Where the picture is transparent, a background is put behind it that its ink can be
    seen on; where its colors are equally bright, their hue takes the place of their luminance.

    Raises UnreadablePicture, and PictureTooLarge above the limits' pixels, before anything is decoded.
    """
    if isinstance(picture, np.ndarray):
        return _from_array(picture, limits)
    if isinstance(picture, Image.Image):
        with refusing_what_is_damaged(limits):
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
    """Return a picture that load takes as a PIL image, decoded, in its own colors. Raises what load raises."""
    if isinstance(picture, np.ndarray):
        return Image.fromarray(_from_array(picture, NO_LIMITS_BUT_OUR_OWN))
    if isinstance(picture, Image.Image):
        return picture
    if isinstance(picture, str) and picture[:5].lower() == "data:":
        picture = decode_data_url(picture)
    load(picture)  # refuses what is no picture, too large or damaged
    data = picture if isinstance(picture, bytes | bytearray | memoryview) else Path(picture).read_bytes()
    with refusing_what_is_damaged(NO_LIMITS_BUT_OUR_OWN):
        image = open_file(io.BytesIO(data), NO_LIMITS_BUT_OUR_OWN)
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
    if limits.is_timed and container.kind_of(file):
        return sandbox.load(file, limits)
    with opened(file, limits) as image:
        return _from_image(image, limits)


def _from_image(image: Image.Image, limits: Limits) -> Luminance:
    check_cost(image, limits)
    image.load()
    orientation = image.getexif().get(ORIENTATION, 1)  # after load: a TIFF is turned by then
    return _turned(gray_of(image), orientation)


def _turned(luminance: Luminance, orientation: int) -> Luminance:
    """Turn a picture as EXIF's orientation says, once it is gray, since colors need four times the memory."""
    turns: dict[int, Callable[[Luminance], Luminance]] = {
        2: np.fliplr,
        3: lambda gray: np.rot90(gray, 2),
        4: np.flipud,
        5: np.transpose,
        6: lambda gray: np.rot90(gray, -1),
        7: lambda gray: np.rot90(gray, 2).T,
        8: np.rot90,
    }
    turn = turns.get(orientation)
    return np.ascontiguousarray(turn(luminance)) if turn else luminance


def _from_array(array: Array, limits: Limits) -> Luminance:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise UnreadablePicture(
            f"An array of shape {array.shape} is not a picture: give (h, w), (h, w, 3) or (h, w, 4)."
        )
    height, width = array.shape[:2]
    check_size(height, width, limits.pixels)
    levels = to_bytes(array, full_level(array))
    return levels if levels.ndim == 2 else gray_of(Image.fromarray(levels))
