"""digitink corrections lists, exports and deletes; the other commands do without the store."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from digitink import Recognizer, cli, idx
from digitink.corrections import Store
from samples.drawing import DRAWINGS, render
from samples.writing import Hand, written

SOME = DRAWINGS[:3]


@pytest.fixture
def stored(tmp_path: Path, recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The ids of some digits and, last, of something that is none; the environment names their store."""
    url = f"sqlite:///{tmp_path / 'store' / 'corrections.sqlite3'}"
    monkeypatch.setenv("DIGITINK_DATABASE_URL", url)
    store = Store(url)
    labels = [(drawing, drawing.digit) for drawing in SOME] + [(DRAWINGS[-1], None)]
    yield [
        store.add(render(drawing), recognizer.predict(render(drawing)), recognizer.model.sha256, label).id
        for drawing, label in labels
    ]
    store.close()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["corrections", *map(str, arguments)])


def test_the_list_has_a_line_each_newest_first(stored: list[str]) -> None:
    lines = [line.split("\t") for line in run("list").stdout.splitlines()]
    assert [line[0] for line in lines] == stored[::-1]
    assert [line[2] for line in lines] == ["none", *(str(drawing.digit) for drawing in SOME[::-1])]
    assert run("list", "--limit", "1").stdout.startswith(stored[-1])


def test_what_is_exported_is_what_was_kept(stored: list[str], tmp_path: Path, recognizer: Recognizer) -> None:
    folder = tmp_path / "out" / "today"
    result = run("export", folder)
    assert result.exit_code == 0, result.output
    assert "4 drawings" in result.stdout
    assert "3 digits and 0 numbers" in result.stdout
    images = idx.read(folder / "corrections-images-idx3-ubyte", dimensions=3)
    labels = idx.read(folder / "corrections-labels-idx1-ubyte", dimensions=1)
    assert labels.tolist() == [drawing.digit for drawing in SOME[::-1]]
    for image, drawing in zip(images, SOME[::-1], strict=True):
        np.testing.assert_array_equal(image, recognizer.predict(render(drawing)).seen)
    names = [f"{drawing.digit}-{id_}.png" for drawing, id_ in zip(SOME, stored, strict=False)]
    assert {path.name for path in (folder / "drawings").iterdir()} == {*names, f"none-{stored[-1]}.png"}
    with Image.open(folder / "drawings" / names[1]) as drawn:
        np.testing.assert_array_equal(np.asarray(drawn), render(SOME[1]))


def test_numbers_are_listed_and_exported_with_their_boxes(
    stored: list[str], tmp_path: Path, recognizer: Recognizer
) -> None:
    page, _ = written(["1995", "42"], Hand())
    reading = recognizer.read(page)
    store = Store(f"sqlite:///{tmp_path / 'store' / 'corrections.sqlite3'}")
    receipt = store.add_number(page, reading, recognizer.model.sha256, "1985\n42")
    store.close()
    assert run("list", "--limit", "1").stdout.split("\t")[2:4] == ["1985 / 42", "1995 / 42"]
    result = run("export", tmp_path / "out")
    assert "5 drawings" in result.stdout
    assert "3 digits and 1 numbers" in result.stdout
    (number,) = map(json.loads, (tmp_path / "out" / "numbers.jsonl").read_text(encoding="utf-8").splitlines())
    assert (number["number"], number["read"]) == ("1985\n42", "1995\n42")
    assert [box["digit"] for box in number["boxes"]] == [1, 9, 9, 5, 4, 2]
    assert number["drawing"] == f"drawings/number-{receipt.id}.png"
    assert (tmp_path / "out" / number["drawing"]).exists()


def test_an_empty_store_is_exported_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITINK_DATABASE_URL", f"sqlite:///{tmp_path / 'corrections.sqlite3'}")
    assert run("export", tmp_path / "out").exit_code == 0
    assert idx.read(tmp_path / "out" / "corrections-images-idx3-ubyte", dimensions=3).shape == (0, 28, 28)


def test_nothing_is_exported_among_other_files(stored: list[str], tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    folder.mkdir()
    (folder / "drawings").symlink_to(outside)
    result = run("export", folder)
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert list(outside.iterdir()) == []


def test_deleted_is_what_was_named(stored: list[str]) -> None:
    assert run("delete", stored[0], stored[2]).exit_code == 0
    assert [line.split("\t")[0] for line in run("list").stdout.splitlines()] == [stored[3], stored[1]]
    again = run("delete", stored[0])
    assert (again.exit_code, again.stderr) == (1, f"Error: There is no correction {stored[0]}.\n")


def test_without_a_store_the_reason_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for url, reason in (("off", "Corrections are off"), ("mysql://localhost/x", "not in mysql")):
        monkeypatch.setenv("DIGITINK_DATABASE_URL", url)
        result = run("list")
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {reason}" if url == "off" else "Error: ")
        assert reason in result.stderr


@pytest.mark.parametrize("command", [[], ["list"], ["export"], ["delete"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5
    assert "corrections" in CliRunner().invoke(cli.main, ["--help"]).output


def test_reading_does_not_import_the_store(tmp_path: Path) -> None:
    picture = tmp_path / "seven.png"
    Image.fromarray(render(DRAWINGS[0])).save(picture)
    program = (
        "import atexit, sys, digitink.cli\n"
        "atexit.register(lambda: print(*sorted({'sqlalchemy', 'alembic'} & set(sys.modules)), 'imported'))\n"
        "digitink.cli.main(['read', sys.argv[1]])"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(picture)], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1].strip() == "imported"
