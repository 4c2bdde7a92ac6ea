"""Decode a line's columns: the likeliest labels, how probable they are, and where each of them lies.

Connectionist temporal classification: each column shows a label or BLANK, nothing new; a label that goes on over
several columns counts once, and BLANK stands between two that are alike. Of all paths through the columns those that
give the same labels are summed up. Source: Graves, Fernandez, Gomez and Schmidhuber 2006, "Connectionist temporal
classification: labelling unsegmented sequence data with recurrent neural networks", ICML.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from digitink.labels import BLANK

Floats = npt.NDArray[np.float64]
Labels = tuple[int, ...]

# Labels of a column that are less probable are not followed further: the best path is among the others.
_FOLLOWED = np.log(1e-3)
NEVER = -1e9  # the logarithm of no probability at all, which can be added up


def best_labels(scores: Floats) -> Labels:
    """Return the labels on the path that is likeliest column by column, of (columns, BLANK + 1) log-probabilities."""
    path = scores.argmax(axis=1)
    if not len(path):
        return ()
    begins = np.concatenate([[True], path[1:] != path[:-1]])
    return tuple(int(label) for label in path[begins] if label != BLANK)


def fits(columns: int, labels: Sequence[int]) -> bool:
    """Tell whether so many columns can show these labels: one each, and one more between two that are alike."""
    return len(labels) + sum(one == other for one, other in pairwise(labels)) <= columns


def log_posterior(scores: Floats, labels: Sequence[int]) -> float:
    """Return the logarithm of how probable it is that a line shows these labels and no others.

    scores are (columns, BLANK + 1) log-probabilities. The sum over all paths, by the forward algorithm.
    """
    states, may_skip = _states(labels)
    if len(scores) == 0:
        return 0.0 if not labels else NEVER
    total = np.full(len(states), NEVER)
    total[:2] = scores[0, states[:2]]
    for column in scores[1:, states]:
        total = np.logaddexp.reduce(_arrivals(total, may_skip)) + column
    return float(np.logaddexp.reduce(total[-2:]))


def spans(scores: Floats, labels: Sequence[int]) -> list[tuple[int, int]]:
    """Return where each label lies, first column and the one after its last, on the likeliest path that shows them all.

    scores are (columns, BLANK + 1) log-probabilities: as many columns as labels at least, and one more between two
    that are alike.
    """
    states, may_skip = _states(labels)
    best = np.full(len(states), NEVER)
    best[:2] = scores[0, states[:2]]
    came = np.zeros((len(scores), len(states)), np.intp)
    places = np.arange(len(states))
    for number, column in enumerate(scores[1:, states], 1):
        arrivals = _arrivals(best, may_skip)
        came[number] = places - arrivals.argmax(axis=0)
        best = arrivals.max(axis=0) + column
    state = len(states) - 1 if len(states) == 1 or best[-1] >= best[-2] else len(states) - 2
    path = np.empty(len(scores), np.intp)
    for number in range(len(scores) - 1, -1, -1):
        path[number] = state
        state = came[number, state]
    found = []
    for place in range(len(labels)):
        columns = np.flatnonzero(path == 2 * place + 1)
        found.append((int(columns[0]), int(columns[-1]) + 1))
    return found


def _states(labels: Sequence[int]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return the labels with BLANK before, between and after them; and which may follow the label before at once."""
    states = np.full(2 * len(labels) + 1, BLANK, np.intp)
    states[1::2] = labels
    may_skip = np.zeros(len(states), bool)
    may_skip[3::2] = states[3::2] != states[1:-2:2]
    return states, may_skip


def _arrivals(total: Floats, may_skip: npt.NDArray[np.bool_]) -> Floats:
    """Return what comes into each state, (3, states): from itself, the one before, and the one before that."""
    arrivals = np.full((3, len(total)), NEVER)
    arrivals[0] = total
    arrivals[1, 1:] = total[:-1]
    arrivals[2, 2:][may_skip[2:]] = total[:-2][may_skip[2:]]
    return arrivals


def likeliest(scores: Floats, count: int) -> list[tuple[Labels, float]]:
    """Return the likeliest labels, at most so many of them, and the logarithm of how probable each is; the best first.

    A search over prefixes, of which in every column the count best go on (Hannun 2017, "Sequence modeling with CTC").
    What it leaves out makes the probabilities a little too small.
    """
    beams: dict[Labels, tuple[float, float]] = {(): (0.0, NEVER)}  # ending in BLANK, ending in its last label
    for column in scores:
        shown = np.flatnonzero(column > _FOLLOWED).tolist() or [int(column.argmax())]
        grown: dict[Labels, tuple[float, float]] = {}
        for prefix, (blank, label_) in beams.items():
            both = float(np.logaddexp(blank, label_))
            for label in shown:
                score = float(column[label])
                if label == BLANK:
                    _add(grown, prefix, both + score, NEVER)
                elif prefix and label == prefix[-1]:
                    _add(grown, prefix, NEVER, label_ + score)
                    _add(grown, (*prefix, label), NEVER, blank + score)
                else:
                    _add(grown, (*prefix, label), NEVER, both + score)
        ordered = sorted(grown.items(), key=lambda beam: -max(beam[1]))
        beams = dict(ordered[:count])
    found = [(prefix, float(np.logaddexp(*ends))) for prefix, ends in beams.items()]
    return sorted(found, key=lambda beam: -beam[1])


def _add(beams: dict[Labels, tuple[float, float]], prefix: Labels, blank: float, label: float) -> None:
    before = beams.get(prefix, (NEVER, NEVER))
    beams[prefix] = (float(np.logaddexp(before[0], blank)), float(np.logaddexp(before[1], label)))
