"""Pen strokes are read from their publishers' files, and a training does without those that are not there."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pooch
import pytest

from digitink.errors import DataError
from digitink.training.data import strokes
from tests.training.data.packing import compress

HEAD = '.INCLUDE\tdene.doc\n\n.LEXICON "0" "1"\n.HIERARCHY\tDIGIT\n'
SEVEN = '\n.SEGMENT DIGIT\t 0-1 ? "7"\n.COMMENT 7 12  224\n.PEN_DOWN\n 10 200\n 60 200\n 30 100\n.PEN_UP\n.DT 3\n'
CROSSED = SEVEN + ".PEN_DOWN\n 20 150\n 50 150\n.PEN_UP\n"
DOT = '\n.SEGMENT DIGIT\t 0 ? "0"\n.COMMENT 0 1  2\n.PEN_DOWN\n 5 7\n.PEN_UP\n'


def four(ys: list[int]) -> str:
    """A four of one stroke that goes through these heights."""
    points = "".join(f" {10 * x} {y}\n" for x, y in enumerate(ys))
    return f'\n.SEGMENT DIGIT\t 0 ? "4"\n.COMMENT 4 1  2\n.PEN_DOWN\n{points}.PEN_UP\n'


def tar(drawings: dict[str, list[list[tuple[float, float]]]]) -> bytes:
    """What mathnote's archive would be with one drawing a name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as made:
        for name, drawn in drawings.items():
            lines = [[{"x": x, "y": y, "t": 0} for x, y in stroke] for stroke in drawn]
            content = json.dumps({"label": name, "strokes": lines}).encode()
            member = tarfile.TarInfo(f"data/shared/symbols/{name}/0001.json")
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
        made.addfile(tarfile.TarInfo("LICENSE"))
    return buffer.getvalue()


def put(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def put_pendigits(folder: Path, monkeypatch: pytest.MonkeyPatch, training: str, held_out: str = "") -> None:
    """Small files in pendigits' place."""
    for name, drawn in zip(strokes.PENDIGITS, (training, held_out), strict=True):
        content = (HEAD + drawn).encode()
        put(folder, name, compress(content))
        monkeypatch.setitem(strokes.SUMS, name, hashlib.sha256(content).hexdigest())


def put_mathnote(
    folder: Path, monkeypatch: pytest.MonkeyPatch, drawings: dict[str, list[list[tuple[float, float]]]]
) -> None:
    """A small archive in mathnote's place."""
    content = tar(drawings)
    put(folder, strokes.MATHNOTE, content)
    monkeypatch.setitem(strokes.SUMS, strokes.MATHNOTE, hashlib.sha256(content).hexdigest())


@pytest.fixture
def no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    def download(*_: object, **__: object) -> None:
        raise OSError("no internet")

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", download)


def test_pendigits_is_turned_and_scaled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_pendigits(tmp_path, monkeypatch, CROSSED + DOT, SEVEN)
    training, held_out = strokes.pendigits(tmp_path)
    assert [drawing.label for drawing in training] == ["7", "0"]
    seven, dot = training
    assert [stroke.tolist() for stroke in seven.strokes] == [
        pytest.approx(np.array([[0, 0], [0.5, 0], [0.2, 1]])),
        pytest.approx(np.array([[0.1, 0.5], [0.4, 0.5]])),
    ]
    assert {stroke.dtype for stroke in seven.strokes} == {np.dtype(np.float32)}
    assert [stroke.tolist() for stroke in dot.strokes] == [[[0, 0]]]
    assert [(drawing.label, len(drawing.strokes)) for drawing in held_out] == [("7", 1)]


def test_a_four_without_its_stem_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_four, hooked = four([400, 250, 230, 260, 100]), four([380, 400, 250, 230, 225, 100])
    put_pendigits(tmp_path, monkeypatch, open_four + hooked + four([400, 250, 230, 225, 100]))
    (kept,) = strokes.pendigits(tmp_path)[0]
    assert len(kept.strokes[0]) == 5
    assert kept.strokes[0][3, 1] < kept.strokes[0][2, 1]


def test_mathnote_is_labeled_with_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = [[(300.0, 90.0), (300.0, 100.0)]]
    names = ["3", "-", "dot", "slash", "colon", ",", "a", "A_cap", "Omega_up", "alpha", "cap", "lbrace"]
    put_mathnote(tmp_path, monkeypatch, dict.fromkeys(names, line))
    drawings = strokes.mathnote(tmp_path)
    assert [drawing.label for drawing in drawings] == [*"3-./:,aA", "Omega", "alpha", "cap", "{"]
    assert [stroke.tolist() for stroke in drawings[0].strokes] == [[[0, 0], [0, 1]]]


def test_strokes_without_points_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_mathnote(tmp_path, monkeypatch, {"1": [[], [(1.0, 2.0), (1.0, 4.0)]], "2": []})
    assert [len(drawing.strokes) for drawing in strokes.mathnote(tmp_path)] == [1, 0]


@pytest.mark.parametrize("name", strokes.SUMS)
@pytest.mark.parametrize("content", [b"not what it should be", compress(b"other content")])
def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> None:
    put_pendigits(tmp_path, monkeypatch, SEVEN)
    put_mathnote(tmp_path, monkeypatch, {})
    put(tmp_path, name, content)
    monkeypatch.setenv("DIGITINK_DATA", str(tmp_path))
    with pytest.raises(DataError, match=rf"{Path(name).name} is damaged.*delete it"):
        strokes.load()


@pytest.mark.parametrize("source", [strokes.pendigits, strokes.mathnote])
def test_a_missing_file_is_named(tmp_path: Path, source: object) -> None:
    assert callable(source)
    with pytest.raises(DataError, match="cannot be read"):
        source(tmp_path)


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_internet: None) -> None:
    monkeypatch.setenv("DIGITINK_DATA", str(tmp_path))
    nothing = strokes.load()
    assert (nothing.digits, nothing.held_out, nothing.symbols) == ([], [], [])
    assert nothing.missing == ("pendigits", "mathnote")
    put_mathnote(tmp_path, monkeypatch, {"1": [[(0, 0), (0, 1)]]})
    assert strokes.load().missing == ("pendigits",)


def test_the_named_folder_comes_before_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITINK_DATA", str(tmp_path))
    assert strokes.folders() == [tmp_path, tmp_path / "strokes"]
    monkeypatch.delenv("DIGITINK_DATA")
    assert strokes.folders() == [Path(pooch.os_cache("digitink")) / "strokes"]


def test_each_source_is_found_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITINK_DATA", str(tmp_path))
    put_pendigits(tmp_path / "strokes", monkeypatch, SEVEN, SEVEN + SEVEN)
    put_mathnote(tmp_path, monkeypatch, {"+": [[(0, 0), (0, 1)]]})
    found = strokes.load()
    assert (len(found.digits), len(found.held_out), len(found.symbols)) == (1, 2, 1)
    assert found.missing == ()


@pytest.mark.parametrize("right", [True, False])
def test_pendigits_is_downloaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: bool) -> None:
    put_pendigits(tmp_path / "publisher", monkeypatch, SEVEN)
    asked: list[str] = []

    def download(_: pooch.HTTPDownloader, url: str, output_file: str, __: None) -> None:
        asked.append(url)
        with zipfile.ZipFile(output_file, "w") as archive:
            for name in strokes.PENDIGITS:
                path = tmp_path / "publisher" / name
                archive.writestr(path.name, path.read_bytes() if right else compress(b"other content"))

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", download)
    monkeypatch.setenv("DIGITINK_DATA", str(tmp_path))
    for _ in range(2):
        assert strokes.load().missing == (("mathnote",) if right else ("pendigits", "mathnote"))
    assert asked == [strokes.PENDIGITS_URL] * (1 if right else 2)
    assert not right or sorted(path.name for path in (tmp_path / "strokes").iterdir()) == ["pendigits"]
    shutil.rmtree(tmp_path / "strokes")


@pytest.mark.skipif("DIGITINK_DATA" not in os.environ, reason="DIGITINK_DATA names no folder with the strokes")
def test_the_real_drawings_are_what_they_should_be(no_internet: None) -> None:
    found = strokes.load()
    if found.missing:
        pytest.skip(f"DIGITINK_DATA has no {' and no '.join(found.missing)}")
    assert (len(found.digits), len(found.held_out), len(found.symbols)) == (7_494, 3_474, 5_672)
    assert {drawing.label for drawing in found.digits} == set("0123456789")
    signs = Counter(drawing.label for drawing in found.symbols)
    assert [signs[sign] for sign in "-+=./:,"] == [307, 230, 81, 61, 31, 30, 23]
    for drawing in [*found.digits, *found.held_out, *found.symbols]:
        every = np.concatenate(drawing.strokes)
        assert every.min(axis=0).tolist() == [0, 0]
        assert every.max() == 1
