"""The commands do what the README says, and end in one line where they cannot."""

import csv
import json
import os
import pty
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from digitink import cli, model
from tests.drawing import DRAWINGS, render
from tests.serving import DIGITINK, served
from tests.writing import Hand, written


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


def test_read_reads_folders_standard_input_and_lines(pictures: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "scans" / "march"
    folder.mkdir(parents=True)
    for name, lines in (("b.png", ["42"]), ("a.JPG", ["1995", "07"])):
        Image.fromarray(written(lines, Hand())[0]).save(folder / name)
    (folder / "notes.txt").write_text("no picture")
    result = CliRunner().invoke(cli.main, ["read", str(folder.parent), "-"], input=pictures[0].read_bytes())
    assert result.exit_code == 0, result.output
    assert [line.split("\t")[:2] for line in result.stdout.splitlines()] == [
        [str(folder / "a.JPG"), "1995 07"],
        [str(folder / "b.png"), "42"],
        ["-", "0"],
    ]


def test_read_writes_json_and_a_table(pictures: list[Path], tmp_path: Path) -> None:
    table = tmp_path / "numbers.csv"
    result = CliRunner().invoke(cli.main, ["read", "--json", "--csv", str(table), str(pictures[5]), "missing.png"])
    assert result.exit_code == 1
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["path"], first["text"], len(first["digits"][0]["box"])) == (str(pictures[5]), "2", 4)
    assert second == {"path": "missing.png", "error": "There is no picture at missing.png."}
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [row["text"] for row in rows] == ["2", ""]
    assert float(rows[0]["confidence"]) == first["confidence"]
    assert rows[1]["error"] == second["error"]


def test_read_draws_what_it_read(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        Image.fromarray(written(["42"], Hand())[0]).save(tmp_path / name / "page.png")
    out = tmp_path / "out"
    result = CliRunner().invoke(cli.main, ["read", str(tmp_path), "--annotate", str(out)])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == ["page-2.png", "page.png"]
    drawn = np.asarray(Image.open(out / "page.png")).astype(int)
    assert drawn.shape[:2] == written(["42"], Hand())[0].shape
    assert (drawn[..., 2] - drawn[..., 0] > 80).sum() > 300  # blue boxes


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, pictures: list[Path]) -> None:
    (tmp_path / "taken").touch()
    result = CliRunner().invoke(cli.main, ["read", str(pictures[0]), "--annotate", str(tmp_path / "taken" / "out")])
    assert result.exit_code == 1
    assert "Choose another --annotate" in result.output
    assert not isinstance(result.exception, OSError)


def test_many_pictures_have_a_bar_and_few_have_none(pictures: list[Path]) -> None:
    many, few = ([DIGITINK, "read", *map(str, paths)] for paths in (pictures, pictures[:3]))
    assert "Reading" in _on_a_terminal(many)
    assert "Reading" not in _on_a_terminal(few)


def _on_a_terminal(command: list[str]) -> str:
    """What a command writes to standard error when that is a terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave) as process:
        os.close(slave)
        said = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # Linux's way to say that the other end is closed
                break
            if not part:
                break
            said += part
        process.wait()
    os.close(master)
    return said.decode()


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
