"""The task of reading lines: the data, the export, the decisions and the evaluation of its network."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow
from scipy.optimize import minimize_scalar

from digitink.errors import ModelError
from digitink.labels import BLANK, NOT_A_DIGIT
from digitink.numbers import columns, ctc, reader, strip, views
from digitink.training import network, train
from digitink.training.data import fonts, lines, mnist, strokes
from digitink.training.data.glyphs import GlyphSources
from digitink.training.evaluate import LineEvaluation
from digitink.training.export import convolutional, quantize
from digitink.training.tasks.made import Made

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Known = Sequence[tuple[Bytes, list[int]]]  # lines, each with the labels on it, as lines.draw gives them

HELD_OUT = "held-out lines"

_EXAMPLES = 300  # lines that show the range of each layer's values
_HELD_OUT = 3000  # lines that nothing is learned from
_SEED = 2_147_483_647  # of those, whatever the seed of the training
_ROUNDING = 1e-3  # how far logits may differ between two programs that add 32-bit numbers up in another order
_LEAST_ALIKE = 0.95  # of the lines' best labels: what changes was nearly even before
_PADDED = 32  # px: widths of batches are multiples of this, so that there are not too many
_FITTED_EVERY = 4  # The temperature is fitted on every so many-th held-out line,
_LEAST = -20.0  # of which each counts no more than so much: a label may be wrong.
_NO_LABEL = -1  # fills up the labels of a batch's shorter lines


@dataclass(frozen=True, kw_only=True)
class Recipe(train.Recipe):
    """All that decides what a training makes."""

    epochs: int = 18
    parts: int = 30  # of lines.PART each, in an epoch
    batch: int = 48
    learning_rate: float = 2e-3
    dropout: float = 0.2
    widths: tuple[int, ...] = (16, 32, 80, 128)


class Lines(Made[GlyphSources]):
    """Reads a line column by column; from lines that are made."""

    name, file, shipped = "lines", "lines", columns.SHIPPED

    recipe: Recipe

    def __init__(self, recipe: Recipe = Recipe(), data: Path | None = None) -> None:
        """Take a recipe and, where it is not the cache, the folder that MNIST is in."""
        super().__init__(recipe, data)

    def _sources(self, part: int, real: strokes.Strokes) -> GlyphSources:
        files = [*fonts.load()[part], *fonts.load(catalog=fonts.PRINTED)[part]]
        return GlyphSources.of(mnist.load(self._data)[part], files, real.digits, real.symbols)

    @cached_property
    def _held_out(self) -> Known:
        return lines.draw(self._unseen, _HELD_OUT, np.random.default_rng(_SEED))

    def build(self, **how: Any) -> keras.Model:
        """Return an untrained network."""
        return network.build_lines(self.recipe.widths, self.recipe.dropout, **how)

    @property
    def loss(self) -> Any:
        """Connectionist temporal classification."""
        return ctc_loss

    @property
    def steps(self) -> int:
        """How many batches there are in an epoch."""
        return self.recipe.parts * lines.PART // self.recipe.batch

    @contextmanager
    def epochs(self) -> Iterator[train.Draw]:
        """Make lines of writing."""
        batch, seed = self.recipe.batch, self.recipe.seed
        with lines.epochs(self._learned, seed) as made:

            def draw(number: int, enough: int | None) -> Iterator[train.Batch]:
                if enough is None:
                    return batches(made(number, self.recipe.parts), batch, np.random.default_rng([seed, number]))
                return batches(made(number, 1 + enough * batch // lines.PART), batch, np.random.default_rng(seed))

            yield draw

    @cached_property
    def examples(self) -> Bytes:
        """Some lines to learn from, equally wide."""
        made = lines.draw(self._learned, _EXAMPLES, np.random.default_rng(self.recipe.seed))
        return padded([seen for seen, _ in made])

    def progress(self, net: keras.Model) -> str:
        """Say how many of the held-out lines are read as they are labeled, each mark that is no digit too."""
        some = sorted(self._held_out[: _HELD_OUT // 6], key=lambda one: one[0].shape[1])
        right = 0
        for start in range(0, len(some), 50):
            part = some[start : start + 50]
            logits = net.predict_on_batch(train.as_input(padded([seen for seen, _ in part])))[:, 0]
            right += sum(ctc.best_labels(own) == tuple(known) for own, (_, known) in zip(logits, part, strict=True))
        return f": {right / len(some):.2%} of the held-out lines read"

    def export(self, net: keras.Model, path: Path) -> None:
        """Write a network as ONNX in 8-bit integers. Raises ModelError where it then answers otherwise."""
        export(net, path, self.examples)

    def examine(self, path: Path, decide: bool = True) -> tuple[dict[str, float], list[LineEvaluation]]:
        """Judge an ONNX file on lines made of what is held out: decide the temperature, and evaluate it."""
        net, held_out = columns.load(path), self._held_out
        logits = [net.logits(seen) for seen, _ in held_out]
        labels = [tuple(label for label in known if label != NOT_A_DIGIT) for _, known in held_out]
        temperature = fit_temperature(logits, labels) if decide else net.network.temperature

        def again(seen: Bytes) -> list[Floats]:
            return [_scores(net.logits(view), temperature) for view in views.views(seen)]

        read = [
            reader.likeliest(_scores(own, temperature), partial(again, seen))
            for own, (seen, _) in zip(logits, held_out, strict=True)
        ]
        predictions, confidence = [tuple(own) for own, _ in read], np.array([probability for _, probability in read])
        return {"temperature": temperature}, [LineEvaluation(HELD_OUT, labels, predictions, confidence)]


def batches(made: Known, batch: int, rng: np.random.Generator) -> Iterator[train.Batch]:
    """Sort lines into batches of about as wide ones, in any order: pictures, and labels filled up with _NO_LABEL.

    What does not fill a batch is left out.
    """
    ordered = sorted(range(len(made)), key=lambda number: made[number][0].shape[1])
    for start in rng.permutation(np.arange(0, len(made) - batch + 1, batch)):
        some = [made[number] for number in ordered[start : start + batch]]
        known = np.full((batch, max(1, *(len(own) for _, own in some))), _NO_LABEL, np.int32)
        for row, (_, own) in zip(known, some, strict=True):
            row[: len(own)] = own
        yield padded([seen for seen, _ in some]), known


def padded(strips: Sequence[Bytes]) -> Bytes:
    """Make strips equally wide by what has no ink: (n, strip.HEIGHT, w) uint8."""
    width = max(seen.shape[1] for seen in strips)
    together = np.zeros((len(strips), strip.HEIGHT, width + -width % _PADDED), np.uint8)
    for place, seen in enumerate(strips):
        together[place, :, : seen.shape[1]] = seen
    return together


@keras.saving.register_keras_serializable("digitink")  # type: ignore[untyped-decorator]
def ctc_loss(known: Any, logits: Any) -> Any:
    """Compare (n, most) int32 labels, _NO_LABEL behind the last, with (n, 1, columns, BLANK + 1) logits: (n,).

    The logarithm of how improbable the labels are, see ctc.py.
    """
    known = tensorflow.cast(known, tensorflow.int32)
    places = tensorflow.where(known != _NO_LABEL)
    sparse = tensorflow.SparseTensor(
        places, tensorflow.gather_nd(known, places), tensorflow.shape(known, tensorflow.int64)
    )
    logits = tensorflow.squeeze(logits, 1)
    lengths = tensorflow.fill(tensorflow.shape(logits)[:1], tensorflow.shape(logits)[1])
    return tensorflow.nn.ctc_loss(sparse, logits, None, lengths, logits_time_major=False, blank_index=BLANK)


def export(net: keras.Model, path: Path, examples: Bytes) -> None:
    """Write a network as ONNX in 8-bit integers; see that it reads examples, (n, strip.HEIGHT, w) uint8, as Keras does.

    Raises ModelError.
    """
    wanted = np.asarray(net.predict(train.as_input(examples), batch_size=60, verbose=0))[:, 0]
    convolutional.write(net, path)

    def logits(file: Path) -> npt.NDArray[np.float32]:
        served = columns.load(file).network
        return np.concatenate([served.run(examples[at : at + 1])[:, :, 0] for at in range(len(examples))])

    def alike(file: Path) -> float:
        """Tell the share of lines whose best labels are the same."""
        pairs = zip(logits(file).transpose(0, 2, 1), wanted, strict=True)
        return float(np.mean([ctc.best_labels(one) == ctc.best_labels(other) for one, other in pairs]))

    if (apart := float(np.abs(logits(path).transpose(0, 2, 1) - wanted).max())) > _ROUNDING:
        raise ModelError(f"{path} answers otherwise than the network it was made from: logits differ by {apart:.2g}.")
    convolutions = [layer.name for layer in net.layers if isinstance(layer, keras.layers.Conv2D)]
    quantize.rewrite(
        path,
        columns.load(path).network,
        examples,
        alike,
        ["Conv", "MaxPool"],
        part=20,
        least_alike=_LEAST_ALIKE,
        exclude=(convolutions[0], convolutions[-1]),  # the picture's levels, and the sum that decides
    )


def fit_temperature(logits: Sequence[Floats], wanted: Sequence[Sequence[int]]) -> float:
    """Find the temperature with which lines' logits, (columns, BLANK + 1) each, make their labels likeliest."""
    some = list(zip(logits, wanted, strict=True))[::_FITTED_EVERY]

    def cross_entropy(log_temperature: float) -> float:
        scored = partial(_scores, temperature=float(np.exp(log_temperature)))
        return -float(np.mean([max(_LEAST, ctc.log_posterior(scored(own), known)) for own, known in some]))

    found = minimize_scalar(cross_entropy, bounds=(-1, 1.5), method="bounded", options={"xatol": 0.02})
    return float(np.exp(found.x))


def _scores(logits: Floats, temperature: float) -> Floats:
    """Return what the reader follows of a line that is alone on its page."""
    shown = columns.log_probabilities(logits, temperature)
    return columns.without_others(columns.with_log_odds(shown, columns.log_odds_on_page([shown])))
