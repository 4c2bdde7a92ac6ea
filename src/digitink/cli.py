"""The command line: digitink serve, read, bulk, train, join, evaluate, corrections."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click

from digitink import bulk, extras, records
from digitink.errors import DigitinkError, NotInstalled, PictureError
from digitink.recognizer import Recognizer

_MODEL = click.option("--model", type=click.Path(path_type=Path), help="An ONNX file; without it, the shipped model.")

_COLUMNS = ("path", "text", "confidence", "error")

# Commands with a file of their own, opened when they are asked for: the others start without what these import. Each
# with the extra that brings that.
_ELSEWHERE = {
    "bulk": ("digitink.bulk.cli", "bulk"),
    "corrections": ("digitink.corrections.cli", "serve"),
    "serve": ("digitink.web.cli", "serve"),
}


class _Commands(click.Group):
    """Commands whose own errors end in one line for a person, not in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, extra = _ELSEWHERE[cmd_name]
        try:
            command: click.Command = getattr(extras.imported(module, extra), cmd_name)
        except NotInstalled as error:
            return _missing(cmd_name, extra, error)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DigitinkError as error:
            raise click.ClickException(str(error)) from error


def _missing(name: str, extra: str, error: NotInstalled) -> click.Command:
    """Stand for a command whose extra is missing: it is listed, and says what to install, whatever is asked of it."""

    @click.command(
        name,
        short_help=f"Needs digitink[{extra}].",
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def command() -> None:
        raise error

    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="digitink")
def main() -> None:
    """Read the digits people draw."""


@main.command()
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a picture, a line each, and nothing else.")
@click.option(
    "--csv",
    "table",
    type=click.File("w", encoding="utf-8", errors="backslashreplace", lazy=True),
    help="Also write a table to FILE; with -, print it, and nothing else.",
)
@click.option("--annotate", type=click.Path(path_type=Path, file_okay=False), help="Also draw what was read, into DIR.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Read with at most so many processes; by default, many pictures on all cores.",
)
@_MODEL
def read(
    pictures: tuple[str, ...],
    as_json: bool,
    table: IO[str] | None,
    annotate: Path | None,
    jobs: int | None,
    model: Path | None,
) -> None:
    """Read the number in each PICTURE: its path, the number, how sure.

    PICTURE is a file, a folder of them, a pattern such as "scans/*.png", or - for one from standard input. A picture
    that cannot be read is reported and skipped; the exit status is then 1. It is 2 when there is no picture at all.
    Pictures are PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF files, and HEIC where digitink[heic] is installed.
    """
    if as_json and table and table.name == "-":
        raise click.UsageError("--json and --csv - would both print to standard output. Give --csv a file.")
    found, failed = _found(pictures)
    if not found:
        sys.exit(2)
    write = _writer(as_json, table)
    quiet = len(found) < 20 or not sys.stderr.isatty()
    with (
        _ending_quietly(),
        closing(bulk.read_all(found, Recognizer(model), annotate, jobs)) as outcomes,
        click.progressbar(length=len(found), label="Reading", file=sys.stderr, hidden=quiet) as bar,
    ):
        for path, outcome in outcomes:
            if isinstance(outcome, PictureError):
                failed = True
                click.echo(f"{path}: {outcome}", err=True)
            write(path, {"error": str(outcome)} if isinstance(outcome, PictureError) else records.of_reading(outcome))
            bar.update(1)
    sys.exit(failed)


def _found(arguments: Iterable[str]) -> tuple[list[str], bool]:
    """The pictures' paths, and whether one of the arguments names none, which is reported."""
    paths: list[str] = []
    missed = False
    for argument in arguments:
        try:
            paths += bulk.find(argument)
        except bulk.NoPictures as error:
            missed = True
            click.echo(str(error), err=True)
    return paths, missed


def _writer(as_json: bool, table: IO[str] | None) -> Callable[[str, dict[str, Any]], None]:
    """What writes one picture's record to standard output, and to the table if there is one."""
    rows = csv.DictWriter(table, _COLUMNS, extrasaction="ignore") if table else None

    def write(path: str, record: dict[str, Any]) -> None:
        if as_json:
            click.echo(json.dumps({"path": path, **record}))
        elif "text" in record and not (table and table.name == "-"):
            number = record["text"].replace("\n", " ") or "no number"
            click.echo(f"{click.format_filename(path)}\t{number}\t{record['confidence']:.1%}")
        if rows:
            rows.writerow({"path": path, **record})
        if table and table.name == "-":
            table.flush()  # whoever reads it waits for this row

    if rows:
        rows.writeheader()
    return write


@contextmanager
def _ending_quietly() -> Iterator[None]:
    """End without a traceback when `head` has read enough of the output, or at Ctrl-C; the exit status tells."""
    try:
        yield
    except BrokenPipeError:
        # Python flushes standard output once more at its end. See "Note on SIGPIPE" in the docs of the module signal.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + 13)  # as of a command that SIGPIPE ends
    except KeyboardInterrupt:
        sys.exit(128 + 2)  # as of one that SIGINT ends


@main.command()
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
@click.option("--resume", is_flag=True, help="Go on where an interrupted training was.")
def train(out: Path, preset: str, resume: bool, **choices: int | None) -> None:
    """Train a model on MNIST, drawn anew: model.keras, model.onnx and the card model.json."""
    training = _training("train")
    recipe = replace(training.PRESETS[preset], **{name: given for name, given in choices.items() if given is not None})
    _tell(training.train(out, recipe, resume))
    _invite(out)


@main.command()
@click.option(
    "--out", default="runs/digits", show_default=True, type=click.Path(path_type=Path), help="Folder of a training."
)
@click.option("--epochs", type=click.IntRange(1), help="Rounds of 60,000 pictures.")
@click.option("--seed", type=int, help="Another seed makes another model.")
def train_pairs(out: Path, **choices: int | None) -> None:
    """Train the model that reads two digits that touch: pairs.onnx and pairs.json, beside the model.keras of `train`.

    About half an hour on two cores.
    """
    training = _training("train_pairs")
    recipe = training.Recipe(**{name: given for name, given in choices.items() if given is not None})
    _tell(training.train_pairs(out, recipe))
    click.echo(f"Written to {out}. Recognizer(pairs_path={str(out / 'pairs.onnx')!r}) reads with it.")


@main.command()
@click.option(
    "--out", default="runs/finder", show_default=True, type=click.Path(path_type=Path), help="Folder to write."
)
@click.option("--epochs", type=click.IntRange(1), help="Rounds of 5,760 squares of made photographs.")
@click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="The highest.")
@click.option("--seed", type=int, help="Another seed makes another model.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted training was.")
@click.option(
    "--begin-with",
    type=click.Path(path_type=Path),
    metavar="KERAS",
    help="The finder.keras of an earlier training, to learn further.",
)
def train_finder(out: Path, resume: bool, begin_with: Path | None, **choices: float | None) -> None:
    """Train the model that finds ink in photographs: finder.keras, finder.onnx and the card finder.json.

    It learns from photographs that are made for it. About an hour and a quarter on two cores.
    """
    training = _training("train_finder")
    recipe = training.Recipe(**{name: given for name, given in choices.items() if given is not None})
    _tell(training.train_finder(out, recipe, resume, begin_with=begin_with))
    click.echo(f"Written to {out}. Recognizer(finder_path={str(out / 'finder.onnx')!r}) finds ink with it.")


@main.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("runs/digits"), show_default=True, help="Where to."
)
@click.argument("models", metavar="MODEL...", type=click.Path(path_type=Path), nargs=-1, required=True)
def join(models: tuple[Path, ...], out: Path) -> None:
    """Fold each MODEL (.onnx, with its card) into one that answers with their mean: model.onnx and its card."""
    _tell(_training("join").join(models, out))
    _invite(out)


def _tell(card: dict[str, Any]) -> None:
    """What was measured of a model that was made."""
    for name, measured in card["measured"].items():
        shares = (f"{what} {share:.2%}" for what, share in measured.items() if what != "count")
        click.echo(f"{name}: {', '.join(shares)}")


def _invite(out: Path) -> None:
    click.echo(f"Written to {out}. Try it: digitink serve --model {out / 'model.onnx'}")


@main.command()
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
