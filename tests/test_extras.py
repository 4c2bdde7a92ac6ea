"""What is missing is told with the way to have it."""

import sys
import tomllib
from pathlib import Path

import pytest

from digitink.errors import NotInstalled
from digitink.extras import imported


@pytest.mark.parametrize(
    ("version", "message"),
    [((3, 13, 9), "pip install 'digitink\\[train\\]'"), ((3, 14, 0), "not for Python 3.14 yet: use 3.13")],
)
def test_training_says_which_python_it_needs(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], message: str
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(NotInstalled, match=message):
        imported("tensorflow", "train")


def test_another_package_is_told_as_ever_on_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    with pytest.raises(NotInstalled, match="This needs nosuchpackage: pip install 'digitink\\[bulk\\]'"):
        imported("nosuchpackage", "bulk")


def test_the_extra_has_tensorflow_on_the_pythons_before_it() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    tensorflow = [each for each in project["optional-dependencies"]["train"] if each.startswith("tensorflow")]
    assert len(tensorflow) == 2
    assert all("python_version < '3.14'" in each for each in tensorflow)
