"""Columns' paths are summed up, searched and followed as going through every one of them does."""

import itertools

import numpy as np
import pytest

from digitink.labels import BLANK
from digitink.numbers import ctc

COLUMNS = 5
SHOWN = (1, 7, BLANK)  # the labels that the columns here may show


def scores(seed: int, columns: int = COLUMNS) -> ctc.Floats:
    """Log-probabilities of columns, of which each shows one of SHOWN."""
    likely = np.full((columns, BLANK + 1), 1e-12)
    likely[:, SHOWN] = np.random.default_rng(seed).dirichlet(np.ones(len(SHOWN)), columns)
    return np.log(likely / likely.sum(axis=1, keepdims=True))


def labels_of(path: tuple[int, ...]) -> ctc.Labels:
    """What a path through the columns shows."""
    return tuple(label for label, _ in itertools.groupby(path) if label != BLANK)


def every(columns: ctc.Floats) -> dict[ctc.Labels, float]:
    """How probable each row of labels is, by going through all paths."""
    found: dict[ctc.Labels, float] = {}
    for path in itertools.product(SHOWN, repeat=len(columns)):
        likely = float(np.exp(columns[range(len(columns)), path].sum()))
        found[labels_of(path)] = found.get(labels_of(path), 0.0) + likely
    return found


@pytest.mark.parametrize("seed", range(5))
def test_all_paths_of_the_same_labels_are_summed_up(seed: int) -> None:
    for labels, likely in every(scores(seed)).items():
        assert np.exp(ctc.log_posterior(scores(seed), labels)) == pytest.approx(likely, abs=1e-9)


def test_labels_that_do_not_fit_are_never_so() -> None:
    assert np.exp(ctc.log_posterior(scores(0, columns=2), (1, 1))) == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_search_finds_the_likeliest_first(seed: int) -> None:
    known = sorted(every(scores(seed)).items(), key=lambda one: -one[1])
    found = ctc.likeliest(scores(seed), 64)  # columns below a thousandth are not followed: a little is missing
    assert [labels for labels, _ in found[:3]] == [labels for labels, _ in known[:3]]
    np.testing.assert_allclose(
        np.exp([score for _, score in found[:3]]), [likely for _, likely in known[:3]], atol=1e-3
    )


def test_the_best_path_may_show_other_labels_than_the_likeliest() -> None:
    columns = np.full((2, BLANK + 1), 1e-9)
    columns[:, 1], columns[:, BLANK] = 0.4, 0.6
    assert ctc.best_labels(np.log(columns)) == ()
    assert ctc.likeliest(np.log(columns), 4)[0][0] == (1,)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("labels", [(), (1,), (7, 1), (1, 1), (1, 7, 1)])
def test_labels_lie_where_the_likeliest_of_their_paths_has_them(labels: ctc.Labels, seed: int) -> None:
    columns = scores(seed)
    paths = [path for path in itertools.product(SHOWN, repeat=COLUMNS) if labels_of(path) == labels]
    best = max(paths, key=lambda path: columns[range(COLUMNS), path].sum())
    groups = [(label, list(places)) for label, places in itertools.groupby(range(COLUMNS), key=lambda at: best[at])]
    known = [(places[0], places[-1] + 1) for label, places in groups if label != BLANK]
    assert ctc.spans(columns, labels) == known


def test_no_columns_show_nothing() -> None:
    empty = np.zeros((0, BLANK + 1))
    assert ctc.best_labels(empty) == ()
    assert ctc.log_posterior(empty, ()) == 0
