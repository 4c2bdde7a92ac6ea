"""The network that reads a line, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digitink import model
from digitink.ink import Coverage
from digitink.labels import BLANK, NOT_A_DIGIT
from digitink.numbers import ctc

Floats = npt.NDArray[np.float64]

SHIPPED = Path(model.__file__).parent / "lines.onnx"

# What a page is thought to hold before it is looked at, as if so many marks had been seen on it: in digits and signs,
# and in what is neither. Numbers are what is given to be read. A fifth or twice as many of the latter, and three times
# as many of both, read the lines of the 14 held-out writers as well (docs/experiments.md).
_DIGITS_BEFORE, _OTHERS_BEFORE = 1.0, 0.05
# Estimates that the share of either follows from the one before; each moves less, and the last by nothing to speak of.
_ESTIMATES = 6


@dataclass(frozen=True)
class Columns:
    """Says of each column of a line which mark it shows."""

    network: model.Model

    def scores(self, strip: Coverage) -> Floats:
        """Return the logarithms of calibrated probabilities, (columns, BLANK + 1), see ctc.py.

        strip is (strip.HEIGHT, w) uint8, as strip.strip_of gives it; a column is strip.STEP px of it.
        """
        return log_probabilities(self.logits(strip), self.network.temperature)

    def logits(self, strip: Coverage) -> Floats:
        """Return what the network gives for each column of a strip, (columns, BLANK + 1)."""
        return self.network.run(strip[np.newaxis])[0, :, 0].T.astype(np.float64)


def log_probabilities(logits: Floats, temperature: float) -> Floats:
    """Return the logarithms of the probabilities that logits stand for, both (columns, BLANK + 1)."""
    return _normalized(logits / temperature)


def log_odds_on_page(lines: Sequence[Floats]) -> float:
    """Estimate how often this page shows what is neither digit nor sign, given all its lines' log-probabilities.

    Returns the logarithm of the odds, relative to those in training: there every other mark is neither, on a page of
    numbers hardly any is, and on a page of words nearly all are. So the prior is estimated from the probabilities, and
    the probabilities from the prior, in turn. Lines are (columns, BLANK + 1) each.
    Source: Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori
    probabilities", Neural Computation 14, with a prior to the shares: a page is short.
    """
    log_odds = float(np.log(_OTHERS_BEFORE / _DIGITS_BEFORE))
    for _ in range(_ESTIMATES):
        adjusted = [with_log_odds(scores, log_odds) for scores in lines]
        shown = np.exp(np.concatenate([np.zeros((0, BLANK + 1)), *adjusted])).sum(axis=0)
        others, digits = shown[NOT_A_DIGIT], np.delete(shown, [NOT_A_DIGIT, BLANK]).sum()
        log_odds = float(np.log((_OTHERS_BEFORE + others) / (_DIGITS_BEFORE + digits)))
    return log_odds


def with_log_odds(scores: Floats, log_odds: float) -> Floats:
    """Make up for log_odds_on_page in log-probabilities, (columns, BLANK + 1)."""
    return _normalized(scores + log_odds * (np.arange(BLANK + 1) == NOT_A_DIGIT))


def _normalized(scores: Floats) -> Floats:
    return np.asarray(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))


def without_others(scores: Floats) -> Floats:
    """Return log-probabilities, (columns, BLANK + 1), in which what is no digit counts as BLANK.

    How many letters there are in a word is nobody's question. Nothing is lost of two digits that are alike with a
    letter between them: BLANK keeps them apart too.
    """
    merged = scores.copy()
    merged[:, BLANK] = np.logaddexp(scores[:, BLANK], scores[:, NOT_A_DIGIT])
    merged[:, NOT_A_DIGIT] = ctc.NEVER
    return merged


def load(path: Path = SHIPPED) -> Columns:
    """Open a network that reads lines, and its card. Raises ModelError, see model.load."""
    return Columns(model.load(path, side=None, channels=BLANK + 1))
