"""`digitink bulk` on this machine: what it shows, how it ends, and what it says where it cannot begin."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from digitink import cli
from samples.bulk import clusters, sources
from samples.servers.clients import PATIENCE
from samples.servers.start import DIGITINK


def test_a_ray_of_its_own_with_a_bar_on_a_terminal(tmp_path: Path) -> None:
    scans = sources.folder(tmp_path / "scans", 230)
    (scans / "broken.png").write_bytes(b"none")
    command = [DIGITINK, "bulk", str(scans), str(tmp_path / "out"), "--digits", "--readers", "2"]
    master, slave = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    try:
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=slave, text=True, timeout=PATIENCE, env=environment
        )
        os.close(slave)
        shown = os.read(master, 2**16).decode()
    finally:
        os.close(master)
    if "Ray cannot be started: The current node timed out during startup" in shown:
        pytest.skip(clusters.TOO_BUSY)
    assert ended.returncode == 1, shown
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("230 read, 0 of them rejected, mean confidence ")
    assert lines[1] == "1 refused: UnreadablePicture"
    assert lines[2].endswith("pictures a second")
    assert "Reading" in shown
    assert "231 pictures, " in shown
    rows = pq.read_table(tmp_path / "out").to_pylist()
    assert {row["source"]: row["text"] for row in rows if row["text"]} == {
        str(path): path.name[-5] for path in scans.rglob("* ?.png")
    }


def test_no_picture_at_all_is_told_before_ray_starts(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["bulk", str(tmp_path), str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "there are no pictures" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{}/in", "{}/in"], "is not empty"),
        (["{}/in", "{}/in", "--resume"], "is not empty"),
        (["{}/in", "{}/out", "--model", "missing.onnx"], "There is no model at"),
        (["nosuch://x", "{}/out"], "cannot be opened"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    sources.folder(tmp_path / "in", 1)
    result = CliRunner().invoke(cli.main, ["bulk", *(argument.format(tmp_path) for argument in arguments)])
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.startswith("Error: ")


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    sources.folder(tmp_path / "in", 1)
    command = [DIGITINK, "bulk", str(tmp_path / "in"), str(tmp_path / "out"), "--address", "127.0.0.1:1"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == 1
    assert "Ray cannot be reached at 127.0.0.1:1" in ended.stderr


def test_without_the_extra_it_is_told_how_to_install_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['ray'] = None; from digitink.cli import main; main(sys.argv[1:])"
    sources.folder(tmp_path / "in", 1)
    command = [sys.executable, "-c", code, "bulk", str(tmp_path / "in"), str(tmp_path / "out")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == 1
    assert "pip install 'digitink[bulk]'" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_the_other_commands_do_without_ray() -> None:
    code = "import sys, digitink.cli, digitink.bulk; sys.exit(bool({'ray', 'pyarrow', 'fsspec'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
