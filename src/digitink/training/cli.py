"""The commands of training: digitink train, train-finder, train-lines, join, evaluate.

What they need is imported when they run: that they are listed takes no TensorFlow.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from digitink import extras
from digitink.recognizer import Recognizer

_PATH = click.Path(path_type=Path)


@click.command()
@click.option(
    "--out", default="runs/digits", show_default=True, type=click.Path(path_type=Path), help="Folder to write."
)
@click.option(
    "--preset",
    default="full",
    show_default=True,
    type=click.Choice(["full", "quick"]),
    help="full: the shipped recipe, about an hour on two cores. quick: MNIST as it is, in seconds.",
)
@click.option("--epochs", type=click.IntRange(1), help="Rounds through the training digits.")
@click.option("--digits", type=click.IntRange(1, 55_000), help="Train on so many digits only, for a quick look.")
@click.option("--seed", type=int, help="Another seed makes another model.")
@click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="The highest.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted training was.")
@click.option(
    "--begin-with",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="MODEL",
    help="The model.keras or digits.onnx of an earlier training, to learn further; of several, the mean.",
)
def train(out: Path, preset: str, resume: bool, begin_with: tuple[Path, ...], **choices: float | None) -> None:
    """Train a model on MNIST, drawn anew: model.keras, model.onnx and the card model.json."""
    training = _training("train")
    recipe = replace(training.PRESETS[preset], **{name: given for name, given in choices.items() if given is not None})
    _tell(training.train(out, recipe, resume, begin_with=begin_with))
    _invite(out)


def _learns(name: str, epoch: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a training that writes a model of that name; epoch is what it goes through once."""
    options = (
        click.option("--out", default=f"runs/{name}", show_default=True, type=_PATH, help="Folder to write."),
        click.option("--epochs", type=click.IntRange(0), help=f"Rounds of {epoch}."),
        click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="The highest."),
        click.option("--seed", type=int, help="Another seed makes another model."),
        click.option("--resume", is_flag=True, help="Go on where an interrupted training was."),
        click.option(
            "--begin-with",
            type=_PATH,
            multiple=True,
            metavar="MODEL",
            help=f"The {name}.keras or {name}.onnx of an earlier training, to learn further; of several, the mean.",
        ),
    )

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.command()
@_learns("finder", "5,760 squares of made photographs")
def train_finder(out: Path, **how: Any) -> None:
    """Train the model that finds ink in photographs: finder.keras, finder.onnx and the card finder.json.

    It learns from photographs that are made for it. About an hour and a quarter on two cores.
    """
    _learn("finder", "finds ink", out, **how)


@click.command()
@_learns("lines", "30,000 made lines")
def train_lines(out: Path, **how: Any) -> None:
    """Train the model that reads lines: lines.keras, lines.onnx and the card lines.json.

    It learns from lines that are made for it. About three quarters of an hour on two cores.
    """
    _learn("lines", "reads", out, **how)


def _learn(
    name: str, does: str, out: Path, resume: bool, begin_with: tuple[Path, ...], **choices: float | None
) -> None:
    """Train the model of that name; tell what was measured, and how a Recognizer does something with it."""
    task = f"train_{name}"
    training = _training(task)
    recipe = training.Recipe(**{choice: given for choice, given in choices.items() if given is not None})
    _tell(getattr(training, task)(out, recipe, resume, begin_with=begin_with))
    click.echo(f"Written to {out}. Recognizer({name}_path={str(out / f'{name}.onnx')!r}) {does} with it.")


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("runs/digits"), show_default=True, help="Where to."
)
@click.argument("models", metavar="MODEL...", type=click.Path(path_type=Path), nargs=-1, required=True)
def join(models: tuple[Path, ...], out: Path) -> None:
    """Fold each MODEL (.onnx, with its card) into one that answers with their mean: model.onnx and its card."""
    _tell(_training("export.join").join(models, out))
    _invite(out)


def _tell(card: dict[str, Any]) -> None:
    """What was measured of a model that was made."""
    for name, measured in card["measured"].items():
        shares = (f"{what} {share:.2%}" for what, share in measured.items() if what != "count")
        click.echo(f"{name}: {', '.join(shares)}")


def _invite(out: Path) -> None:
    click.echo(f"Written to {out}. Try it: digitink serve --model {out / 'model.onnx'}")


@click.command()
@click.option("--misses", type=click.Path(path_type=Path), help="Also draw the misses on a sheet, a PNG.")
@click.argument("model", type=click.Path(path_type=Path), required=False)
def evaluate(model: Path | None, misses: Path | None) -> None:
    """Examine MODEL (.onnx or .keras; by default the shipped one).

    On MNIST's test digits; and an .onnx file, with its card, on all that was held out of the training too.
    """
    examination = _training("evaluate")
    report = examination.evaluate(model)
    click.echo(report)
    if misses:
        report.draw_misses(misses)
        click.echo(f"The misses are drawn in {misses}.")
    if model is None or model.suffix != ".keras":
        click.echo(f"\n{examination.HEADING}")
        for row in examination.examine(Recognizer(model), examination.all_sets()):
            click.echo(row)


def _training(part: str) -> Any:
    """A module of the package that serving does without."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow greets at length; its errors still show
    return extras.imported(f"digitink.training.{part}", "train")
