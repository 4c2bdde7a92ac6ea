"""Many pictures are read in order by several processes, which end with the command however it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from digitink import Recognizer, bulk
from digitink.bulk import processes
from samples.drawing import DRAWINGS, png, render
from samples.servers.start import DIGITINK


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
