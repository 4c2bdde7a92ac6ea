"""The command that trains: which networks, in which order, into which folders, and where it goes on."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digitink import cli
from digitink.training import train
from digitink.training.tasks.digits import PRESETS, Digits
from digitink.training.tasks.finder import Finder
from digitink.training.tasks.lines import Lines


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["train", *arguments])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--begin-with digits.onnx", "--begin-with is for one network"),
        ("finder lines --begin-with lines.onnx", "--begin-with is for one network"),
        ("--digits 100", "digitink train digits"),
        ("lines --digits 100", "digitink train digits"),
        ("finder --preset quick", "Only digits has a quick preset"),
        ("pairs", "'finder', 'digits', 'lines'"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: str, message: str) -> None:
    result = run(*arguments.split())
    assert result.exit_code == 2
    assert message in result.stderr


def finish(task: train.Task, folder: Path) -> None:
    """Leave what a training leaves that was done."""
    folder.mkdir()
    (folder / f"{task.file}.json").write_text(json.dumps({"recipe": train.as_json(task.recipe)}), encoding="utf-8")


def test_all_are_trained_in_order_and_what_is_done_stays(tmp_path: Path) -> None:
    for task in (Lines(), Digits(), Finder()):
        finish(task, tmp_path / task.name)
    result = run("--resume", "--out", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert re.findall(r"(\w+) is trained", result.output) == ["finder", "digits", "lines"]


def test_of_several_the_interrupted_one_is_resumed(tmp_path: Path) -> None:
    """Here its checkpoint is another recipe's, so that it ends there."""
    task = Digits(PRESETS["quick"])
    finish(Finder(), tmp_path / "finder")
    finish(Digits(), tmp_path / "digits")
    train.save_checkpoint(task.build(), tmp_path / "digits", task.recipe, {"seconds": 1.0})
    result = run("--resume", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert "finder is trained" in result.output
    assert f"The checkpoint in {tmp_path / 'digits'} was begun with another recipe" in result.stderr


def test_one_network_that_is_done_is_not_resumed(tmp_path: Path) -> None:
    finish(Finder(), tmp_path / "finder")
    result = run("finder", "--resume", "--out", str(tmp_path / "finder"))
    assert result.exit_code == 1
    assert "no checkpoint" in result.stderr
