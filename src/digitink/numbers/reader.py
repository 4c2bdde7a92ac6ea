"""Read lines of writing: the marks on each, the ink of each mark, and how probable the whole line is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from digitink.labels import BLANK, NOT_A_DIGIT
from digitink.numbers import ctc, strip
from digitink.numbers.columns import Columns, log_odds_on_page, with_log_odds, without_others
from digitink.numbers.lines import Line, Segment, together
from digitink.numbers.strip import Strip
from digitink.numbers.views import views

Floats = npt.NDArray[np.float64]
Looks = Callable[[], Sequence[Floats]]  # further ones at a line: the log-probabilities of their columns

# Where the labels that are best column by column are so probable, no others are looked for, and no further look taken.
_CONFIDENT = np.log(0.9)
# No look at a line finds a text less probable than this: each may be the one that goes wrong. 0.03 and 0.0001 read as
# many lines of the held-out writers, to half a point; the former is calibrated worse.
_LEAST = np.log(0.005)
# So many prefixes go on otherwise: twice as many read no line of the held-out writers otherwise.
_PREFIXES = 8
# A column shows something that is neither digit nor sign where that is as probable as this.
_LETTER = np.log(0.5)
# Ink that lies farther beside a mark's, in px of the strip, is no part of it. Strokes of one digit that do not touch,
# such as a four's stem, stand nearer in all of the tests' hands.
_NEAR = 0.15 * strip.DIGIT
# A cut may be so far from the middle between two marks, in px of the strip, where it crosses less ink.
_BESIDE = 4


@dataclass(frozen=True)
class Mark:
    """A mark on a line: its ink, and what it was read as."""

    segment: Segment
    label: int  # of a digit, a sign, or NOT_A_DIGIT
    scores: Floats | None = field(default=None, repr=False)  # of the digits, log-probabilities, where it is one
    cut: bool = False  # whether its ink was cut off another's

    @property
    def is_digit(self) -> bool:
        """Whether it was read as a digit."""
        return self.label < NOT_A_DIGIT


@dataclass(frozen=True)
class Seen:
    """A line as its network sees it, and what that says of each column."""

    line: Line
    strip: Strip | None  # None of a line without segments
    scores: Floats = field(repr=False)  # (columns, BLANK + 1), log-probabilities, see ctc.py


def see(lines: Sequence[Line], columns: Columns) -> list[Seen]:
    """Have the network look at lines, each by itself."""
    no_columns = np.zeros((0, BLANK + 1))
    strips = [strip.strip_of(line) if line.segments else None for line in lines]
    return [
        Seen(line, own, columns.scores(own.coverage) if own else no_columns)
        for line, own in zip(lines, strips, strict=True)
    ]


def read(
    lines: Sequence[Seen], columns: Columns, others: Sequence[Sequence[Strip]] = ()
) -> list[tuple[list[Mark], float]]:
    """Read the lines of a page: of each its marks from left to right, and how probable it is that they are all on it.

    Each segment of ink that is no part of a digit or a sign is a mark that is neither. A line without segments has no
    marks, and a probability of 0. others are, of each line, how further looks at its page show it, if there are any.
    """
    log_odds = log_odds_on_page([seen.scores for seen in lines])

    def again(place: int, own: Strip) -> list[Floats]:
        strips = [each.coverage for each in others[place]] if others else []
        shown = [*strips, *(view for each in (own.coverage, *strips) for view in views(each))]
        return [without_others(with_log_odds(columns.scores(view), log_odds)) for view in shown]

    return [
        _marks(seen.line, seen.strip, with_log_odds(seen.scores, log_odds), partial(again, place, seen.strip))
        if seen.strip
        else ([], 0.0)
        for place, seen in enumerate(lines)
    ]


def _marks(line: Line, seen: Strip, shown: Floats, again: Looks) -> tuple[list[Mark], float]:
    """Find a line's marks, as read does, by the log-probabilities of its columns, (columns, BLANK + 1)."""
    scores = without_others(shown)
    labels, probability = likeliest(scores, again)
    spans = ctc.spans(scores, labels)
    middles = [strip.STEP * (first + last) / 2 for first, last in spans]
    parts, others = _assign_ink(line, seen, middles, shown[:, NOT_A_DIGIT] > _LETTER)
    marks = [Mark(segment, NOT_A_DIGIT) for segment in others]
    whole = {id(segment) for segment in line.segments}
    for label, (first, last), own in zip(labels, spans, parts, strict=True):
        digits = scores[first:last, :NOT_A_DIGIT].max(axis=0) if label < NOT_A_DIGIT else None
        marks.append(Mark(together(own), label, digits, any(id(part) not in whole for part in own)))
    return sorted(marks, key=lambda mark: mark.segment.left + mark.segment.right), probability


def certainty(lines: Sequence[Seen]) -> float:
    """Tell how certain the network is of what these lines show, digits, signs or letters: 0 to 1; 0 without lines.

    The geometric mean over all columns of the likeliest label's probability. Letters are letters the right way up, and
    upside down they are anything.
    """
    shown = np.concatenate([np.zeros(0), *(seen.scores.max(axis=1) for seen in lines)])
    return float(np.exp(shown.mean())) if len(shown) else 0.0


def likeliest(scores: Floats, again: Looks) -> tuple[ctc.Labels, float]:
    """Return the likeliest labels of (columns, BLANK + 1) log-probabilities, and how probable they are.

    Where one look leaves doubt, further ones are taken. Of the labels that any of them finds, those are returned that
    are the most probable by the geometric mean over all looks. Source: Genest and Zidek 1986, "Combining probability
    distributions: a critique and an annotated bibliography", Statistical Science 1, the logarithmic opinion pool.
    """
    best = ctc.best_labels(scores)
    if (log_probability := ctc.log_posterior(scores, best)) >= _CONFIDENT:
        return best, min(1.0, float(np.exp(log_probability)))
    looks = [scores, *again()]
    found = {best: None} | {labels: None for look in looks for labels, _ in ctc.likeliest(look, _PREFIXES)[:2]}
    candidates = [labels for labels in found if ctc.fits(len(scores), labels)]
    logs = [np.mean([max(_LEAST, ctc.log_posterior(look, labels)) for look in looks]) for labels in candidates]
    posterior = np.exp(logs) / np.exp(logs).sum()
    return candidates[int(posterior.argmax())], float(posterior.max())


def _assign_ink(
    line: Line, seen: Strip, middles: Sequence[float], letters: npt.NDArray[np.bool_]
) -> tuple[list[list[Segment]], list[Segment]]:
    """Give each mark, by its middle in px of the strip, its ink, some at least; and return what belongs to none.

    letters, (columns,), tells where something is that is neither digit nor sign.
    """
    parts: list[list[Segment]] = [[] for _ in middles]
    reach = [(middle, middle) for middle in middles]  # of each mark's ink, in px of the strip
    extents = [
        (left, left + segment.box[2] * seen.scale) for segment, left in zip(line.segments, seen.lefts, strict=True)
    ]
    beside = []
    for segment, (left, right) in zip(line.segments, extents, strict=True):
        inside = [mark for mark, middle in enumerate(middles) if left - 1 <= middle <= right + 1]
        if len(inside) > 1:
            between = [(middles[one] + middles[other]) / 2 for one, other in pairwise(inside)]
            cuts = [_least_ink(segment, (place - left) / seen.scale, _BESIDE / seen.scale) for place in between]
            for mark, part in zip(inside, _cut(segment, cuts), strict=True):
                parts[mark] += part
        elif inside:
            (mark,) = inside
            parts[mark].append(segment)
            reach[mark] = min(left, reach[mark][0]), max(right, reach[mark][1])
        else:
            beside.append((segment, left, right))
    others = []
    for segment, left, right in beside:
        away = [max(left - last, first - right, 0) for first, last in reach]
        nearest = int(np.argmin(away)) if away else -1
        is_letter = letters[int(left / strip.STEP) : int(right / strip.STEP) + 1].any()
        if away and away[nearest] <= _NEAR and not is_letter:
            parts[nearest].append(segment)
        else:
            others.append(segment)
    for own, middle in zip(parts, middles, strict=True):
        if not own:  # its ink is another's too
            own.append(line.segments[int(np.argmin([max(left - middle, middle - right) for left, right in extents]))])
    return parts, others


def _least_ink(segment: Segment, column: float, beside: float) -> int:
    """Find the column of a segment near one, both in its px, that crosses the least ink."""
    first, last = max(1, round(column - beside)), min(segment.box[2] - 1, round(column + beside))
    if first >= last:
        return int(np.clip(round(column), 1, max(1, segment.box[2] - 1)))
    crossed = segment.coverage[:, first:last].sum(axis=0, dtype=np.int64)
    fewest = np.flatnonzero(crossed == crossed.min())
    return first + int(fewest[np.abs(fewest + first - column).argmin()])


def _cut(segment: Segment, cuts: Sequence[int]) -> list[list[Segment]]:
    """Cut a segment upright at these columns: its parts from left to right, none where there is no ink."""
    x, y, width, _ = segment.box
    edges = [0, *np.maximum.accumulate(cuts).tolist(), width]
    found: list[list[Segment]] = []
    for first, last in pairwise(edges):
        own = np.ascontiguousarray(segment.coverage[:, first:last])
        left, top, wide, high = cv2.boundingRect(own) if own.size else (0, 0, 0, 0)
        if not wide:
            found.append([])
            continue
        found.append([Segment((x + first + left, y + top, wide, high), own[top : top + high, left : left + wide])])
    return found
