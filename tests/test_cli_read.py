"""`digitink read` prints what is written in pictures, files and folders, and goes on where it cannot read one."""

import csv
import json
import os
import pty
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from digitink import bulk, cli
from samples.drawing import DRAWINGS, render
from samples.hostile import saved
from samples.servers.start import DIGITINK
from samples.writing import Hand, written


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
    for name, kind in (("c.avif", "AVIF"), ("d.HEIC", "HEIC")):
        (folder / name).write_bytes(saved(Image.open(folder / "b.png"), kind))
    (folder / "notes.txt").write_text("no picture")
    drawn = ["--annotate", str(tmp_path / "drawn")]
    result = CliRunner().invoke(cli.main, ["read", str(folder.parent), "-", *drawn], input=pictures[0].read_bytes())
    assert result.exit_code == 0, result.output
    assert [line.split("\t")[:2] for line in result.stdout.splitlines()] == [
        [str(folder / "a.JPG"), "1995 07"],
        [str(folder / "b.png"), "42"],
        [str(folder / "c.avif"), "42"],
        [str(folder / "d.HEIC"), "42"],
        ["-", "0"],
    ]
    assert len(list((tmp_path / "drawn").iterdir())) == 5


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


def test_no_picture_is_drawn_over(pictures: list[Path]) -> None:
    before = [path.read_bytes() for path in pictures]
    folder = pictures[0].parent
    result = CliRunner().invoke(cli.main, ["read", str(folder), "--annotate", str(folder / ".")])
    assert result.exit_code == 1
    assert "is one of the pictures, and would be drawn over" in result.stderr
    assert [path.read_bytes() for path in pictures] == before
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
        printed = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # Linux's way to say that the other end is closed
                break
            if not part:
                break
            printed += part
        process.wait()
    os.close(master)
    return printed.decode()


def test_the_table_alone_goes_to_standard_output(pictures: list[Path]) -> None:
    result = CliRunner().invoke(cli.main, ["read", "--csv", "-", *map(str, pictures[:3]), "missing.png"])
    assert result.exit_code == 1
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["path"], row["text"]) for row in rows[:3]] == [(str(path), path.name[0]) for path in pictures[:3]]
    assert rows[3]["error"] == "There is no picture at missing.png."
    assert len(rows) == 4


def test_two_kinds_of_output_are_not_mixed(pictures: list[Path]) -> None:
    result = CliRunner().invoke(cli.main, ["read", "--csv", "-", "--json", str(pictures[0])])
    assert result.exit_code == 2
    assert "Give --csv a file" in result.stderr
    assert result.stdout == ""


def test_a_file_name_that_is_no_text_is_printed_all_the_same(pictures: list[Path], tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.png"
    try:
        shutil.copy(pictures[0], os.fsdecode(path))
    except OSError:
        pytest.skip("this file system has no such names")
    for options in ([], ["--json"], ["--csv", "-"]):
        ended = subprocess.run([DIGITINK, "read", path, *options], capture_output=True, timeout=120)
        assert (ended.returncode, ended.stderr) == (0, b"")


def test_patterns_are_expanded_where_the_shell_has_not(pictures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "[1].png").write_bytes(pictures[0].read_bytes())
    (tmp_path / "scans" / "1.png").write_bytes(pictures[0].read_bytes())
    assert bulk.find(f"{tmp_path}/[12] *.png") == sorted(str(path) for path in pictures if path.name[0] in "12")
    assert bulk.find(f"{tmp_path}/sc?ns") == [f"{tmp_path}/scans/1.png", f"{tmp_path}/scans/[1].png"]
    assert len(bulk.find(f"{tmp_path}/**")) == len(pictures) + 2
    assert bulk.find(f"{tmp_path}/scans/[1].png") == [f"{tmp_path}/scans/[1].png"]  # for there is such a file
    assert bulk.find("missing.png") == ["missing.png"]
    assert bulk.find("a" * 5000) == ["a" * 5000]


@pytest.mark.parametrize("options", [[], ["--json"], ["--csv", "-"]])
@pytest.mark.parametrize("name", ["empty", "none*.png", "empty/[a-c]?.png"])
def test_no_picture_at_all_is_an_error(tmp_path: Path, name: str, options: list[str]) -> None:
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(cli.main, ["read", str(tmp_path / name), *options])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path / name}: ")
    assert result.stdout == ""


def test_an_argument_without_pictures_does_not_stop_the_others(pictures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    arguments = [str(tmp_path / "empty"), str(pictures[3]), str(tmp_path / "none*.png")]
    result = CliRunner().invoke(cli.main, ["read", *arguments])
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [arguments[0], arguments[2]]
    assert result.stdout.startswith(f"{pictures[3]}\t")
