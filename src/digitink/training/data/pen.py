"""Rewrite a real drawing as a pen would another time: faster, with tails, with some strokes joined."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from digitink.training.data import augment
from digitink.training.data.strokes import Drawing, Stroke, scaled

Line = npt.NDArray[np.bool_]
Random = np.random.Generator

_STEP = 0.02  # of a drawing's longer side, from point to point: short beside any bend of a digit
_FRACTION = 4  # bits of a px in which cv2 takes places
# How often a hand writes otherwise than it did, and how far: shares of a drawing's longer side. Wide rather than
# measured, for nobody knows all hands; what makes digits of their labels no more was looked for on contact sheets.
_ROUNDED, _WIDEST = 0.5, 0.05  # corners that a fast pen rounds: a mean over so much of the line, at most
_CUT, _SHORTER = 0.2, 0.08  # an end of a stroke that is left out
_TAILED = 0.35  # an end at which the pen lands or leaves by a tail,
# which goes aslant, back along the stroke as a quick pen leaves a one at its foot, or on: how often of these, how many
# radians from there, standard deviations, and how long, at least and at most.
_TAILS = ((0.4, 3.0, 0.0, (0.02, 0.1)), (0.3, 0.4, np.pi, (0.05, 0.3)), (0.3, 0.3, 0.0, (0.05, 0.25)))
_CURLED = 1.2  # radians by which a tail bends from its one end to the other, standard deviation
_BACK = 8  # points from the end, to tell which way that is
# Hands that lie between two, or beyond one of them: how often, and how far from the one to the other.
BLENDED = 0.5
BETWEEN = (-0.3, 0.5)
# Hands that lean neither way, and how far they do still: else nothing but print, and boxes' sides, would be upright.
_UPRIGHT, _NEARLY = 0.35, 0.02
_PLAIN, _LONG = 0.5, (0.85, 1.35)  # hands whose one is a stroke alone, and how long, in heights of their other digits,
_LEANING, _BENT = 0.05, 0.015  # and how far its ends and its middle are aside: standard deviations
_TRIED = 4  # others, at most
_POINTS = 64  # along each stroke, that two are compared by
_ALIKE = 0.2  # of the longer side: strokes that lie further apart on average are not the same strokes
_DRAGGED, _NEAR = 0.15, 0.35  # strokes joined by the pen that was not lifted, where they lie so near


def line(drawing: Drawing, rng: Random | None) -> Line:
    """Write a drawing once more: its pen's line on a sheet, (augment.SHEET, augment.SHEET), true on the line.

    Without rng as it was written, else otherwise every time.
    """
    strokes = [_even(stroke) for stroke in drawing.strokes] if rng is None else augmented(drawing, rng)
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = augment.DIGIT / max(float((high - low).max()), _STEP)
    middle = (low + high) / 2
    sheet = np.zeros((augment.SHEET, augment.SHEET), np.uint8)
    for stroke in strokes:
        placed = (stroke - middle) * scale + (augment.SHEET - 1) / 2
        cv2.polylines(sheet, [(placed * 2**_FRACTION).round().astype(np.int32)], False, 1, 1, cv2.LINE_8, _FRACTION)
    return sheet > 0


def augmented(drawing: Drawing, rng: Random) -> list[Stroke]:
    """Write a drawing once more, otherwise every time: its strokes, in the drawing's own unit."""
    strokes = [_even(stroke) for stroke in drawing.strokes]
    return _joined([_tailed(_rounded(_cut(stroke, rng), rng), rng) for stroke in strokes], rng)


def between(drawing: Drawing, others: Sequence[Drawing], share: float, rng: Random) -> Drawing:
    """Write a drawing as a hand would that is so much of the way to another; if negative, further from it still.

    Of the others, which are of the same label, one is taken whose strokes are alike: as many, in the same order, and
    near. Where none is, nothing changes.
    Interpolating examples of a class is SMOTE (Chawla et al. 2002), here along the strokes and not from px to px.
    """
    own = [_even(stroke, _POINTS) for stroke in drawing.strokes]
    for number in rng.permutation(len(others))[:_TRIED]:
        if len(others[number].strokes) != len(own):
            continue
        pairs = [(stroke, _even(other, _POINTS)) for stroke, other in zip(own, others[number].strokes, strict=True)]
        if max(float(np.hypot(*(stroke - other).T).mean()) for stroke, other in pairs) < _ALIKE:
            moved = [stroke + share * (other - stroke) for stroke, other in pairs]
            return scaled(drawing.label, moved, drawing.writer)
    return drawing


def slant(spread: float, rng: Random) -> float:
    """Choose how far a hand leans, of a digit's height: upright, or as it comes, with that standard deviation."""
    return rng.normal(0, _NEARLY if rng.random() < _UPRIGHT else spread)


def height_of_one(rng: Random) -> float | None:
    """Choose how high a hand's one is that is a stroke alone, in heights of its other digits; None: it is another's."""
    return rng.uniform(*_LONG) if rng.random() < _PLAIN else None


def one(rng: Random) -> Drawing:
    """Write a one as a single stroke down, straight but for a hand's trembling, as many people do."""
    along = np.linspace(0, 1, 6)
    aside = rng.normal(0, _LEANING) * along + rng.normal(0, _BENT) * np.sin(np.pi * along)
    return scaled("1", [np.stack([aside, along], axis=1).astype(np.float32)])


def _even(stroke: Stroke, count: int | None = None) -> Stroke:
    """Set points evenly along a stroke, so many or _STEP apart: pens report them in time, the closer the slower."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    places = np.linspace(0, lengths[-1], count or max(2, round(lengths[-1] / _STEP) + 1))
    return np.stack([np.interp(places, lengths, axis) for axis in stroke.T], axis=1).astype(np.float32)


def _cut(stroke: Stroke, rng: Random) -> Stroke:
    """Begin a stroke late or end it early, now and then."""
    for _ in range(2):
        stroke = stroke[::-1]
        if rng.random() < _CUT and len(stroke) > 0.5 / _STEP:  # a short one may be all that tells a digit
            stroke = stroke[round(rng.uniform(0, _SHORTER) / _STEP) :]
    return stroke


def _rounded(stroke: Stroke, rng: Random) -> Stroke:
    """Round a stroke's corners as speed does, its ends kept where they are."""
    reach = round(rng.uniform(0, _WIDEST) / _STEP)
    if rng.random() >= _ROUNDED or not reach or len(stroke) < 3:
        return stroke
    # Mirrored through its ends, a stroke begins and ends where it did.
    before, after = 2 * stroke[:1] - stroke[reach:0:-1], 2 * stroke[-1:] - stroke[-2 : -reach - 2 : -1]
    longer = np.concatenate([before, stroke, after])
    width = 2 * min(reach, len(before), len(after)) + 1
    mean = np.stack([np.convolve(axis, np.full(width, 1 / width), "same") for axis in longer.T], axis=1)
    return mean[len(before) : len(before) + len(stroke)].astype(np.float32)


def _tailed(stroke: Stroke, rng: Random) -> Stroke:
    """Let the pen land or leave by a tail, now and then."""
    if rng.random() >= _TAILED:
        return stroke
    begins = rng.random() < 0.5
    way = stroke[::-1] if begins else stroke
    _, spread, turned, lengths = _TAILS[rng.choice(len(_TAILS), p=[often for often, *_ in _TAILS])]
    on = way[-1] - way[max(-len(way), -_BACK)]
    length = rng.uniform(*lengths)
    steps = max(1, round(length / _STEP))
    bend = rng.normal(0, _CURLED) * np.linspace(0, 1, steps)
    angles = np.arctan2(on[1], on[0]) + turned + rng.normal(0, spread) + bend
    tail = np.cumsum(np.stack([np.cos(angles), np.sin(angles)], axis=1) * length / steps, axis=0)
    tailed = np.concatenate([way, way[-1:] + tail.astype(np.float32)])
    return tailed[::-1] if begins else tailed


def _joined(strokes: list[Stroke], rng: Random) -> list[Stroke]:
    """Drag the pen from the end of one stroke to the beginning of the next, now and then, if that is near."""
    joined = strokes[:1]
    for stroke in strokes[1:]:
        near = np.hypot(*(stroke[0] - joined[-1][-1])) < _NEAR
        if near and rng.random() < _DRAGGED:
            joined[-1] = np.concatenate([joined[-1], stroke])
        else:
            joined.append(stroke)
    return joined
