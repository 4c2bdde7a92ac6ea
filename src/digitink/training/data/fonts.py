"""Load fonts: handwriting from hands that MNIST never saw, and print, which is on a page but is no handwriting.

They come from the npm packages of Fontsource, under the SIL Open Font License or the Apache License;
fonts.json (handwriting) and printed.json name each with its version, license and SHA-256.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from digitink.errors import DataError
from digitink.training.data import augment, mnist, npm

Bytes = npt.NDArray[np.uint8]


class Font(TypedDict):
    """A font's license, the SHA-256 of the one file that is used, and whether it is kept from the training."""

    licence: str
    sha256: str
    held_out: NotRequired[bool]


Catalog = dict[str, Font]  # by package, "name@version"
CATALOG: Catalog = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
# Six fonts each of six kinds in turn, so that one of each is held out: sans, serif, slab and typewriter, fixed-width,
# condensed, heavy and display.
PRINTED: Catalog = json.loads(Path(__file__).with_name("printed.json").read_text(encoding="utf-8"))
_POINTS = 150  # glyphs are drawn this large, and then set on the sheet


def load(folder: Path | None = None, catalog: Catalog | None = None) -> tuple[list[Path], list[Path]]:
    """Return the files of a catalog's fonts, (to train on, held out). Without a catalog: the handwriting fonts.

    What is missing is fetched. Raises DataError.
    """
    folder = folder or mnist.cache_folder().parent / "fonts"
    catalog = CATALOG if catalog is None else catalog
    folder.mkdir(parents=True, exist_ok=True)
    missing = _missing(folder, catalog)
    if missing:
        _fetch(missing, folder)
    if wrong := _missing(folder, catalog):
        raise DataError(f"Of the fonts received, {', '.join(wrong)} have not the SHA-256 they should have.")
    return (
        [_path(folder, package) for package, font in catalog.items() if not font.get("held_out")],
        [_path(folder, package) for package, font in catalog.items() if font.get("held_out")],
    )


def held_out() -> list[Path]:
    """Return the files of the handwriting fonts that are kept from the training; no others are fetched."""
    return load(catalog={package: font for package, font in CATALOG.items() if font.get("held_out")})[1]


def sums(catalog: Catalog) -> dict[str, str]:
    """Return the SHA-256 of each font's file, by package."""
    return {package: entry["sha256"] for package, entry in catalog.items()}


def sheets(paths: Sequence[Path], characters: str) -> tuple[Bytes, npt.NDArray[np.intp]]:
    """Draw characters in each font: (n, SHEET, SHEET) uint8, light on black, and which character each is, (n,).

    Each fills the box a digit fills on augment's sheet. What a font does not have is left out.
    """
    drawn, which = [], []
    for path in paths:
        font = ImageFont.truetype(path, _POINTS)
        unknown = _glyph(font, "\N{REPLACEMENT CHARACTER}")
        for place, character in enumerate(characters):
            glyph = _glyph(font, character)
            if glyph.any() and not np.array_equal(glyph, unknown):
                drawn.append(augment.on_sheet(glyph))
                which.append(place)
    empty = np.zeros((0, augment.SHEET, augment.SHEET), np.uint8)
    return np.stack(drawn) if drawn else empty, np.array(which, np.intp)


def _glyph(font: ImageFont.FreeTypeFont, character: str) -> Bytes:
    """One character, (h, w) uint8, cut to its ink; all zero when it has none."""
    page = Image.new("L", (4 * _POINTS, 4 * _POINTS))
    ImageDraw.Draw(page).text((2 * _POINTS, 2 * _POINTS), character, font=font, fill=255, anchor="mm")
    pixels = np.asarray(page)
    x, y, width, height = cv2.boundingRect(pixels)
    return pixels[y : y + height, x : x + width] if width else pixels[:1, :1]


def _fetch(packages: Sequence[str], folder: Path) -> None:
    print(f"Fetching {len(packages)} fonts in npm packages of Fontsource", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        try:
            archives = npm.pack([f"@fontsource/{package}" for package in packages], Path(scratch))
            for package, archive in zip(packages, archives, strict=True):
                _extract(archive, package, folder)
        except (OSError, KeyError, tarfile.TarError, subprocess.SubprocessError) as error:
            reason = f"The fonts could not be fetched: {error}. Install npm, or try again."
            raise DataError(reason) from error


def _extract(archive: Path, package: str, folder: Path) -> None:
    scratch = archive.with_suffix(".woff")
    npm.extract(archive, f"files/{package.split('@')[0]}-latin-400-normal.woff", scratch)
    scratch.replace(_path(folder, package))  # atomic: nobody ever reads half a file


def _path(folder: Path, package: str) -> Path:
    return folder / f"{package}.woff"


def _missing(folder: Path, catalog: Catalog) -> list[str]:
    return [package for package, entry in catalog.items() if not _is_right(_path(folder, package), entry["sha256"])]


def _is_right(path: Path, sum_: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sum_
