"""The commands explain themselves, and end in one line where they cannot go on."""

import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from digitink import cli, model
from samples.drawing import DRAWINGS, png, render
from samples.servers.start import DIGITINK, served


def test_a_wrong_model_is_one_line_not_a_traceback(tmp_path: Path) -> None:
    path, picture = tmp_path / "digits.onnx", tmp_path / "digit.png"
    picture.write_bytes(png(render(DRAWINGS[0])))
    shutil.copy(model.SHIPPED, path)
    path.with_suffix(".json").write_text(json.dumps({"sha256": "0" * 64}))
    result = CliRunner().invoke(cli.main, ["read", str(picture), "--model", str(path)])
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
        ended = subprocess.run([DIGITINK, "serve", "--port", port], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert "Try another --port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_training_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "digitink.training.evaluate", None)
    result = CliRunner().invoke(cli.main, ["evaluate"])
    assert result.exit_code == 1
    assert "pip install 'digitink[train]'" in result.stderr


@pytest.mark.parametrize(
    ("asked", "missing", "extra"),
    [("serve", "flask", "serve"), ("corrections list --any", "sqlalchemy", "serve"), ("train", "keras", "train")],
)
def test_a_command_whose_extra_is_missing_says_what_to_install(asked: str, missing: str, extra: str) -> None:
    ended = without(missing, *asked.split())
    assert f"This needs {missing}: pip install 'digitink[{extra}]'." in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 1


def test_commands_whose_extra_is_missing_are_listed_with_it() -> None:
    ended = without("flask", "--help")
    assert ended.returncode == 0
    assert re.search(r"^  serve +Needs digitink\[serve\]\.$", ended.stdout, re.MULTILINE)


def without(package: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command where a package is not installed."""
    start = f"import sys; sys.modules[{package!r}] = None; from digitink.cli import main; main()"
    command = [sys.executable, "-c", start, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("command", ["serve", "read", "train", "ensemble", "evaluate"])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(cli.main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5
