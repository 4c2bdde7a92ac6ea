"""The command line: digitink serve, read, train, evaluate."""

import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from digitink.errors import DigitinkError, PictureError
from digitink.recognizer import Recognizer

_MODEL = click.option("--model", type=click.Path(path_type=Path), help="An ONNX file; without it, the shipped model.")


class _Commands(click.Group):
    """Commands whose own errors end in one line for a person, not in a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DigitinkError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="digitink")
def main() -> None:
    """Read the digits people draw."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one.")
@_MODEL
def serve(host: str, port: int, model: Path | None) -> None:
    """Serve the page to draw on."""
    import waitress.server

    from digitink.web import create_app

    app = create_app(Recognizer(model))
    try:
        server = waitress.server.create_server(app, host=host, port=port)
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {host}:{port}: {error.strerror}. Try another --port.") from error
    # A name such as localhost may stand for several addresses; any will do to say where the page is.
    listening = getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)]
    at, port = listening[0]
    click.echo(f"digitink is at http://{f'[{at}]' if ':' in at else at}:{port} (Ctrl+C stops it)")
    server.run()


@main.command()
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True)
@_MODEL
def read(pictures: tuple[str, ...], model: Path | None) -> None:
    """Read the digit in each PICTURE: its path, the digit, how sure.

    A picture that cannot be read is reported and skipped; the exit status is then 1.
    """
    recognizer = Recognizer(model)
    failed = False
    for path in pictures:
        try:
            prediction = recognizer.predict(Path(path))
        except PictureError as error:
            failed = True
            click.echo(f"{path}: {error}", err=True)
            continue
        doubt = "\tnot a digit, or too doubtful" if prediction.rejected else ""
        click.echo(f"{path}\t{prediction.digit}\t{prediction.confidence:.1%}{doubt}")
    sys.exit(failed)


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
    card = training.train(out, recipe, resume)
    for name, measured in card["measured"].items():
        shares = (f"{what} {share:.2%}" for what, share in measured.items() if what != "count")
        click.echo(f"{name}: {', '.join(shares)}")
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
    try:
        return importlib.import_module(f"digitink.training.{part}")
    except ModuleNotFoundError as error:
        raise click.ClickException(f"This needs {error.name}: pip install 'digitink[train]'.") from error
