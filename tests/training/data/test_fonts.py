"""Fonts are fetched once and checked; their glyphs fill the sheet as digits do."""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitink.errors import DataError
from digitink.training.data import augment, fonts, npm


def loaded(catalog: fonts.Catalog) -> tuple[list[Path], list[Path]]:
    """The real fonts; tests that want them are skipped where npm does not answer."""
    try:
        return fonts.load(catalog=catalog)
    except DataError as error:
        pytest.skip(f"The fonts cannot be had here: {error}")


@pytest.fixture(scope="session")
def files() -> tuple[list[Path], list[Path]]:
    return loaded(fonts.CATALOG)


def archive(folder: Path, name: str, content: bytes) -> Path:
    """What npm would have packed for a font."""
    path = folder / f"fontsource-{name}.tgz"
    with tarfile.open(path, "w:gz") as made:
        member = tarfile.TarInfo(f"package/files/{name}-latin-400-normal.woff")
        member.size = len(content)
        made.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two small files in the fonts' place; returns what npm is asked for."""
    contents = {"one": b"first font", "two": b"second font"}
    catalog: fonts.Catalog = {
        f"{name}@1.0.0": {"licence": "OFL-1.1", "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
    catalog["one@1.0.0"]["held_out"] = True
    monkeypatch.setattr(fonts, "CATALOG", catalog)
    asked: list[str] = []

    def pack(packages: Sequence[str], folder: Path) -> list[Path]:
        asked.extend(packages)
        names = [package.split("/")[1].split("@")[0] for package in packages]
        return [archive(folder, name, contents[name]) for name in names]

    monkeypatch.setattr(npm, "pack", pack)
    return asked


def test_only_what_is_missing_is_fetched(tmp_path: Path, small: list[str]) -> None:
    fonts.load(tmp_path)
    assert small == ["@fontsource/one@1.0.0", "@fontsource/two@1.0.0"]
    (tmp_path / "two@1.0.0.woff").write_bytes(b"damaged")
    trained_on, held_out = fonts.load(tmp_path)
    assert small[2:] == ["@fontsource/two@1.0.0"]
    assert sorted(path.read_bytes() for path in trained_on + held_out) == [b"first font", b"second font"]


def test_a_font_with_another_sum_is_refused(tmp_path: Path, small: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def forged(_: Sequence[str], folder: Path) -> list[Path]:
        return [archive(folder, name, b"forged") for name in ("one", "two")]

    monkeypatch.setattr(npm, "pack", forged)
    with pytest.raises(DataError, match="SHA-256"):
        fonts.load(tmp_path)


@pytest.mark.parametrize("failure", [OSError("npm is not installed"), subprocess.CalledProcessError(1, "npm")])
def test_without_npm_it_is_said(
    tmp_path: Path, small: list[str], monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def pack(packages: Sequence[str], folder: Path) -> list[Path]:
        raise failure

    monkeypatch.setattr(npm, "pack", pack)
    with pytest.raises(DataError, match="npm"):
        fonts.load(tmp_path)


def test_another_catalog_is_loaded_in_its_order(tmp_path: Path, small: list[str]) -> None:
    reverse = dict(reversed(fonts.CATALOG.items()))
    trained_on, held_out = fonts.load(tmp_path, reverse)
    assert small == ["@fontsource/two@1.0.0", "@fontsource/one@1.0.0"]
    assert ([path.name for path in trained_on], [path.name for path in held_out]) == (
        ["two@1.0.0.woff"],
        ["one@1.0.0.woff"],
    )
    assert fonts.load(tmp_path, {}) == ([], [])


@pytest.mark.parametrize("catalog", [fonts.CATALOG, fonts.PRINTED])
def test_every_font_is_under_a_free_licence(catalog: fonts.Catalog) -> None:
    assert {entry["licence"] for entry in catalog.values()} == {"OFL-1.1", "Apache-2.0"}


def test_no_font_is_both_handwriting_and_print() -> None:
    assert not set(fonts.CATALOG) & set(fonts.PRINTED)


def test_print_has_every_digit_and_letter() -> None:
    trained_on, held_out = loaded(fonts.PRINTED)
    assert (len(trained_on), len(held_out)) == (30, 6)
    characters = "0123456789aAzZ"
    assert len(fonts.sheets(trained_on + held_out, characters)[0]) == 36 * len(characters)


def test_fonts_held_out_are_not_trained_on(files: tuple[list[Path], list[Path]]) -> None:
    trained_on, held_out = files
    assert len(trained_on) + len(held_out) == len(fonts.CATALOG)
    assert len(held_out) == 12
    assert not set(trained_on) & set(held_out)


def test_a_glyph_fills_the_sheet_as_a_digit_does(files: tuple[list[Path], list[Path]]) -> None:
    sheets, which = fonts.sheets(files[1], "07")
    assert sheets.shape == (2 * len(files[1]), augment.SHEET, augment.SHEET)
    assert which.tolist() == [0, 1] * len(files[1])
    for sheet in sheets:
        x, y, width, height = cv2.boundingRect(sheet)
        assert max(width, height) == pytest.approx(0.71 * augment.SHEET, abs=2)
        assert abs(x + width / 2 - augment.SHEET / 2) <= 1
        assert abs(y + height / 2 - augment.SHEET / 2) <= 1


def test_what_a_font_does_not_have_is_left_out(files: tuple[list[Path], list[Path]]) -> None:
    sheets, which = fonts.sheets(files[1][:1], "7\u0416 ")
    assert which.tolist() == [0]
    assert len(sheets) == 1
    assert len(fonts.sheets([], "7")[0]) == 0
    assert np.issubdtype(which.dtype, np.integer)
