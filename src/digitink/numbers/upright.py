"""Find which way up a page lies: of four ways, the one in which its marks look most like digits."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from digitink.ink import Box, Coverage
from digitink.numbers.lines import Line

Floats = npt.NDArray[np.float64]
# How probable it is of each of n segments of ink, (n,), that it is the digit it looks most like, and not a non-digit.
Classifier = Callable[[Sequence[Coverage]], Floats]

# So many of a page's marks tell which way up it lies; the largest, which are digits rather than commas.
_ASKED = 40
# Marks that look so much like digits as they lie need no second look: the geometric mean of their probabilities.
_UPRIGHT = 0.8
# Another way up is believed when it makes the page so many times as probable as it lies. Of 300 numbers of held-out
# digits, turned at random, 97 % were most probable the right way up, but not always by much: 569 is 695 upside down.
_BELIEVED = 1000
# And when marks look like digits then, on the mean: else it is a page of something else.
_DIGITS = 0.1
# A mark that is no digit either way, as a comma is, tells no more than so many times.
_LEAST = 1e-3


def quarter_turns(lines: Sequence[Line], classify: Classifier) -> int:
    """Return how often a page must be turned by 90 degrees against the clock until it is upright: 0 to 3.

    0 unless the four ways are clearly not alike: 0, 1 and 8, and 6 and 9 together, look like digits upside down too.
    """
    marks = [
        segment.coverage for line in lines for segment in line.segments if segment.box[3] > 0 and segment.box[2] > 0
    ]
    marks = sorted(marks, key=lambda mark: -max(mark.shape))[:_ASKED]
    likelihoods = [_likelihoods(marks, classify)]
    if likelihoods[0].mean() > np.log(_UPRIGHT):
        return 0
    likelihoods += [
        _likelihoods([np.ascontiguousarray(np.rot90(mark, turns)) for mark in marks], classify) for turns in (1, 2, 3)
    ]
    totals = np.array([each.sum() for each in likelihoods])
    best = int(totals.argmax())
    believed = totals[best] - totals[0] > np.log(_BELIEVED) and totals[best] > len(marks) * np.log(_DIGITS)
    return best if believed else 0


def _likelihoods(marks: Sequence[Coverage], classify: Classifier) -> Floats:
    """Return how probable it is that each mark, (n,), is the digit it looks most like: the logarithm."""
    return np.asarray(np.log(np.maximum(classify(marks), _LEAST)))


def box_before(box: Box, turns: int, height: int, width: int) -> Box:
    """Return where a box on a page that was turned so often lay before, when the page was (height, width) px."""
    x, y, across, down = box
    for turn in range(turns, 0, -1):
        before = width if turn % 2 else height  # how wide the page was before this turn
        x, y, across, down = before - y - down, x, down, across
    return x, y, across, down
