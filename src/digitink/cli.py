"""The command line: digitink read, and how the commands of the other rooms are found."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import click

from digitink import bulk, extras
from digitink.errors import DigitinkError, NotInstalled, PictureError
from digitink.recognizer import Recognizer
from digitink.results import as_record

_MODEL = click.option("--model", type=click.Path(path_type=Path), help="An ONNX file; without it, the shipped model.")

_COLUMNS = ("path", "text", "written", "confidence", "error")

# Commands with a file of their own, opened when they are asked for: the others start without what these import. Each
# with the extra that brings that.
_ELSEWHERE = {
    "bulk": ("digitink.bulk.cli", "bulk"),
    "corrections": ("digitink.corrections.cli", "serve"),
    "serve": ("digitink.server.cli", "serve"),
    **dict.fromkeys(("ensemble", "evaluate", "train"), ("digitink.training.cli", "train")),
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
            command: click.Command = getattr(extras.imported(module, extra), cmd_name.replace("-", "_"))
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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per picture, one per line.")
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
    """Read the number in each PICTURE: print its path, the number and the confidence.

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
            write(path, {"error": str(outcome)} if isinstance(outcome, PictureError) else as_record(outcome))
            bar.update(1)
    sys.exit(failed)


def _found(arguments: Iterable[str]) -> tuple[list[str], bool]:
    """Return the pictures' paths, and whether one of the arguments names none, which is reported."""
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
    """Return what writes one picture's record to standard output, and to the table if there is one."""
    rows = csv.DictWriter(table, _COLUMNS, extrasaction="ignore") if table else None

    def write(path: str, record: dict[str, Any]) -> None:
        if as_json:
            click.echo(json.dumps({"path": path, **record}))
        elif "text" in record and not (table and table.name == "-"):
            number = record["written"].replace("\n", " ") or "no number"
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
