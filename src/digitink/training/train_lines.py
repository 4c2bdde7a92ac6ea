"""Train the network that reads lines, on lines made for it, and write it down with its card."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow
from scipy.optimize import minimize_scalar
from tqdm.auto import tqdm

from digitink.errors import ModelError
from digitink.labels import BLANK, NOT_A_DIGIT
from digitink.numbers import columns, ctc, reader, strip
from digitink.training import calibration, network, train
from digitink.training.data import fonts, lines, mnist, strokes
from digitink.training.data.lines import Material
from digitink.training.export import convolutional, quantise

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Lines = Sequence[tuple[Bytes, list[int]]]

_EXAMPLES = 300  # lines that show the range of each layer's values
_HELD_OUT = 3000  # lines that nothing is learnt from
_SEED = 2_147_483_647  # of those, whatever the seed of the training
_ROUNDING = 1e-3  # how far logits may differ between two programs that add 32-bit numbers up in another order
_LEAST_ALIKE = 0.95  # of the lines' best labels: what changes was nearly even before
_PADDED = 32  # px: widths of batches are multiples of this, so that there are not too many
_FITTED_EVERY = 4  # The temperature is fitted on every so many-th held-out line,
_LEAST = -20.0  # of which each counts no more than so much: a label may be wrong.
_NO_LABEL = -1  # fills up the labels of a batch's shorter lines


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training makes."""

    epochs: int = 18
    parts: int = 30  # of lines.PART each, in an epoch
    batch: int = 48
    learning_rate: float = 2e-3  # the highest: it rises over half an epoch at most and falls as a cosine
    weight_decay: float = 1e-2
    averaged: float = 0.998  # what is shipped is the mean of the last steps' weights: each step's share falls by this
    dropout: float = 0.2
    widths: tuple[int, ...] = (16, 32, 80, 128)
    seed: int = 1


def train_lines(
    folder: Path, recipe: Recipe, resume: bool = False, data: Path | None = None, begin_with: Sequence[Path] = ()
) -> dict[str, Any]:
    """Train, and write lines.keras, lines.onnx and the card lines.json into folder. Returns the card.

    A checkpoint after every epoch lets `resume` go on where an interrupted training was. Decisions (the temperature)
    are made on lines of held-out digits, fonts and writers. begin_with is what earlier trainings wrote, lines.keras
    or, as it is shipped, lines.onnx, whose weights are learnt further. Raises DataError and ModelError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    real = train.found_strokes()
    material, unseen = _materials(real, data)
    examples = lines.draw(material, _EXAMPLES, np.random.default_rng(recipe.seed))
    held_out = lines.draw(unseen, _HELD_OUT, np.random.default_rng(_SEED))
    untrained = network.build_lines(recipe.widths, recipe.dropout)
    begun = train.begin(begin_with, untrained, lambda: padded([seen for seen, _ in examples]), "lines", "lines")
    net, seconds = _trained(folder, recipe, resume, material, held_out, begun)
    whole = network.build_lines(recipe.widths, recipe.dropout)  # as it is served: of 32-bit products and Keras' layers
    whole.set_weights(net.get_weights())
    path = folder / "lines.onnx"
    return train.finish(
        path,
        whole,
        lambda: export(whole, path, padded([seen for seen, _ in examples])),
        lambda: examine(columns.load(path), held_out),
        {"recipe": asdict(recipe), "seconds": round(seconds, 1), "without": list(real.missing)},
        begin_with,
    )


def _materials(real: strokes.Strokes, data: Path | None) -> tuple[Material, Material]:
    """Gather what lines to learn from are written with, and those to measure on: of other digits, fonts and writers.

    mathnote's drawings are in both: few people made them, and there are signs nowhere else.
    """
    training, unseen, _ = mnist.load(data)
    (hands, other_hands), (prints, other_prints) = fonts.load(), fonts.load(catalogue=fonts.PRINTED)
    learnt = Material.of(training, [*hands, *prints], real.digits, real.symbols)
    return learnt, Material.of(unseen, [*other_hands, *other_prints], real.held_out, real.symbols)


def _trained(
    folder: Path, recipe: Recipe, resume: bool, material: Material, held_out: Lines, begun: keras.Model | None = None
) -> tuple[keras.Model, float]:
    """Train a network; return it after all epochs, its weights averaged, and the seconds they took."""
    steps = recipe.parts * lines.PART // recipe.batch
    with lines.epochs(material, recipe.seed) as made:

        def epoch(net: keras.Model, number: int, bar: "tqdm[Any]") -> None:
            learn(net, made(number, recipe.parts), recipe.batch, np.random.default_rng([recipe.seed, number]), bar)
            right = _share_read(net, held_out[: _HELD_OUT // 6])
            tqdm.write(f"epoch {number + 1} of {recipe.epochs}: {right:.2%} of the held-out lines read")

        def settled(net: keras.Model) -> None:
            for pictures, _ in batches(made(recipe.epochs, 3), recipe.batch, np.random.default_rng(recipe.seed)):
                net(train.as_input(pictures), training=True)  # what normalizes is measured anew, see train.settle

        return train.run(folder, recipe, steps, lambda: _compiled(recipe, steps), epoch, settled, resume, begun)


def _compiled(recipe: Recipe, steps: int) -> keras.Model:
    """Return an untrained network, ready to train."""
    net = network.build_lines(recipe.widths, recipe.dropout, precision=train.precision(), fused=True)
    optimizer = train.optimiser(recipe.epochs, steps, recipe.learning_rate, recipe.weight_decay, recipe.averaged)
    net.compile(optimizer, loss=ctc_loss, jit_compile=False)
    return net


def learn(net: keras.Model, made: Lines, batch: int, rng: np.random.Generator, bar: "tqdm[Any]") -> None:
    """Go once through lines, as lines.draw gives them, in batches of about as wide ones."""
    net.reset_metrics()
    for pictures, known in batches(made, batch, rng):
        learnt = net.train_on_batch(train.as_input(pictures), known, return_dict=True)
        bar.update()
        bar.set_postfix({name: f"{value:.4f}" for name, value in learnt.items()}, refresh=False)


def batches(made: Lines, batch: int, rng: np.random.Generator) -> list[tuple[Bytes, npt.NDArray[np.int32]]]:
    """Sort lines into batches of about as wide ones, in any order: pictures, and labels filled up with _NO_LABEL.

    What does not fill a batch is left out.
    """
    ordered = sorted(range(len(made)), key=lambda number: made[number][0].shape[1])
    found = []
    for start in rng.permutation(np.arange(0, len(made) - batch + 1, batch)):
        some = [made[number] for number in ordered[start : start + batch]]
        known = np.full((batch, max(1, *(len(own) for _, own in some))), _NO_LABEL, np.int32)
        for row, (_, own) in zip(known, some, strict=True):
            row[: len(own)] = own
        found.append((padded([seen for seen, _ in some]), known))
    return found


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


def _share_read(net: keras.Model, some: Lines) -> float:
    """Tell how many of some lines are read as they are labeled, each mark that is no digit too."""
    right = 0
    ordered = sorted(some, key=lambda one: one[0].shape[1])
    for start in range(0, len(ordered), 50):
        part = ordered[start : start + 50]
        logits = net.predict_on_batch(train.as_input(padded([seen for seen, _ in part])))[:, 0]
        right += sum(ctc.best_labels(own) == tuple(known) for own, (_, known) in zip(logits, part, strict=True))
    return right / len(some)


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
    quantise.rewrite(
        path,
        columns.load(path).network,
        examples,
        alike,
        ["Conv", "MaxPool"],
        part=20,
        least_alike=_LEAST_ALIKE,
        exclude=(convolutions[0], convolutions[-1]),  # the picture's levels, and the sum that decides
    )


def examine(net: columns.Columns, held_out: Lines) -> dict[str, Any]:
    """Find the temperature; measure how many lines are read, and of those without digits, how many are read as such."""
    logits = [net.logits(seen) for seen, _ in held_out]
    wanted = [[label for label in known if label != NOT_A_DIGIT] for _, known in held_out]

    def surprise(log_temperature: float) -> float:
        scores = map(partial(_scores, temperature=float(np.exp(log_temperature))), logits[::_FITTED_EVERY])
        return -float(
            np.mean(
                [max(_LEAST, ctc.log_posterior(*each)) for each in zip(scores, wanted[::_FITTED_EVERY], strict=True)]
            )
        )

    found = minimize_scalar(surprise, bounds=(-1, 1.5), method="bounded", options={"xatol": 0.02})
    temperature = float(np.exp(found.x))
    read = [reader.likeliest(_scores(own, temperature)) for own in logits]
    right = np.array([list(own) == known for (own, _), known in zip(read, wanted, strict=True)])
    bare, sure = np.array([not known for known in wanted]), np.array([probability for _, probability in read])
    return {
        "temperature": temperature,
        "measured": {
            "held-out lines": {
                "count": len(held_out),
                "exact": round(float(right[~bare].mean()), 5),
                "exact of those without digits": round(float(right[bare].mean()), 5),
                "calibration error": round(calibration.error_of_confidence(sure, right), 5),
            }
        },
    }


def _scores(logits: npt.NDArray[np.float64], temperature: float) -> npt.NDArray[np.float64]:
    """Return what the reader follows of a line that is alone on its page."""
    (shown,) = columns.as_on_page([columns.log_probabilities(logits, temperature)])
    return columns.without_others(shown)
