"""The commands of training: digitink train, ensemble, evaluate.

What they need is imported when they run: that they are listed takes no TensorFlow.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from digitink import extras
from digitink import model as model_file

NETWORKS = ("finder", "digits", "lines")  # in the order in which a picture passes through them

_PATH = click.Path(path_type=Path)


@click.command()
@click.option(
    "--out",
    type=_PATH,
    help="Folder to write: by default runs/NETWORK. For several networks, one in it for each.",
)
@click.option(
    "--preset",
    default="full",
    show_default=True,
    type=click.Choice(["full", "quick"]),
    help="full: the shipped recipe, about an hour each on two cores. quick: digits alone, MNIST as it is, in seconds.",
)
@click.option("--epochs", type=click.IntRange(0), help="Rounds: of all digits, 5,760 squares or 30,000 lines.")
@click.option("--digits", type=click.IntRange(1, 55_000), help="Train digits on so many only, for a quick look.")
@click.option("--seed", type=int, help="Another seed makes another model.")
@click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="The highest.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted training was.")
@click.option(
    "--begin-with",
    type=_PATH,
    multiple=True,
    metavar="MODEL",
    help="The .keras or .onnx file of an earlier training of one network, to learn further; of several, the mean.",
)
@click.argument("networks", metavar="[NETWORK]...", type=click.Choice(NETWORKS), nargs=-1)
def train(
    networks: tuple[str, ...],
    out: Path | None,
    preset: str,
    resume: bool,
    begin_with: tuple[Path, ...],
    **choices: float | None,
) -> None:
    """Train the networks, or NETWORK alone: finder, digits or lines.

    The finder finds ink in photographs, and learns from photographs that are made for it. The second reads digits, and
    learns from MNIST's, augmented. The third reads lines that are made for it. Each is written with its card.
    """
    names = [name for name in NETWORKS if name in networks] or list(NETWORKS if preset == "full" else ("digits",))
    if begin_with and len(names) > 1:
        raise click.UsageError("--begin-with is for one network: name it.")
    if choices["digits"] and names != ["digits"]:
        raise click.UsageError("--digits is for the network that reads them: digitink train digits.")
    if preset == "quick" and names != ["digits"]:
        raise click.UsageError("Only digits has a quick preset.")
    tasks = [_task(name, preset, choices) for name in names]
    folders = [out or Path("runs", name) if len(names) == 1 else (out or Path("runs")) / name for name in names]
    training = _training("train")
    for task, folder in zip(tasks, folders, strict=True):
        # Of several, those before the interrupted one are done, and those after it have not begun.
        if resume and len(names) > 1 and training.finished(task, folder):
            click.echo(f"{task.name} is trained: see {folder}.")
            continue
        begun = resume and (len(names) == 1 or (folder / training.CHECKPOINT).exists())
        _print_figures(training.train(task, folder, begun, begin_with)["measured"])
        _print_next_step(task.name, folder / f"{task.file}.onnx")


def _task(name: str, preset: str = "full", choices: Mapping[str, float | None] | None = None) -> Any:
    """Make the task of a network, with its recipe but for what is chosen."""
    module = _training(f"tasks.{name}")
    recipe = module.PRESETS[preset] if name == "digits" else module.Recipe()
    chosen = {choice: given for choice, given in (choices or {}).items() if given is not None}
    return getattr(module, name.capitalize())(replace(recipe, **chosen))


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("runs/digits"), show_default=True, help="Where to."
)
@click.argument("models", metavar="MODEL...", type=click.Path(path_type=Path), nargs=-1, required=True)
def ensemble(models: tuple[Path, ...], out: Path) -> None:
    """Build an ensemble of MODELs (.onnx, with their cards): model.onnx, the mean of their logits, and its card."""
    _print_figures(_training("export.ensemble").build(models, out)["measured"])
    _print_next_step("digits", out / "model.onnx")


def _print_figures(measured: Mapping[str, Mapping[str, float]]) -> None:
    """Print the figures of a card."""
    for name, figures in measured.items():
        shares = (f"{what} {share:.2%}" for what, share in figures.items() if what != "count")
        click.echo(f"{name}: {', '.join(shares)}")


def _print_next_step(name: str, path: Path) -> None:
    """Print how to use a model that was written."""
    if name == "digits":
        click.echo(f"Written to {path.parent}. Try it: digitink serve --model {path}")
    else:
        click.echo(f"Written to {path.parent}. Try it in Python: Recognizer({name}_path={str(path)!r})")


@click.command()
@click.option("--misses", type=_PATH, help="Also draw the misread test digits on a sheet, a PNG.")
@click.argument("model", type=_PATH, required=False)
def evaluate(model: Path | None, misses: Path | None) -> None:
    """Examine MODEL (.onnx or .keras; by default the three that are shipped).

    A network that reads digits on MNIST's test digits and, if it is an .onnx file, on all that was held out of its
    training; the others on lines and on photographs made of what was held out.
    """
    examination = _training("evaluate")
    for name in NETWORKS if model is None else [_network_of(model)]:
        task = _task(name)
        if model is not None and model.suffix == ".keras":
            found = [examination.evaluate(model)]
        else:
            _, found = task.examine(model or task.shipped, decide=False)
        if name != "digits":
            _print_figures({each.name: each.figures for each in found})
            continue
        click.echo("\n".join([str(found[0]), "", examination.HEADING, *(each.row for each in found), ""]))
        if misses:
            found[0].draw_misses(misses)
            click.echo(f"The misses are drawn in {misses}.")


def _network_of(path: Path) -> str:
    """Tell which of NETWORKS a file is, as its card says; without one, it reads digits. Raises ModelError."""
    if path.suffix == ".keras":
        return "digits"
    _, _, card = model_file.examine(path)
    name = str(card.get("name")).removeprefix("digitink ")
    return name if name in NETWORKS else "digits"


def _training(part: str) -> Any:
    """Import a module of the package that serving does without."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow greets at length; its errors still show
    return extras.imported(f"digitink.training.{part}", "train")
