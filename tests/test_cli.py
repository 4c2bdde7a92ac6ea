"""The commands do what the README says, and end in one line where they cannot."""

import csv
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from digitink import Recognizer, bulk, cli, model
from digitink.bulk import processes
from samples.drawing import DRAWINGS, png, render
from samples.hostile import saved
from samples.servers.start import DIGITINK, served
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


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of 200 digits, enough for several processes; the number of a file's name and its digit."""
    folder = tmp_path / "many"
    folder.mkdir()
    files = [(drawing.digit, png(render(drawing))) for drawing in DRAWINGS]
    for place in range(200):
        digit, file = files[place % len(files)]
        (folder / f"{place:03} {digit}.png").write_bytes(file)
    return folder


def test_many_pictures_are_read_in_order_by_several_processes(many: Path, tmp_path: Path) -> None:
    (many / "100 blank.png").write_bytes(png(np.full((50, 50), 255, np.uint8)))
    alike = tmp_path / "alike"
    alike.mkdir()
    shutil.copy(many / "000 0.png", alike)
    printed = {}
    for jobs in ("1", "3"):
        out = tmp_path / f"out{jobs}"
        command = [DIGITINK, "read", str(many), "-", str(alike), "--json", "--jobs", jobs, "--annotate", str(out)]
        ended = subprocess.run(command, input=png(render(DRAWINGS[0])), capture_output=True, timeout=300)
        assert ended.returncode == 1, ended.stderr
        assert ended.stderr.decode().splitlines() == [
            f"{many / '100 blank.png'}: The picture is blank: draw a digit first."
        ]
        printed[jobs] = ended.stdout
        names = {path.stem for path in many.iterdir()} - {"100 blank"} | {"standard-input", "000 0-2"}
        assert {path.stem for path in out.iterdir()} == names
        assert {path.suffix for path in out.iterdir()} == {".png"}
    assert printed["1"] == printed["3"]
    records = [json.loads(line) for line in printed["3"].splitlines()]
    assert [record["path"] for record in records] == [
        *map(str, sorted(many.iterdir())),
        "-",
        str(alike / "000 0.png"),
    ]
    assert all(
        record["text"] == record["path"][-5] for record in records if record.get("text") and len(record["path"]) > 1
    )


def test_few_pictures_and_one_job_start_no_process(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(processes, "ProcessPoolExecutor")
    paths, recognizer = sorted(map(str, many.iterdir())), Recognizer()
    assert len(list(bulk.read_all(paths[:30], recognizer, jobs=8))) == 30
    assert len(list(bulk.read_all(paths, recognizer, jobs=1))) == len(paths)


def test_no_more_is_read_ahead_than_a_bounded_window(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted: list[object] = []

    class Counted(ProcessPoolExecutor):
        def submit(self, *call, **named):  # type: ignore[no-untyped-def]
            submitted.append(call)
            return super().submit(*call, **named)

    monkeypatch.setattr(processes, "ProcessPoolExecutor", Counted)
    with closing(bulk.read_all(sorted(map(str, many.iterdir())), Recognizer(), jobs=2)) as outcomes:
        for place, _ in enumerate(outcomes):
            assert len(submitted) <= place + 32
    assert len(submitted) == 200


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


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("options", [[], ["--json"], ["--csv", "-"]])
def test_a_closed_pipe_ends_it_quietly(many: Path, options: list[str], jobs: str) -> None:
    with _reading(many, "--jobs", jobs, *options) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 128 + signal.SIGPIPE


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_quietly(many: Path, jobs: str) -> None:
    with _reading(many, "--jobs", jobs, "--json") as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to all of them
        _, complaints = process.communicate()
        assert complaints == ""
        assert process.returncode == 128 + signal.SIGINT


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this is how children are found")
def test_a_process_that_is_killed_ends_it_with_a_message(many: Path) -> None:
    with _reading(many, "--jobs", "2", "--json") as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        os.kill(_workers(process.pid)[0], signal.SIGKILL)
        _, complaints = process.communicate()
        assert complaints.startswith("Error: A process that read pictures was killed")
        assert complaints.count("\n") == 1
        assert process.returncode == 1


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this is how children are found")
def test_no_process_outlives_the_command(many: Path) -> None:
    with _reading(many, "--jobs", "2", "--json") as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        assert _workers(process.pid)
        process.kill()
        process.communicate()  # returns when the last of them has closed its end of the pipe


@contextmanager
def _reading(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Read a folder over and over: what is printed of 4,000 pictures fills a pipe, so that none of this ends by itself.

    Whatever hangs is killed after five minutes.
    """
    command = [DIGITINK, "read", *[str(folder)] * 20, *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        hanging = threading.Timer(300, os.killpg, (process.pid, signal.SIGKILL))
        hanging.start()
        try:
            yield process
            assert hanging.is_alive()
        finally:
            hanging.cancel()
            process.kill()


def _workers(parent: int) -> list[int]:
    """The processes that it has started to read with."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


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


@pytest.mark.parametrize("command", ["serve", "read", "train", "join", "evaluate"])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(cli.main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5
