"""Find a line of one look at a page again in another look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digitink.ink import Box
from digitink.numbers.lines import Line, Segment
from digitink.numbers.reader import Seen
from digitink.numbers.strip import Strip

# Lines are the same whose boxes have so much of what either covers in common.
_SAME = 0.5


@dataclass(frozen=True)
class Look:
    """The lines of a page as one look at it shows them, upright and level."""

    seen: Sequence[Seen]
    turned: int  # by how many degrees the picture was turned for that by the clock: 0, 90, 180 or 270
    in_picture: Callable[[Segment], Box]  # tells where a segment of them lay

    def box(self, line: Line) -> Box:
        """Return where a line of one segment at least lay in the picture."""
        boxes = [self.in_picture(segment) for segment in line.segments]
        left, top = (min(box[side] for box in boxes) for side in (0, 1))
        right, bottom = (max(box[side] + box[side + 2] for box in boxes) for side in (0, 1))
        return left, top, right - left, bottom - top


def strips(look: Look, other: Look) -> list[Strip | None]:
    """Return how the other look shows each line of a look: None where it has no such line, or is turned otherwise."""
    if look.turned != other.turned:
        return [None] * len(look.seen)
    candidates = [(other.box(each.line), each.strip) for each in other.seen if each.strip]
    return [_same(look.box(each.line), candidates) if each.strip else None for each in look.seen]


def _same(box: Box, candidates: Sequence[tuple[Box, Strip]]) -> Strip | None:
    best = max(candidates, key=lambda each: _common(box, each[0]), default=None)
    return best[1] if best and _common(box, best[0]) >= _SAME else None


def _common(one: Box, other: Box) -> float:
    """Return the area of both boxes by that of either."""
    width, height = (
        max(0, min(one[side] + one[side + 2], other[side] + other[side + 2]) - max(one[side], other[side]))
        for side in (0, 1)
    )
    both = width * height
    return both / (one[2] * one[3] + other[2] * other[3] - both)
