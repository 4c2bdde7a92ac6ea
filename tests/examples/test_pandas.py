"""The table of pandas has a row for each scan, the doubtful ones first."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from samples.drawing import named, png, render

pytest.importorskip("pandas")

PROGRAM = Path(__file__).parents[2] / "examples" / "pandas_table.py"


def test_a_folder_of_scans_becomes_a_table(tmp_path: Path) -> None:
    pictures = {"one": "1 a stroke", "seven": "7 crossed"}
    for name, drawing in pictures.items():
        (tmp_path / f"{name}.png").write_bytes(png(render(named(drawing))))
    (tmp_path / "empty.png").write_bytes(png(np.full((90, 90), 255, np.uint8)))
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path)], capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    heading, first, *others = ended.stdout.splitlines()
    assert heading.split() == ["file", "number", "confidence", "error"]
    assert first.split()[:2] == ["0", "empty.png"]
    assert first.split()[-1] != "None"
    assert sorted(tuple(line.split()[1:3]) for line in others) == [("one.png", "1"), ("seven.png", "7")]
    sure = [float(line.split()[3]) for line in others]
    assert sure == sorted(sure)
