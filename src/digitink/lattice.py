"""Which neighbouring pieces of ink make up a digit: the likeliest of all ways to read a line.

A digit may end at every seam and between all pieces. What lies between two such places may be a digit or
none; the network says how likely. Another network says how likely it is two digits that touch: it sees both
at once, and needs no cut. A way to read the line leads from its first place to its last, and the likeliest is
found by dynamic programming. Source: Liu, Sako and Fujisawa 2004, "Effects of classifier structures and
training regimes on integrated segmentation and recognition of handwritten numeral strings", IEEE PAMI 26(11).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from digitink import segmentation
from digitink.errors import UnreadablePicture
from digitink.ink import Coverage
from digitink.segmentation import Line, Piece, Seam

Floats = npt.NDArray[np.float64]
# The logarithms of eleven probabilities, (n, 11), of n pieces of ink: the digits' and that of what is none.
Judge = Callable[[Sequence[Coverage]], Floats]
# The same of its being two digits, a left and a right one, (n, 10, 10): see pairs.py.
PairJudge = Callable[[Sequence[Coverage]], Floats]

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
    three: float = (
        1.5  # what is wider than this may be three digits that touch, of which the network of pairs knows none
    )
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
    pair_high: float = 0.6  # what is lower is not two digits side by side
    pair_broad: tuple[float, float] = (0.5, 2.6)  # nor what is slimmer or broader


@dataclass(frozen=True)
class Mark:
    """What was read as one digit, or as none."""

    piece: Piece
    digit: int | None
    # What the network of pairs said of it, where it was read as one of two: as a row of Judge's.
    said: Floats | None = field(default=None, repr=False)


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
    start: _Place
    end: _Place
    piece: Piece
    against: float  # what its form says against its being a digit


@dataclass(frozen=True)
class _Pair:
    """The ink of two digits that touch, perhaps; and all two runs that it may be cut into."""

    first: int
    last: int
    piece: Piece
    against: float
    cuts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Way:
    """On from one place to another, and what speaks for each label: (11,) of a run, (10, 10) of a pair."""

    of: _Run | _Pair
    scores: Floats


_Label = tuple[int, ...]  # one, or of a pair two


def read(
    lines: Sequence[Line], judge: Judge, judge_pairs: PairJudge, weights: Weights | None = None
) -> list[tuple[list[Mark], float]]:
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
        may_cut = np.zeros(len(line.pieces), bool) if is_text else _may_be_several(line, of_line, weights, judge_pairs)
        runs.append(_runs(line, of_line, weights, may_cut, _MOST_RUNS - sum(map(len, runs))))
    judged = _judged_runs(lines, runs, known, judge)
    pairs = [_pairs(*each, weights) for each in zip(lines, runs, strict=True)]
    said = _judged_pairs(pairs, judge_pairs)
    answers = []
    for line, its_runs, rows, its_pairs, tables in zip(lines, runs, judged, pairs, said, strict=True):
        ways = [_Way(run, _scores(line, run, row, odds)) for run, row in zip(its_runs, rows, strict=True)]
        at_once = [_Way(pair, table - pair.against) for pair, table in zip(its_pairs, tables, strict=True)]
        answers.append(_best(ways, at_once))
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


def _judged_pairs(pairs: Sequence[Sequence[_Pair]], judge: PairJudge) -> list[Floats]:
    """What the network of pairs says of each line's."""
    pieces = [pair.piece.coverage for of_line in pairs for pair in of_line]
    return _split(judge(pieces) if pieces else np.zeros((0, 10, 10)), [len(of_line) for of_line in pairs])


def _split(rows: Floats, lengths: Sequence[int]) -> list[Floats]:
    return np.split(rows, np.cumsum(lengths)[:-1]) if lengths else []


def _may_be_several(line: Line, known: Floats, weights: Weights, judge_pairs: PairJudge) -> npt.NDArray[np.bool_]:
    """Which of a line's pieces, (n,), may be digits that touch: what is wider than two, or more likely two than not.

    A letter is neither, though its parts look like digits often enough.
    """
    several = np.zeros(len(line.pieces), bool)
    asked = []
    for number, piece in enumerate(line.pieces):
        certain = known[number, :NOTHING].max() > np.log(weights.certain)
        if piece.box[2] > weights.three * line.height:
            several[number] = True
        elif piece.box[2] > weights.wide * line.height or not (certain or _is_low(piece, line)):
            asked.append(number)
    if asked:
        two = judge_pairs([line.pieces[number].coverage for number in asked]).reshape(len(asked), -1)
        several[asked] = np.logaddexp.reduce(two, axis=1) > np.log(0.5)
    return several


def _runs(line: Line, known: Floats, weights: Weights, may_cut: npt.NDArray[np.bool_], most: int) -> list[_Run]:
    """All that may be a digit, or a mark that is none; by their first places. Raises UnreadablePicture."""
    certain = known[:, :NOTHING].max(axis=1) > np.log(weights.certain)
    places: list[_Place] = []
    for number, piece in enumerate(line.pieces):
        places.append(_Place(number))
        if may_cut[number]:
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
            own = [part for part in parts if part]
            run = _run(line, (start, end), (first, last), own, weights) if all(parts) else None
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


def _run(
    line: Line, ends: tuple[_Place, _Place], numbers: tuple[int, int], parts: Sequence[Piece], weights: Weights
) -> _Run:
    piece = segmentation.together(parts)
    against = _against_cut(ends[0], weights) + weights.low * max(0.0, 0.5 - piece.box[3] / line.height)
    against += weights.broad * max(0.0, piece.box[2] / line.height - weights.square)
    for number in range(1, len(parts)):
        gap = parts[number].left - max(part.right for part in parts[:number])
        against += weights.gap * max(0.0, gap / line.height)
    return _Run(*numbers, *ends, piece, against)


def _against_cut(place: _Place, weights: Weights) -> float:
    return weights.split + weights.seam * place.seam.crossed if place.seam else 0.0


def _pairs(line: Line, runs: Sequence[_Run], weights: Weights) -> list[_Pair]:
    """All that may be two digits that touch: a piece, or a part of one up to its end, that may be cut in two."""
    following: dict[int, list[int]] = {}
    for number, run in enumerate(runs):
        following.setdefault(run.first, []).append(number)
    cuts: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, run in enumerate(runs):
        for other in following.get(run.last, ()):
            if _touch(run, runs[other]):
                cuts.setdefault((run.first, runs[other].last), []).append((one, other))
    found = []
    for (first, last), ways in cuts.items():
        left, right = (runs[number] for number in ways[0])
        piece = segmentation.together([left.piece, right.piece])
        broad = weights.pair_broad[0] < piece.box[2] / line.height < weights.pair_broad[1]
        if broad and piece.box[3] >= weights.pair_high * line.height:
            found.append(_Pair(first, last, piece, _against_cut(left.start, weights), tuple(ways)))
    return found


def _touch(one: _Run, other: _Run) -> bool:
    """Whether two runs are of one piece, and together reach one of its ends at least."""
    if one.end.seam is None or one.start.piece != one.end.piece:
        return False
    to_its_end = other.end == _Place(one.end.piece + 1)
    return to_its_end or (other.end.piece == one.end.piece and one.start.seam is None)


def _best(ways: Sequence[_Way], pairs: Sequence[_Way]) -> tuple[list[Mark], float]:
    """The likeliest path through a line's places, and how probable the digits on it are, see _share.

    ways are its runs, in their order, and pairs what may be two of them at once.
    """
    every = sorted([*ways, *pairs], key=lambda way: way.of.first)
    count = max(way.of.last for way in every)
    best = np.full(count + 1, -np.inf)
    best[0] = 0
    taken: dict[int, tuple[_Way, _Label]] = {}
    for way in every:
        for label in _likeliest(way.scores):
            score = best[way.of.first] + way.scores[label]
            if score > best[way.of.last]:
                best[way.of.last] = score
                taken[way.of.last] = (way, label)
    marks: list[Mark] = []
    at = count
    while at:
        way, label = taken[at]
        marks = [*_marks(way, label, ways), *marks]
        at = way.of.first
    digits = [mark.digit for mark in marks if mark.digit is not None]
    return marks, _share(every, digits, count)


def _likeliest(scores: Floats) -> list[_Label]:
    """The labels that may be on the best path: the likeliest digit, and none; or the likeliest two digits."""
    if scores.ndim == 1:
        return [(int(scores[:NOTHING].argmax()),), (NOTHING,)]
    return [tuple(int(place) for place in np.unravel_index(scores.argmax(), scores.shape))]


def _marks(way: _Way, label: _Label, runs: Sequence[_Way]) -> list[Mark]:
    """What a step is read as; a pair is cut where its digits look most like what they are."""
    if isinstance(way.of, _Run):
        return [Mark(way.of.piece, None if label == (NOTHING,) else label[0])]
    cut = max(way.of.cuts, key=lambda each: runs[each[0]].scores[label[0]] + runs[each[1]].scores[label[1]])
    said = way.scores + way.of.against
    none = np.log(-np.expm1(min(-1e-9, np.logaddexp.reduce(said, axis=None))))
    sides = (np.append(np.logaddexp.reduce(said, axis=axis), none) for axis in (1, 0))
    return [Mark(runs[run].of.piece, digit, side) for run, digit, side in zip(cut, label, sides, strict=True)]


def _scores(line: Line, run: _Run, row: Floats, others: float) -> Floats:
    """What speaks for a run being each digit, and none, (11,)."""
    if _is_low(run.piece, line):
        return np.array(NOTHING * [-np.inf] + [_LOW])
    broad = max(1.0, run.piece.box[2] / line.height)  # what could be several digits is as many marks
    return np.append(row[:NOTHING] - run.against, row[NOTHING] + others * broad)


def _share(ways: Sequence[_Way], digits: Sequence[int], count: int) -> float:
    """How much of the probability of all paths is that of the paths that give these digits, wherever they are cut.

    ways are in the order of where they begin.
    """
    everything = np.full(count + 1, -np.inf)
    these = np.full((count + 1, len(digits) + 1), -np.inf)  # a column for how many of the digits a path has given
    everything[0] = these[0, 0] = 0
    wanted = np.array(digits, np.intp)
    for way in ways:
        first, last, scores = way.of.first, way.of.last, way.scores / _SPREAD
        everything[last] = np.logaddexp(everything[last], everything[first] + np.logaddexp.reduce(scores, axis=None))
        before, after = these[first], these[last]
        if scores.ndim == 1:
            after[:] = np.logaddexp(after, before + scores[NOTHING])
            after[1:] = np.logaddexp(after[1:], before[:-1] + scores[wanted])
        else:
            after[2:] = np.logaddexp(after[2:], before[:-2] + scores[wanted[:-1], wanted[1:]])
    return float(np.exp(these[count, -1] - everything[count]))


def _is_low(piece: Piece, line: Line) -> bool:
    """Whether it is too low for a digit by itself: a dot, a comma, a dash, a bar; or low, and fainter than ink is."""
    height = piece.box[3] / line.height
    return height < segmentation.SMALL or (height < _LOW_IF_FAINT and int(piece.coverage.max()) < _FAINT)
