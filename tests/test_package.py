"""What is built is whole: installed from a wheel or an sdist, away from the repository, it reads and serves."""

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from samples.drawing import named, png, render
from samples.servers.start import started

ROOT = Path(__file__).parents[1]
SEVEN = png(render(named("7 crossed")))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel and an sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build = f"from flit_core import buildapi as b; b.build_wheel({str(folder)!r}); b.build_sdist({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The versions that the repository pins, so that a release made elsewhere today breaks nothing here."""
    pinned = re.findall(r"^[\w.-]+==\S+(?: ;[^\\\n]+)?", (ROOT / "requirements/test.txt").read_text(), re.MULTILINE)
    path = tmp_path_factory.mktemp("versions") / "constraints.txt"
    path.write_text("\n".join(pinned))
    return path


def installed(what: str, folder: Path, versions: Path) -> Path:
    """An environment of its own with what is named: the folder of its programs."""
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", str(versions), what], check=True, cwd=folder, timeout=900)
    return programs


@pytest.fixture(scope="module")
def core(built: Path, versions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (wheel,) = built.glob("*.whl")
    return installed(str(wheel), tmp_path_factory.mktemp("core"), versions)


def run(*command: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=folder, timeout=120)


def test_a_wheel_alone_reads(core: Path, tmp_path: Path) -> None:
    (tmp_path / "seven.png").write_bytes(SEVEN)
    ended = run(core / "digitink", "read", "--json", "seven.png", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["text"] == "7"
    assert run(core / "digitink", "--version", folder=tmp_path).stdout.split()[-1] == declared()["version"]


def test_a_wheel_alone_says_what_serving_needs(core: Path, tmp_path: Path) -> None:
    ended = run(core / "digitink", "serve", folder=tmp_path)
    assert ended.returncode == 1
    assert "pip install 'digitink[serve]'" in ended.stderr


def test_a_wheel_alone_is_light(core: Path) -> None:
    """Half of it is OpenCV, which brings FFmpeg and a linear algebra of its own."""
    (packages,) = core.parent.glob("lib/python*/site-packages")
    brought = [path for path in packages.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    ours = [path for path in brought if path.relative_to(packages).parts[0] not in ("pip", "setuptools")]
    assert sum(path.stat().st_size for path in ours) < 350e6
    assert len(declared()["dependencies"]) <= 8


@pytest.mark.parametrize("runner", ["uvx", "pipx run"])
def test_it_serves_without_being_installed(runner: str, built: Path, versions: Path, tmp_path: Path) -> None:
    """The wheel by uvx and the sdist by pipx, each in an environment that is made for it."""
    programs = Path(sys.executable).parent
    if runner == "uvx":
        (archive,) = built.glob("*.whl")
        command = f'"{programs}/uvx" --quiet --constraints "{versions}" --from "{archive}[serve]" digitink'
    else:
        (archive,) = built.glob("*.tar.gz")
        command = (
            f'"{programs}/pipx" run --quiet --pip-args="--constraint {versions}" --spec "{archive}[serve]" digitink'
        )
    program = tmp_path / "digitink"
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o755)
    apart = {"PIPX_HOME": str(tmp_path / "pipx"), "UV_TOOL_DIR": str(tmp_path / "tools"), "PYTHONPATH": ""}
    apart["UV_PYTHON"] = sys.executable
    with started("off", program=program, environment=apart, cwd=tmp_path) as (_, address):
        with urllib.request.urlopen(f"{address}/api/v1/model", timeout=60) as response:
            assert json.load(response)
        with urllib.request.urlopen(address, timeout=60) as page:
            assert b'id="canvas"' in page.read()


def test_only_what_is_served_of_the_page_is_packed(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as packed, tarfile.open(sdist) as sources:
        names = [*packed.namelist(), *sources.getnames()]
    page = [Path(name) for name in names if "/web/static/" in name]
    assert {path.suffix or path.name for path in page} == {".css", ".ico", ".jpg", ".js", ".png", ".svg", "LICENSE"}
    checks = ("node_modules", "package.json", "package-lock.json", "tsconfig", "biome", ".test.js", ".npmrc")
    assert [name for name in names if any(check in name for check in checks)] == []


def test_the_container_s_name_brings_what_the_codec_s_does() -> None:
    extras = declared()["optional-dependencies"]
    assert extras["heif"] == extras["heic"]


def declared() -> dict[str, Any]:
    """What pyproject.toml says of the project."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project
