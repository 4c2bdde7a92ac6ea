"""Level lines of writing that climb or fall, as on a page photographed askew."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitink.ink import Box, Coverage
from digitink.numbers.lines import Line, Segment

Floats = npt.NDArray[np.float64]

_STEEPEST = 20.0  # degrees; more is not looked for
# Fewer marks than this may well be one higher than the other.
_FEWEST = 4
# The lines must be so much more compact, when level, to be believed; and so steep to be worth the blur.
_BETTER, _SLIGHTEST = 1.1, 2.0


@dataclass(frozen=True)
class Turn:
    """A page turned, and the way back."""

    coverage: Coverage
    back: Floats  # (2, 3), from the turned page to the page before

    def box_before(self, segment: Segment) -> Box:
        """Return the box that a segment of the turned page had before."""
        points = cv2.findNonZero((segment.coverage > 127).astype(np.uint8))
        if points is None:
            points = np.array([[[0, 0]], [[segment.box[2] - 1, segment.box[3] - 1]]])
        own = points.reshape(-1, 2).astype(np.float64) + segment.box[:2]
        before = own @ self.back[:, :2].T + self.back[:, 2]
        (left, top), (right, bottom) = before.min(axis=0), before.max(axis=0)
        return round(left), round(top), round(right - left) + 1, round(bottom - top) + 1


def slope(lines: Sequence[Line]) -> float:
    """Return how far lines climb to the right, in degrees: 0 where that is little, or cannot be told.

    Level lines are most compact: the angle is sought at which the marks' rows overlap most. Source: Postl
    1986, "Detection of linear oblique structures and skew scan in digitized documents"; with the marks'
    boxes instead of pixels.
    """
    boxes = np.array(
        [segment.box for line in lines for segment in line.segments if segment.box[3] >= 0.5 * line.height], float
    )
    if len(boxes) < _FEWEST:
        return 0.0
    coarse = np.arange(-_STEEPEST, _STEEPEST + 1, 2.0)
    near = coarse[np.argmax(_compactness(boxes, coarse))]
    fine = np.append(near + np.arange(-1.75, 2, 0.25), 0)
    compact = _compactness(boxes, fine)
    best = float(fine[np.argmax(compact)])
    return best if abs(best) >= _SLIGHTEST and compact.max() >= _BETTER * compact[-1] else 0.0


def _compactness(boxes: Floats, climbs: Floats) -> Floats:
    """For each angle, the sum of squares of how many marks lie in each row, when lines that climb so are made level."""
    x, y, width, height = boxes.T
    middles = y + height / 2 + np.outer(np.tan(np.radians(climbs)), x + width / 2)
    unit = float(np.median(height)) / 16
    tops = ((middles - height / 2 - (middles - height).min()) / unit).astype(int)
    bottoms = tops + (height / unit).astype(int) + 1
    steps = np.zeros((len(climbs), bottoms.max() + 1))
    angles = np.arange(len(climbs))[:, np.newaxis]
    np.add.at(steps, (angles, tops), 1)
    np.add.at(steps, (angles, bottoms), -1)
    return np.asarray((np.cumsum(steps, axis=1) ** 2).sum(axis=1))


def turn(coverage: Coverage, climb: float) -> Turn:
    """Turn a page whose lines climb so many degrees until they are level; it grows to hold all its ink."""
    height, width = coverage.shape
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), -climb, 1)
    cosine, sine = abs(forth[0, 0]), abs(forth[0, 1])
    size = int(np.ceil(width * cosine + height * sine)), int(np.ceil(width * sine + height * cosine))
    forth[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(coverage, forth, size, flags=cv2.INTER_CUBIC)
    return Turn(np.asarray(turned, np.uint8), np.asarray(cv2.invertAffineTransform(forth)))
