"""digitink bulk."""

import sys
from pathlib import Path

import click

from digitink.bulk.files import NoPictures
from digitink.extras import imported


@click.command()
@click.argument("source")
@click.argument("out")
@click.option("--digits", is_flag=True, help="Read one digit a picture instead of a number of any length.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["parquet", "csv", "jsonl"]),
    default="parquet",
    show_default=True,
    help="What the files of OUT are.",
)
@click.option("--column", metavar="NAME", help="The column of a Parquet table that holds the pictures.")
@click.option("--readers", type=click.IntRange(1), help="How many read side by side; by default, one a core.")
@click.option("--address", envvar="RAY_ADDRESS", help="A Ray cluster that is there; without it, this machine alone.")
@click.option("--resume", is_flag=True, help="Go on where an earlier run into OUT ended; begin where there was none.")
@click.option("--model", type=click.Path(path_type=Path), help="An ONNX file; without it, the shipped model.")
def bulk(
    source: str,
    out: str,
    digits: bool,
    format_: str,
    column: str | None,
    readers: int | None,
    address: str | None,
    resume: bool,
    model: Path | None,
) -> None:
    """Read the number in each of very many pictures, by Ray Data, into the folder OUT.

    SOURCE is a folder, a file or a pattern, here or as a URI that pyarrow or fsspec reads (s3://, gs://, hdfs://), of
    pictures, of Parquet tables with a column of pictures or of their URIs, or of tar files (WebDataset). A picture
    that cannot be read is a row with its error; the exit status is then 1. It is 2 when there is no picture at all,
    and 3 when the run ended early, and --resume goes on.
    """
    job = imported("digitink.bulk.job", "bulk")
    try:
        result = job.run(job.Job(source, out, format_, digits, model, column, readers, address, resume))
    except NoPictures as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except job.RunFailed as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(3)
    except KeyboardInterrupt:
        click.echo("Stopped. Go on with --resume.", err=True)
        sys.exit(128 + 2)  # as of a command that SIGINT ends
    click.echo(result)
    sys.exit(bool(result.summary.refused))
