"""Limit what a picture from an untrusted sender may cost."""

import math
from dataclasses import dataclass

from digitink.errors import PictureTooLarge, UnreadablePicture

MAX_PIXELS = 40_000_000


@dataclass(frozen=True)
class Limits:
    """The most of a picture's pixels, and of the processor's time."""

    pixels: int = MAX_PIXELS
    costly_pixels: int = MAX_PIXELS  # of what needs two or three times the memory: see check_costly's callers
    # Of the processor, for decoding. WebP is decoded in one go, so its pixels alone set a limit. So are AVIF and HEIC;
    # where this is finite, a process of their own loads them, within pixels rather than costly_pixels (sandbox.py).
    seconds: float = math.inf

    @property
    def is_timed(self) -> bool:
        """Whether there is a limit to the time."""
        return self.seconds != math.inf


def check_size(height: int, width: int, most: int) -> None:
    """Raise PictureTooLarge above so many pixels, UnreadablePicture where there are none."""
    if height * width > most:
        raise PictureTooLarge(
            "This picture has {width} x {height} pixels. Up to {most} megapixels can be read: make it smaller.",
            width=width,
            height=height,
            most=most // 1_000_000,
        )
    if height * width == 0:
        raise UnreadablePicture("This picture has no pixels. Choose another one.")


def check_costly(height: int, width: int, limits: Limits, kind: str) -> None:
    """Raise PictureTooLarge above the limits' costly pixels."""
    if height * width > limits.costly_pixels:
        raise PictureTooLarge(
            "This picture has {width} x {height} pixels. Of its kind, {kind}, up to {most} megapixels can be read: "
            "make it smaller, or save it as PNG.",
            width=width,
            height=height,
            kind=kind,
            most=limits.costly_pixels // 1_000_000,
        )
    check_size(height, width, limits.costly_pixels)


def too_large(most: int) -> PictureTooLarge:
    """Return the error for a picture that has far more than so many pixels."""
    return PictureTooLarge(
        "This picture is too large. Up to {most} megapixels can be read: make it smaller.", most=most // 1_000_000
    )


def too_long() -> UnreadablePicture:
    """Return the error for a picture whose decoding takes too long."""
    return UnreadablePicture("This picture takes too long to open. Make it smaller, or save it as JPEG.")
