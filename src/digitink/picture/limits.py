"""What a picture may cost that somebody else has sent."""

import math
from dataclasses import dataclass

from digitink.errors import PictureTooLarge, UnreadablePicture

MAX_PIXELS = 40_000_000
TOO_LONG = "The picture takes too long to decode. Send a smaller one, or another format."


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


def check_size(height: int, width: int, most: int, kind: str = "a picture") -> None:
    """Raise PictureTooLarge above so many pixels, UnreadablePicture where there are none."""
    if height * width > most:
        raise too_large(most, f"{width} x {height}", kind)
    if height * width == 0:
        raise UnreadablePicture("The picture has no pixels.")


def check_costly(height: int, width: int, limits: Limits, kind: str) -> None:
    """Raise PictureTooLarge above the limits' costly pixels."""
    check_size(height, width, limits.costly_pixels, f"a {kind}")


def too_large(most: int, size: str = "far more", kind: str = "a picture") -> PictureTooLarge:
    """Return the error for a picture that has more than so many pixels."""
    return PictureTooLarge(
        f"The picture has {size} pixels; {kind} may have up to {most // 1_000_000} megapixels. Make it smaller."
    )
