"""Sources of pictures for bulk reading: folders, Parquet tables and tar files of the same drawings."""

import io
import tarfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from samples.drawing import DRAWINGS, png, render


@cache
def files() -> list[tuple[str, bytes]]:
    """Return what each drawing shows, and its PNG."""
    return [(str(drawing.digit), png(render(drawing))) for drawing in DRAWINGS]


def pictures(count: int) -> list[tuple[str, bytes]]:
    """So many names, whose last letter before the dot is the digit, and PNGs."""
    known = files()
    made = [known[place % len(known)] for place in range(count)]
    return [(f"{place:05} {digit}.png", file) for place, (digit, file) in enumerate(made)]


def folder(at: Path, count: int) -> Path:
    """Make a folder of so many files, in two folders within."""
    for place, (name, file) in enumerate(pictures(count)):
        inside = at / ("odd" if place % 2 else "even")
        inside.mkdir(parents=True, exist_ok=True)
        (inside / name).write_bytes(file)
    return at


def table(at: Path, values: Sequence[bytes | str | None], column: str = "picture", group: int | None = None) -> Path:
    """Make a Parquet table of pictures, or of their URIs, with another column beside."""
    at.parent.mkdir(parents=True, exist_ok=True)
    columns = {"id": list(range(len(values))), column: list(values)}
    pq.write_table(pa.table(columns), at, row_group_size=group)
    return at


def tar(at: Path, count: int) -> Path:
    """Make a tar file of so many pictures, each with a label beside it as WebDataset has it."""
    at.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(at, "w:gz" if at.name.endswith("gz") else "w") as archive:
        for name, file in pictures(count):
            for member, content in ((name, file), (name.replace(".png", ".cls"), name[-5].encode())):
                entry = tarfile.TarInfo(f"in/{member}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return at
