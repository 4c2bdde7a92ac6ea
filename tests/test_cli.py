"""The commands do what the README says, and end in one line where they cannot."""

import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from digitink import cli, model
from tests.drawing import DRAWINGS, render
from tests.serving import DIGITINK, served


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """One picture of each way to write a digit."""
    paths = [tmp_path / f"{drawing.digit} {drawing.style}.png" for drawing in DRAWINGS]
    for path, drawing in zip(paths, DRAWINGS, strict=True):
        Image.fromarray(render(drawing)).save(path)
    return paths


def test_read_prints_a_line_a_picture(pictures: list[Path]) -> None:
    result = CliRunner().invoke(cli.main, ["read", *map(str, pictures)])
    assert result.exit_code == 0, result.output
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines] == [[str(path), path.name[0]] for path in pictures]
    assert all(float(line[2].rstrip("%")) > 90 for line in lines)


def test_read_reports_what_it_cannot_read_and_goes_on(pictures: list[Path], tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (50, 50), 255).save(blank)
    result = CliRunner().invoke(cli.main, ["read", "missing.png", str(blank), str(pictures[3])])
    assert result.exit_code == 1
    assert "missing.png: There is no picture" in result.stderr
    assert "blank.png: The picture is blank" in result.stderr
    assert result.stdout.startswith(str(pictures[3]))


def test_a_wrong_model_is_one_line_not_a_traceback(pictures: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "digits.onnx"
    shutil.copy(model.SHIPPED, path)
    path.with_suffix(".json").write_text(json.dumps({"sha256": "0" * 64}))
    result = CliRunner().invoke(cli.main, ["read", str(pictures[0]), "--model", str(path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "SHA-256" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_serve_says_where_it_is_and_serves_there() -> None:
    with served() as address, urllib.request.urlopen(address) as response:
        assert response.status == 200
        assert b'id="canvas"' in response.read()


def test_serve_says_when_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run([DIGITINK, "serve", "--port", port], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "Try another --port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_training_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "digitink.training.evaluate", None)
    result = CliRunner().invoke(cli.main, ["evaluate"])
    assert result.exit_code == 1
    assert "pip install 'digitink[train]'" in result.stderr


@pytest.mark.parametrize("command", ["serve", "read", "train", "evaluate"])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(cli.main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5
