"""Load real pen strokes: the digits of pendigits, and the digits, signs and letters of mathnote-ocr.

pendigits (UCI 81, Alpaydin and Alimoglu 1998, CC BY 4.0) comes from 44 writers: 30 to train on, and 14 held out.
mathnote-ocr (github.com/YonatanNemtsov/mathnote-ocr, Apache License 2.0) comes from few. Neither is part of digitink:
they are looked for in `folders()`, and a training does without those that are not there.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
import pooch
from tqdm.auto import tqdm

from digitink.errors import DataError
from digitink.training.data import lzw, mnist

Stroke = npt.NDArray[np.float32]

PENDIGITS = ("pendigits/pendigits-orig.tra.Z", "pendigits/pendigits-orig.tes.Z")
MATHNOTE = "mathnote-symbols.tar.gz"
PENDIGITS_URL = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
# SHA-256, of pendigits as unpacked, of mathnote as packed.
SUMS = {
    PENDIGITS[0]: "a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    PENDIGITS[1]: "ddb1c19e277a56c7ffe682cc024d6ab73696f9adcc1643ef9ed5aa753007e081",
    MATHNOTE: "2cdab33bae4f464b10fea5b4ee79fa1bbf6d134a50f99ce9166c48447fd21f4c",
}
SOURCES = ("pendigits", "mathnote")  # as Strokes.missing names them
# mathnote's folders that are not named by the character itself. Further names, such as "alpha", stay as they are.
_CHARACTERS = {"dot": ".", "slash": "/", "colon": ":", "lbrace": "{", "rbrace": "}"}
_UPPER_CASE = ("_cap", "_up")  # "A_cap" is A, "Omega_up" is Omega
# How far the pen must climb again in a four of one stroke, as a share of the four's height. Those who write a four so
# climb 0.027 of it or more; where the stem is missing the pen climbs 0. Seen on all 455 such fours of both parts.
_LEAST_CLIMB = 1 / 50
_DESCENT = 1 / 4  # where its descent has begun for certain: hooks at the pen's start end above this
_TIMEOUT = 5  # seconds for a download to begin; without internet, a training begins without it


@dataclass(frozen=True, eq=False)
class Drawing:
    """What one person drew: the label, and the strokes in their order, each (n, 2) float32, x to the right and y down.

    The box around them begins at (0, 0) and its longer side is 1. A stroke of one point is a dot.
    """

    label: str
    strokes: tuple[Stroke, ...]
    writer: int = 0  # by a number that tells a source's writers apart; 0 where it does not tell


@dataclass(frozen=True, eq=False)
class Strokes:
    """The drawings of all sources. A source that was not found leaves its lists empty and its name in `missing`."""

    digits: list[Drawing]
    held_out: list[Drawing]
    symbols: list[Drawing]
    missing: tuple[str, ...]


def load() -> Strokes:
    """Return the drawings of every source that can be found or downloaded. Raises DataError for a damaged file."""
    with_pendigits = _folder_with(PENDIGITS) or _download(folders()[-1])
    with_mathnote = _folder_with([MATHNOTE])
    digits, held_out = pendigits(with_pendigits) if with_pendigits else ([], [])
    symbols = mathnote(with_mathnote) if with_mathnote else []
    found = zip(SOURCES, (with_pendigits, with_mathnote), strict=True)
    return Strokes(digits, held_out, symbols, tuple(name for name, folder in found if folder is None))


NONE = Strokes([], [], [], SOURCES)


def found() -> Strokes:
    """Load the strokes that there are, and tell a person which are not. Raises DataError."""
    real = load()
    if real.missing:
        tqdm.write(f"Without {' and '.join(real.missing)}: see digitink.training.data.strokes.")
    return real


def sums(missing: Sequence[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of each source's files, by file; of those that are missing none."""
    return {name: sum_ for name, sum_ in SUMS.items() if not name.startswith(tuple(missing))}


def folders() -> list[Path]:
    """Return where the sources are looked for, in this order: DIGITINK_DATA, the cache."""
    named = os.environ.get("DIGITINK_DATA")
    return [*([Path(named)] if named else []), mnist.cache_folder().parent / "strokes"]


def _folder_with(names: Sequence[str]) -> Path | None:
    """Return the first of the folders that has all these files."""
    return next((folder for folder in folders() if all((folder / name).is_file() for name in names)), None)


def pendigits(folder: Path) -> tuple[list[Drawing], list[Drawing]]:
    """Return the digits of the 30 writers to train on, 7,494, and of the 14 held out, 3,474. Raises DataError.

    Fours that lack their stem are left out: none of the 30 writers', 24 (0.7 %) of the others' digits.
    """
    training, held_out = (
        [drawing for drawing in _unipen(_unpacked(folder, name)) if not _lacks_its_stem(drawing)] for name in PENDIGITS
    )
    return training, held_out


def mathnote(folder: Path) -> list[Drawing]:
    """Return 5,672 digits, signs and letters, each labeled with its character or else its name. Raises DataError.

    Its dots are not single points: the pen trembled over about a tenth of a digit's height.
    """
    path = folder / MATHNOTE
    packed = _read(path)
    _check(path, packed, SUMS[MATHNOTE])
    drawings = []
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            source = archive.extractfile(member) if member.name.endswith(".json") else None
            if source is not None:
                strokes = json.load(source)["strokes"]
                points = [[(point["x"], point["y"]) for point in stroke] for stroke in strokes]
                drawings.append(_drawing(_character(PurePosixPath(member.name).parent.name), points))
    return drawings


def _unpacked(folder: Path, name: str) -> str:
    """Return the text of one file of pendigits. Raises DataError."""
    path = folder / name
    try:
        unpacked = lzw.uncompress(_read(path))
    except ValueError as error:
        raise _damaged(path) from error
    _check(path, unpacked, SUMS[name])
    return unpacked.decode("latin-1")


def _unipen(text: str) -> Iterator[Drawing]:
    """Yield the drawings of a UNIPEN text: .SEGMENT begins one and holds its label, .PEN_DOWN begins a stroke.

    In pendigits, the second number of a segment's .COMMENT is its writer's; the first is the label once more.
    """
    _, *segments = text.split(".SEGMENT")
    for segment in segments:
        first, *lines = segment.splitlines()
        strokes: list[list[tuple[int, int]]] = []
        writer = 0
        for line in lines:
            if line.startswith(".COMMENT"):
                writer = int((line.split()[2:] or ["0"])[0])
            elif line.startswith(".PEN_DOWN"):
                strokes.append([])
            elif line.strip() and not line.startswith("."):
                x, y = line.split()
                strokes[-1].append((int(x), -int(y)))  # UNIPEN's y goes up
        yield _drawing(first.split('"')[1], strokes, writer)


def _lacks_its_stem(drawing: Drawing) -> bool:
    """Say whether this is a four of one stroke that goes down all the way, like an S, where the stem should begin."""
    if drawing.label != "4" or len(drawing.strokes) != 1:
        return False
    y = drawing.strokes[0][:, 1]
    height = y.max()
    after = y[np.argmax(y >= _DESCENT * height) :]
    return bool((np.maximum.accumulate(after) - after).max() < _LEAST_CLIMB * height)


def _character(name: str) -> str:
    """Return the label for a folder of mathnote: the character where it is one, or else the name."""
    for suffix in _UPPER_CASE:
        name = name.removesuffix(suffix)
    return _CHARACTERS.get(name, name)


def _drawing(label: str, strokes: Sequence[Sequence[tuple[float, float]]], writer: int = 0) -> Drawing:
    """Scale strokes, x to the right and y down, to a drawing. Strokes without a point are left out."""
    return scaled(label, [np.asarray(stroke, np.float64) for stroke in strokes if stroke], writer)


def scaled(label: str, strokes: Sequence[npt.NDArray[np.floating]], writer: int = 0) -> Drawing:
    """Scale strokes, (n, 2) each, to a drawing: its box begins at (0, 0), and the longer side is 1."""
    if not strokes:
        return Drawing(label, (), writer)
    every = np.concatenate(strokes)
    origin = every.min(axis=0)
    side = (every.max(axis=0) - origin).max() or 1.0  # a single dot has no extent
    return Drawing(label, tuple(((stroke - origin) / side).astype(np.float32) for stroke in strokes), writer)


def by_label(drawings: Iterable[Drawing]) -> dict[str, list[Drawing]]:
    """Sort drawings by their labels, in their order."""
    found: dict[str, list[Drawing]] = {}
    for drawing in drawings:
        found.setdefault(drawing.label, []).append(drawing)
    return found


def _download(folder: Path) -> Path | None:
    """Fetch pendigits into folder. Returns folder, or None without internet or where what came is not pendigits.

    What is checked is the files' own sums, not the archive's: publishers pack anew.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            packed = Path(scratch, "pendigits.zip")
            pooch.HTTPDownloader(timeout=_TIMEOUT)(PENDIGITS_URL, str(packed), None)
            with zipfile.ZipFile(packed) as archive:
                for name in PENDIGITS:
                    path = Path(scratch, name)
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(archive.read(path.name))
                    _unpacked(Path(scratch), name)
            (folder / PENDIGITS[0]).parent.mkdir(exist_ok=True)
            for name in PENDIGITS:
                Path(scratch, name).replace(folder / name)  # atomic: nobody ever reads half a file
    except (OSError, KeyError, zipfile.BadZipFile, DataError):
        return None
    return folder


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}). Put a copy there.") from error


def _check(path: Path, content: bytes, sum_: str) -> None:
    if hashlib.sha256(content).hexdigest() != sum_:
        raise _damaged(path)


def _damaged(path: Path) -> DataError:
    return DataError(f"{path} is damaged: it has not the SHA-256 it should have. Put a whole copy there, or delete it.")
