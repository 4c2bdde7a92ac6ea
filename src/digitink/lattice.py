"""Which neighbouring pieces of ink make up a digit: the likeliest of all ways to read a line.

A digit may end at every seam and between all pieces. What lies between two such places may be a digit or
none; the network says how likely. A way to read the line leads from its first place to its last, and
the likeliest is found by dynamic programming. Source: Liu, Sako and Fujisawa 2004, "Effects of classifier
structures and training regimes on integrated segmentation and recognition of handwritten numeral strings",
IEEE PAMI 26(11).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from digitink import segmentation
from digitink.errors import UnreadablePicture
from digitink.ink import Coverage
from digitink.segmentation import Line, Piece, Seam

Floats = npt.NDArray[np.float64]
# The logarithms of eleven probabilities, (n, 11), of n pieces of ink: the digits' and that of what is none.
Judge = Callable[[Sequence[Coverage]], Floats]

NOTHING = 10
# What is counted before any mark is seen: pages that are given to be read hold mostly digits.
_EXPECTED_DIGITS, _EXPECTED_OTHERS = 4.0, 0.01
# With more marks than this that are clearly no digits, and fewer than four times as many that might be some (o, s and
# l resemble digits), a page is one of text, and nothing is cut.
_LETTERS, _LIKE_DIGITS = 4, 4
# More runs than this of several pieces or parts are not judged: it would take seconds, and digits give fewer.
_MOST_RUNS = 2000
# Nor are more than this cut out to see whether they might be any.
_MOST_TRIED = 12_000
# What is lower than this share of its line, and nowhere covers more than so much of a pixel, of 255, is a stray mark.
_LOW_IF_FAINT, _FAINT = 0.6, 200
# What paths' scores are divided by before they are probabilities, as a temperature divides logits: fitted on strings of
# held-out digits (benchmarks/strings.py), since the weights below are odds chosen for the best path alone.
_SPREAD = 0.3
# Against leaving out what is too low for a digit: such marks are common, but a digit's bar is one too.
_LOW = -1.5


@dataclass(frozen=True)
class Weights:
    """What tells for and against a way to read, besides the network: logarithms of odds.

    Lengths are in heights of the line's digits. benchmarks/strings.py measures what they are worth.
    """

    certain: float = 0.95  # a piece that is some digit with this probability is not cut, nor joined to another such
    wide: float = 1.1  # unless it is wider than this
    slim: float = 0.9  # what is slimmer than this is no pair of digits that touch
    nearest: float = 0.35  # pieces farther apart are not of one digit
    widest: float = 1.2  # and what is wider is not one digit but several
    most: int = 4  # nor are more pieces
    prune: float = 2.0  # a run cut out of a piece with more against it is not looked at
    split: float = 1.0  # against each seam
    seam: float = 0.7  # and for the ink it crosses
    gap: float = 12.0  # against a gap within a digit, for its width
    low: float = 8.0  # against a digit that is lower than half the line, for what is missing
    square: float = 1.15  # a digit may be so broad
    broad: float = 6.0  # against a broader one, for what is over


@dataclass(frozen=True)
class Mark:
    """What was read as one digit, or as none."""

    piece: Piece
    digit: int | None


@dataclass(frozen=True)
class _Place:
    """Where a digit may end: at a seam of a piece, or (None) before it."""

    piece: int
    seam: Seam | None = None


@dataclass(frozen=True)
class _Run:
    """The ink between two places, by their numbers."""

    first: int
    last: int
    piece: Piece
    against: float  # what its form says against its being a digit


def read(lines: Sequence[Line], judge: Judge, weights: Weights | None = None) -> list[tuple[list[Mark], float]]:
    """Read lines: the marks of each from left to right, and how probable that way to read it is, 0 to 1.

    Raises UnreadablePicture where there are too many ways.
    """
    weights = weights or Weights()
    known = _split(_judged([piece for line in lines for piece in line.pieces], judge), [len(li.pieces) for li in lines])
    digits, others = _at_first_sight(lines, known, weights)
    odds = float(np.log((_EXPECTED_OTHERS + others) / (_EXPECTED_DIGITS + digits)))
    is_text = others > max(_LETTERS, digits / _LIKE_DIGITS)
    runs: list[list[_Run]] = []
    for line, of_line in zip(lines, known, strict=True):
        runs.append(_runs(line, of_line, weights, not is_text, _MOST_RUNS - sum(map(len, runs))))
    judged = _judged_runs(lines, runs, known, judge)
    answers = [_best(*each, odds) for each in zip(lines, runs, judged, strict=True)]
    return [(_without_words(marks, line, is_text), share) for line, (marks, share) in zip(lines, answers, strict=True)]


def _at_first_sight(lines: Sequence[Line], known: Sequence[Floats], weights: Weights) -> tuple[int, int]:
    """How many pieces are clearly digits, and how many clearly none and too slim to be several that touch."""
    digits = others = 0
    for line, of_line in zip(lines, known, strict=True):
        slim = [not _is_low(piece, line) and piece.box[2] < weights.slim * line.height for piece in line.pieces]
        none = np.exp(of_line[:, NOTHING])
        digits, others = digits + int((none < 0.1).sum()), others + int((none > 0.9)[slim].sum())
    return digits, others


def _without_words(marks: Sequence[Mark], line: Line, is_text: bool) -> list[Mark]:
    """Marks, of which those that stand close together, and mostly are no digits, are all none: a word.

    On a page of text it takes but one.
    """
    words: list[list[Mark]] = []
    for before, mark in zip([None, *marks[:-1]], marks, strict=True):
        if before and mark.piece.left - before.piece.right < 0.5 * line.height:
            words[-1].append(mark)
        else:
            words.append([mark])
    kept = []
    for word in words:
        high = [mark.digit is None for mark in word if not _is_low(mark.piece, line)]
        is_word = any(high) if is_text else 2 * sum(high) > len(high)
        kept += [replace(mark, digit=None) if is_word else mark for mark in word]
    return kept


def _judged(pieces: Sequence[Piece], judge: Judge) -> Floats:
    return judge([piece.coverage for piece in pieces]) if pieces else np.zeros((0, NOTHING + 1))


def _judged_runs(
    lines: Sequence[Line], graphs: Sequence[Sequence[_Run]], known: Sequence[Floats], judge: Judge
) -> list[Floats]:
    """What the network says of each run of each line; of those that are one whole piece it has said so already."""
    places = [{id(piece): place for place, piece in enumerate(line.pieces)} for line in lines]
    fresh = [run.piece for runs, own in zip(graphs, places, strict=True) for run in runs if id(run.piece) not in own]
    rows = iter(_judged(fresh, judge))
    return [
        np.stack([of_line[own[id(run.piece)]] if id(run.piece) in own else next(rows) for run in runs])
        for runs, own, of_line in zip(graphs, places, known, strict=True)
    ]


def _split(rows: Floats, lengths: Sequence[int]) -> list[Floats]:
    return np.split(rows, np.cumsum(lengths)[:-1]) if lengths else []


def _runs(line: Line, known: Floats, weights: Weights, may_cut: bool, most: int) -> list[_Run]:
    """All that may be a digit, or a mark that is none; by their first places. Raises UnreadablePicture."""
    certain = known[:, :NOTHING].max(axis=1) > np.log(weights.certain)
    places: list[_Place] = []
    for number, piece in enumerate(line.pieces):
        places.append(_Place(number))
        wide = piece.box[2] > weights.wide * line.height
        if may_cut and (wide or not (certain[number] or _is_low(piece, line))):
            places += [_Place(number, seam) for seam in segmentation.seams(piece, line.height)]
    places.append(_Place(len(line.pieces)))
    runs: list[_Run] = []
    tried = 0
    for first, start in enumerate(places[:-1]):
        for last, end in enumerate(places[first + 1 :], first + 1):
            pieces = range(start.piece, end.piece + (end.seam is not None))
            if not _may_join(line, pieces, certain, weights):
                break
            if _far_apart(start, end, 2 * weights.widest * line.height):
                continue
            tried += 1
            parts = [
                segmentation.part(
                    line.pieces[number],
                    start.seam if number == start.piece else None,
                    end.seam if number == end.piece else None,
                )
                for number in pieces
            ]
            run = _run(line, start, first, last, [part for part in parts if part], weights) if all(parts) else None
            if run and (
                start.seam is end.seam is None
                or (run.piece.box[2] < weights.widest * line.height and run.against < weights.prune)
            ):
                runs.append(run)
        if len(runs) > most or tried > _MOST_TRIED:
            raise UnreadablePicture("This page is too tangled to be read at once: send a part of it.")
    return runs


def _far_apart(start: _Place, end: _Place, most: float) -> bool:
    """Whether a part of one piece is surely wider than so many px, before it is cut out."""
    if end.seam is None or end.piece != start.piece:
        return False
    return end.seam.column - (start.seam.column if start.seam else 0) > most


def _may_join(line: Line, pieces: range, certain: npt.NDArray[np.bool_], weights: Weights) -> bool:
    """Whether neighbouring pieces may be of one digit."""
    if len(pieces) == 1:
        return True
    *before, last = (line.pieces[number] for number in pieces)
    gap = last.left - max(piece.right for piece in before)
    if len(pieces) > weights.most or gap > weights.nearest * line.height:
        return False
    above = gap < -0.4 * min(last.box[2], before[-1].box[2])
    return above or not (certain[pieces[-1]] and certain[pieces[-2]])


def _run(line: Line, start: _Place, first: int, last: int, parts: Sequence[Piece], weights: Weights) -> _Run:
    piece = segmentation.together(parts)
    against = weights.low * max(0.0, 0.5 - piece.box[3] / line.height)
    against += weights.broad * max(0.0, piece.box[2] / line.height - weights.square)
    for number in range(1, len(parts)):
        gap = parts[number].left - max(part.right for part in parts[:number])
        against += weights.gap * max(0.0, gap / line.height)
    if start.seam:
        against += weights.split + weights.seam * start.seam.crossed
    return _Run(first, last, piece, against)


def _best(line: Line, runs: Sequence[_Run], judged: Floats, others: float) -> tuple[list[Mark], float]:
    """The likeliest path through a line's places, and how probable the digits on it are, see _share."""
    count = max(run.last for run in runs)
    best = np.full(count + 1, -np.inf)
    best[0] = 0
    taken: list[tuple[int, Mark]] = [(0, Mark(runs[0].piece, None))] * (count + 1)
    scores = [_scores(line, run, row, others) for run, row in zip(runs, judged, strict=True)]
    for run, of_run in zip(runs, scores, strict=True):
        for label in (int(of_run[:NOTHING].argmax()), NOTHING):
            if best[run.first] + of_run[label] > best[run.last]:
                best[run.last] = best[run.first] + of_run[label]
                taken[run.last] = (run.first, Mark(run.piece, None if label == NOTHING else label))
    marks, at = [], count
    while at:
        at, mark = taken[at]
        marks.append(mark)
    digits = [mark.digit for mark in reversed(marks) if mark.digit is not None]
    return marks[::-1], _share(runs, scores, digits, count)


def _scores(line: Line, run: _Run, row: Floats, others: float) -> Floats:
    """What speaks for a run being each digit, and none, (11,)."""
    if _is_low(run.piece, line):
        return np.array(NOTHING * [-np.inf] + [_LOW])
    broad = max(1.0, run.piece.box[2] / line.height)  # what could be several digits is as many marks
    return np.append(row[:NOTHING] - run.against, row[NOTHING] + others * broad)


def _share(runs: Sequence[_Run], scores: Sequence[Floats], digits: list[int], count: int) -> float:
    """How much of the probability of all paths is that of the paths that give these digits, wherever they are cut."""
    everything = np.full(count + 1, -np.inf)
    these = np.full((count + 1, len(digits) + 1), -np.inf)  # a column for how many of the digits a path has given
    everything[0] = these[0, 0] = 0
    for run, of_run in zip(runs, np.stack(scores) / _SPREAD, strict=True):
        everything[run.last] = np.logaddexp(everything[run.last], everything[run.first] + np.logaddexp.reduce(of_run))
        before, after = these[run.first], these[run.last]
        after[:] = np.logaddexp(after, before + of_run[NOTHING])
        after[1:] = np.logaddexp(after[1:], before[:-1] + of_run[digits])
    return float(np.exp(these[count, -1] - everything[count]))


def _is_low(piece: Piece, line: Line) -> bool:
    """Whether it is too low for a digit by itself: a dot, a comma, a dash, a bar; or low, and fainter than ink is."""
    height = piece.box[3] / line.height
    return height < segmentation.SMALL or (height < _LOW_IF_FAINT and int(piece.coverage.max()) < _FAINT)
