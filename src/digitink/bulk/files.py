"""Find the pictures that an argument on the command line names."""

import glob
from pathlib import Path

from digitink.errors import DigitinkError

STANDARD_INPUT = "-"

# Names of the formats that digitink reads, which are told apart by their contents when they are read.
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif", ".hif"}


class NoPictures(DigitinkError):
    """A folder without pictures, or a pattern that no file matches."""


def find(argument: str) -> list[str]:
    """Return the paths of the pictures in a folder, of a pattern such as scans/*.png, or of the one file named.

    Those of a folder or a pattern are sorted. Shells leave a pattern as it is when it is quoted or nothing matches, and
    some never expand one. A file is returned whether it exists or not, and so is -, standard input. Raises NoPictures.
    """
    path = Path(argument)
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except OSError:  # such as a name longer than the system allows; who opens it is told
        exists = is_folder = False
    if is_folder:
        inside = _inside(path)
        if not inside:
            raise NoPictures(f"{argument}: there are no pictures in this folder.")
        return inside
    if not exists and any(sign in argument for sign in "*?["):
        return _matches(argument)
    return [argument]


def _inside(folder: Path) -> list[str]:
    return [str(file) for file in sorted(folder.rglob("*")) if file.suffix.lower() in SUFFIXES]


def _matches(pattern: str) -> list[str]:
    found: dict[str, None] = {}  # each once: ** matches a folder as well as what is in it
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    for match in map(Path, matches):
        found.update(dict.fromkeys(_inside(match) if match.is_dir() else [str(match)]))
    if not found:
        raise NoPictures(f"{pattern}: no match, there is no such picture.")
    return list(found)
