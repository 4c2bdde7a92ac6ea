"""The command line of corrections: digitink corrections list, export, delete."""

import json
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import numpy as np

from digitink import idx
from digitink.corrections.store import Store, from_environment
from digitink.corrections.table import Correction
from digitink.errors import NoSuchCorrection, StoreError
from digitink.labels import DIGITS


@click.group()
def corrections() -> None:
    """List, export or delete what people said their drawings were.

    The environment variable DIGITINK_DATABASE_URL names the database, as it does for digitink serve.
    """


@corrections.command("list")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="Print no more than so many.")
def list_(limit: int) -> None:
    """Print one line per correction, newest first: id, time, label, prediction, confidence."""
    for correction in _opened().newest(limit):
        time = correction.time.isoformat(timespec="seconds")
        numbers_in_a_line = (_line(correction.number), _line(correction.number_read or ""))
        label, read = (_name(correction), correction.read) if correction.number is None else numbers_in_a_line
        click.echo(f"{correction.id}\t{time}\t{label}\t{read}\t{correction.confidence:.1%}")


@corrections.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """Write all corrections into FOLDER, which is made, or is empty.

    corrections-images-idx3-ubyte and corrections-labels-idx1-ubyte: the digits as the network saw them and what they
    were, in MNIST's format; other labels are numbered after the ten digits, as the lines of labels.txt tell.
    numbers.jsonl: a JSON object for each number: its drawing, what it was, what was read, and a box for each digit.
    drawings/: all the drawings as PNG, named by what they were ("none": not a digit) and id.
    """
    store = _opened()
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty: an export of an earlier day would be mixed with this one.")
    drawings = folder / "drawings"
    drawings.mkdir(parents=True, exist_ok=True)
    images, labels, numbers, count = [], [], [], 0
    for correction in store.all():
        # An id is a UUID, and a label such as "/" is quoted: a name leads nowhere else, whatever is in the database.
        name = f"{quote(_name(correction), safe='')}-{uuid.UUID(correction.id)}.png"
        try:
            (drawings / name).write_bytes(store.drawing(correction.id))
        except NoSuchCorrection:  # taken back at this very moment
            continue
        count += 1
        if correction.number is not None:
            numbers.append(json.dumps(_number(correction, f"drawings/{name}")))
        elif correction.label is not None:
            images.append(np.frombuffer(correction.seen or b"", np.uint8).reshape(28, 28))
            labels.append(str(correction.label))
    idx.write(folder / "corrections-images-idx3-ubyte", np.array(images, np.uint8).reshape(-1, 28, 28))
    known = [*DIGITS, *sorted(set(labels) - set(DIGITS))]
    idx.write(folder / "corrections-labels-idx1-ubyte", np.array([known.index(label) for label in labels], np.uint8))
    (folder / "labels.txt").write_text("".join(f"{label}\n" for label in known), encoding="utf-8")
    (folder / "numbers.jsonl").write_text("".join(f"{number}\n" for number in numbers), encoding="utf-8")
    click.echo(f"{count} drawings are in {folder}: {len(labels)} digits and {len(numbers)} numbers.")


@corrections.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
def delete(ids: tuple[str, ...]) -> None:
    """Delete the corrections with these IDs."""
    store = _opened()
    for id_ in ids:
        store.delete(id_)


def _opened() -> Store:
    store = from_environment()
    if store is None:
        raise StoreError('Corrections are off: DIGITINK_DATABASE_URL is "off".')
    return store


def _number(correction: Correction, drawing: str) -> dict[str, Any]:
    """Return a number as it is exported."""
    return {
        "drawing": drawing,
        "number": correction.number,
        "read": correction.number_read,
        "confidence": correction.confidence,
        "boxes": correction.boxes,
        "model": correction.model,
    }


def _line(number: str | None) -> str:
    """Return a number on one line."""
    return (number or "none").replace("\n", " / ")


def _name(correction: Correction) -> str:
    if correction.number is not None:
        return "number"
    return "none" if correction.label is None else str(correction.label)
