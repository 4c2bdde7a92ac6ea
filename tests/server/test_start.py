"""What a server cannot start with is told in a line."""

import subprocess
import sys
from pathlib import Path

import pytest

from digitink import model
from samples.servers.clients import PATIENCE
from samples.servers.start import DIGITINK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")


@pytest.mark.parametrize(
    ("name", "with_card"),
    [
        ("truncated", True),
        pytest.param("truncated", False),
        pytest.param("text", False),
        ("missing", False),
    ],
)
def test_a_model_that_is_damaged_is_told_in_a_line(tmp_path: Path, name: str, with_card: bool) -> None:
    shipped = model.SHIPPED.read_bytes()
    file = tmp_path / f"{name}.onnx"
    contents = {"truncated": shipped[: len(shipped) // 2], "text": b"This is a text.\n"}
    if name in contents:
        file.write_bytes(contents[name])
    if with_card:
        file.with_suffix(".json").write_bytes(model.SHIPPED.with_suffix(".json").read_bytes())
    command = [DIGITINK, "serve", "--port", "0", "--workers", "2", "--model", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode not in (0, None)
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: ")
    assert file.name in line
    assert ended.stdout == ""
