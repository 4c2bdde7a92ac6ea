"""What the documents show to type is right: it is run, or, where that takes hours or another machine, understood."""

import importlib.util
import inspect
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest

from digitink import cli
from samples.drawing import data_url, named, png, render
from samples.servers.clients import running
from samples.servers.start import DIGITINK, served
from tests.documents import PAGES, ROOT

ALL = [*PAGES, "CONTRIBUTING.md", "samples/README.md", "examples/README.md"]
# What is typed in a shell; other blocks are files of deploy/, settings, answers, and the road of a picture.
PROGRAMS = {"digitink", "curl", "pip", "uvx", "pipx", "make", "python", "docker", "sqlite3", "cp", "systemctl"}
NOT_TYPED = ("# nginx", "# digitink", "DIGITINK_", '{"', "src/digitink/")
ADDRESS = "http://127.0.0.1:5000"
SEVEN = render(named("7 crossed"))
TWO = np.hstack([render(named("4 open")), render(named("2 plain"))])


def blocks(page: str) -> list[list[str]]:
    """The lines of each indented block of a page; where one ends with a backslash, with the next."""
    text = re.sub(r"^```.*?^```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"^\n((?: {4}.*\n|\n(?= {4}))+)", text.replace("\\\n", ""), re.MULTILINE)
    return [inspect.cleandoc(f"\n{block}").splitlines() for block in found]


def commands(page: str) -> list[str]:
    """The commands in the blocks of a page, without what is said of them."""
    lines = [line for block in blocks(page) for line in block if program(line) in PROGRAMS]
    return [re.sub(r"\s+# .*$", "", line) for line in lines]


def program(line: str) -> str:
    return re.sub(r"^\S*/bin/", "", (line.split() or [""])[0])


SHOWN = [(page, line) for page in ALL for line in commands(page)]


def of(name: str, *, but: str = "$^") -> list[str]:
    """Each command of a program once, but for those that begin so."""
    found = {re.sub(r"^\S*/bin/", "", line) for _, line in SHOWN if program(line) == name}
    return sorted(line for line in found if not re.match(but, line))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the documents name, which is where one is."""
    for name in ("seven.png", "one.png", "two.png", "scans/a.png", "scans/b.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(png(SEVEN))
    for name in ("page.jpg", "photo.jpg", "photograph.jpg"):
        (tmp_path / name).write_bytes(png(TWO))
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_commands_of_each_program() -> None:
    assert {program(line) for _, line in SHOWN} == PROGRAMS
    assert len(of("digitink")) > 20


@pytest.mark.parametrize("page", ALL)
def test_no_block_holds_what_nothing_runs(page: str) -> None:
    firsts = [block[0] for block in blocks(page)]
    assert [line for line in firsts if program(line) not in PROGRAMS and not line.startswith(NOT_TYPED)] == []


@pytest.mark.parametrize("line", of("digitink", but="digitink (?!read)"))
def test_what_reads_is_run(line: str, folder: Path) -> None:
    ended = subprocess.run(
        [DIGITINK, *shlex.split(line)[1:]], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout or (folder / "numbers.csv").exists() or (folder / "out").exists()


@pytest.mark.parametrize("line", of("digitink", but="digitink read"))
def test_other_commands_are_understood(line: str, folder: Path) -> None:
    """Those that train, serve and read in bulk are run by the tests of these."""
    command: click.Command = cli.main
    context = click.Context(command)
    arguments = [re.sub(r"\.\.\.$", "", argument) for argument in shlex.split(line)[1:]]
    while isinstance(command, click.Group):
        name, *arguments = arguments
        found = command.get_command(context, name)
        assert found, f"there is no {name}"
        command, context = found, click.Context(found, parent=context)
    for name in ("one.onnx", "two.onnx", "my.onnx"):
        (folder / name).touch()
    command.make_context(line, arguments)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def receipt(address: str) -> dict[str, str]:
    """A correction that was sent, so that it can be taken back."""
    body = json.dumps({"data": data_url(SEVEN), "digit": 7})
    printed = curl(f"curl -s {ADDRESS}/api/v1/corrections -H 'Content-Type: application/json' -d '{body}'", address)
    receipt: dict[str, str] = json.loads(printed)
    return receipt


def curl(line: str, address: str) -> str:
    """What a command answers, with a picture in the place of three dots. Fails where that is an error."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    line = line.replace(ADDRESS, address).replace("base64,...", data_url(SEVEN).removeprefix("data:image/png;"))
    ended = subprocess.run([*shlex.split(line), "--fail-with-body"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.parametrize("line", of("curl"))
def test_what_asks_a_server_is_answered(line: str, folder: Path, address: str, receipt: dict[str, str]) -> None:
    line = re.sub(r"(?<=corrections/)[0-9a-f-]{36}", receipt["id"], line).replace(
        "X-Undo-Token: ...", f"X-Undo-Token: {receipt['undo']}"
    )
    printed = curl(line, address)
    assert printed or "DELETE" in line


def test_documented_responses_have_the_fields_of_real_ones(address: str) -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    shown = re.findall(r'^ {4}( ?[{"].*)$', page, re.MULTILINE)
    assert len(shown) > 5
    document = json.loads(curl(f"curl -s {ADDRESS}/api/docs/openapi.json", address))
    known = {name for schema in document["components"]["schemas"].values() for name in schema.get("properties", {})}
    assert {name for line in shown for name in re.findall(r'"(\w+)":', line)} <= known


@pytest.mark.parametrize("line", [*of("pip"), *of("uvx"), *of("pipx")])
def test_what_is_installed_is_there(line: str) -> None:
    """tests/test_package.py installs the wheel and the sdist."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (extras,) = re.findall(r"'(?:\.|digitink)\[([\w,]+)\]'", line)
    assert set(extras.split(",")) <= set(project["optional-dependencies"])


@pytest.mark.parametrize("line", of("make"))
def test_what_is_made_has_a_rule(line: str) -> None:
    rules = re.findall(r"^([\w-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert line.split()[1] in rules


@pytest.mark.parametrize("line", of("python", but="python -m venv"))
def test_modules_that_are_run_are_there(line: str) -> None:
    python, option, module, *_ = line.split()
    assert (python, option) == ("python", "-m")
    assert importlib.util.find_spec(module)


@pytest.mark.parametrize("line", [*of("docker"), *of("cp")])
def test_files_that_are_named_are_there(line: str) -> None:
    """There is no Docker here; what is copied goes where root alone may write, or comes from a training."""
    for path in re.findall(r"(?:deploy|src)/[\w/.]+", line):
        assert (ROOT / path).exists()


@pytest.mark.parametrize("line", of("systemctl"))
def test_units_that_are_named_are_ours_or_nginx_s(line: str) -> None:
    """tests/deploy has systemd verify ours."""
    assert {line.split()[-1]} <= {path.stem for path in (ROOT / "deploy/host").iterdir()}


@pytest.mark.parametrize("line", of("sqlite3"))
def test_a_backup_is_made_while_the_server_runs(line: str, tmp_path: Path) -> None:
    program = shutil.which("sqlite3")
    if program is None:
        pytest.skip("sqlite3 is not installed")
    places = {"/var/lib/digitink": str(tmp_path), "/backup": str(tmp_path / "backup")}
    here = [re.sub("|".join(places), lambda found: places[found[0]], each) for each in shlex.split(line)[1:]]
    (tmp_path / "backup").mkdir()
    with running(tmp_path, f"sqlite:///{here[0]}", "--workers", "1") as server:
        assert server.correct().status == 201
        subprocess.run([program, *here], check=True, timeout=60)
    count = [program, str(tmp_path / "backup/corrections.sqlite3"), "SELECT count(*) FROM corrections"]
    assert subprocess.run(count, capture_output=True, text=True, check=True).stdout == "1\n"
