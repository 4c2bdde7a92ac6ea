"""Open a picture file, and refuse one that would cost too much memory or time to decode."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from PIL import Image, UnidentifiedImageError

from digitink.errors import PictureError, UnreadablePicture
from digitink.picture import container
from digitink.picture.limits import Limits, check_costly, check_size, too_large, too_long

# An allow-list, because Pillow also opens formats that run other programs or were never fuzzed.
_OPENED_BY_PILLOW = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
FORMATS = (*_OPENED_BY_PILLOW, "AVIF", "HEIC")
_IN_ONE_GO = {"WEBP": "WebP", container.AVIF: "AVIF", container.HEIC: "HEIC"}  # by what Pillow calls them

ORIENTATION = 0x0112  # the EXIF tag
_ROWS_A_STRIP, _TILE_WIDTH, _TILE_HEIGHT = 278, 322, 323  # TIFF's tags
_START_OF_SCAN, _WITHOUT_LENGTH = 0xDA, {0x00, 0x01, *range(0xD0, 0xD9)}  # a JPEG's markers
# Bytes that are given to a decoder between two looks at the clock: a JPEG of as many can have it redo all its pixels
# twenty times.
_BLOCK = 1024


@contextmanager
def opened(file: IO[bytes], limits: Limits) -> Iterator[Image.Image]:
    """Open a file that can be decoded within the limits; its pixels are decoded when they are asked for.

    Raises UnreadablePicture, and PictureTooLarge above the limits' pixels, before anything is decoded.
    """
    with refusing_what_is_damaged(limits), open_file(file, limits) as image:
        if image.format == "JPEG" and not is_interleaved(file, len(image.getbands())):
            # Its colors come one after another, and all are kept until the last has come.
            check_costly(image.height, image.width, limits, "JPEG in several scans")
        yield image


def open_file(file: IO[bytes], limits: Limits) -> Image.Image:
    """Open a file of one of the FORMATS. Raises UnreadablePicture, and what Pillow raises."""
    kind = container.kind_of(file)
    if kind is None:
        timed: Any = _Timed(file, limits.seconds) if limits.is_timed else file
        image = Image.open(timed, formats=_OPENED_BY_PILLOW)
        image.decodermaxblock = _BLOCK
        return image
    if not container.is_readable(kind):
        raise _not_installed(kind)
    return container.open_kind(file, kind)


def check_cost(image: Image.Image, limits: Limits) -> None:
    """Raise PictureTooLarge for an image that is too large for its kind, UnreadablePicture for one without pixels."""
    check_size(image.height, image.width, limits.pixels)
    if image.format in _IN_ONE_GO:
        check_costly(image.height, image.width, limits, _IN_ONE_GO[image.format])
    if "progressive" in image.info:
        check_costly(image.height, image.width, limits, "progressive JPEG")
    _check_tiff(image, limits)


@contextmanager
def refusing_what_is_damaged(limits: Limits) -> Iterator[None]:
    """Turn what Pillow raises into errors of ours."""
    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large(limits.pixels) from error
    except UnidentifiedImageError as error:
        raise UnreadablePicture(
            "This is not a picture that can be read. Use a file of another kind: {kinds}.", kinds=", ".join(FORMATS)
        ) from error
    except Exception as error:  # a damaged file makes Pillow's decoders raise nearly anything
        raise UnreadablePicture("This picture is damaged or incomplete. Use another copy of it.") from error


def _not_installed(kind: str) -> UnreadablePicture:
    if kind == container.AVIF:
        return UnreadablePicture("AVIF pictures cannot be read here. Save it as JPEG.")  # Pillow was built without it
    return UnreadablePicture("HEIC photos cannot be read here. Save it as JPEG, or install digitink[heic].")


class _Timed:
    """A file that ends its decoding when the time is up: Pillow's decoders read it piece by piece."""

    def __init__(self, file: IO[bytes], seconds: float) -> None:
        self._file = file
        self._end = time.thread_time() + seconds

    def read(self, size: int = -1) -> bytes:
        if time.thread_time() > self._end:
            raise too_long()
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def is_interleaved(file: IO[bytes], bands: int) -> bool:
    """Tell whether a JPEG's first scan holds all of its colors. Leaves the file where it stands.

    The scan's header says so: SOS, its length in two bytes, how many colors (ITU-T T.81, B.2.3). It is looked for
    from the file's beginning, because where Pillow stands when it has opened one differs from version to version.
    """
    stood = file.tell()
    file.seek(0)
    try:
        while byte := file.read(1):
            if byte != b"\xff":  # of a marker, or what some programs leave between two
                continue
            while (marker := file.read(1)) == b"\xff":  # any number of them may come before a marker
                pass
            if not marker or marker[0] in _WITHOUT_LENGTH:
                continue
            length = int.from_bytes(file.read(2), "big")
            if marker[0] == _START_OF_SCAN:
                return file.read(1) == bytes([bands])
            file.seek(max(0, length - 2), 1)
        return False
    finally:
        file.seek(stood)


def _check_tiff(image: Image.Image, limits: Limits) -> None:
    """Refuse colors that a TIFF's decoder would have in memory twice: turned, or in one large strip or tile.

    Raises PictureTooLarge.
    """
    tags = getattr(image, "tag_v2", None)
    if tags is None:
        return
    width = int(tags.get(_TILE_WIDTH, image.width))
    height = int(tags.get(_TILE_HEIGHT, min(image.height, tags.get(_ROWS_A_STRIP, image.height))))
    check_size(height, width, limits.pixels)  # a tile may be larger than its picture
    if image.mode not in ("1", "L", "P"):
        check_costly(height, width, limits, "TIFF in one piece")
        if tags.get(ORIENTATION, 1) != 1:
            check_costly(image.height, image.width, limits, "TIFF that is turned")
