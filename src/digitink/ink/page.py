"""The ink that was found, and where it lies in the picture."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt

Coverage = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]  # x, y, width, height in px


@dataclass(frozen=True)
class Page:
    """The ink of a picture, or of the part of it that has any."""

    coverage: Coverage = field(repr=False)  # (h, w) uint8, 0 none to 255 all
    corner: tuple[float, float] = (0, 0)  # where its left upper corner lies in the picture, x and y in px
    scale: float = 1.0  # how many px of the picture are one of the page

    def within(self, mask: Coverage) -> "Page":
        """Return the same page with the ink alone that lies on a mask, (h, w) uint8, 255 where ink stays."""
        return replace(self, coverage=np.asarray(cv2.bitwise_and(self.coverage, mask), np.uint8))

    def reduced(self, scale: float) -> "Page":
        """Return the same page with fewer px, as a scale of its own along each side."""
        size = [max(1, round(scale * length)) for length in self.coverage.shape[::-1]]
        smaller = cv2.resize(self.coverage, size, interpolation=cv2.INTER_AREA)
        return Page(np.asarray(smaller, np.uint8), self.corner, self.scale * self.coverage.shape[1] / size[0])

    def in_picture(self, box: Box) -> Box:
        """Return where a box on the page lies in the picture."""
        (left, top), (x, y, width, height) = self.corner, box
        return (
            round(left + self.scale * x),
            round(top + self.scale * y),
            max(1, round(self.scale * width)),
            max(1, round(self.scale * height)),
        )
