"""Photographs have handwriting where their coverage says so, as often as asked."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitink.training.data import mnist, photographs, strokes
from digitink.training.data.handwriting import Sources
from digitink.training.data.photographs import Kinds

Made = list[tuple[photographs.Bytes, photographs.Bytes]]
COUNT = 200


def made(count: int, sources: Sources, prints: list[Path], kinds: Kinds | None = None) -> Made:
    return [photographs.photograph(sources, prints, np.random.default_rng([1, seed]), kinds) for seed in range(count)]


@pytest.fixture(scope="module")
def pictures(sources: Sources, prints: list[Path]) -> Made:
    """Photographs of all kinds."""
    return made(COUNT, sources, prints)


def test_a_picture_and_its_coverage_have_one_form(pictures: Made) -> None:
    for picture, coverage in pictures:
        assert picture.dtype == coverage.dtype == np.uint8
        assert picture.shape == coverage.shape
        assert picture.ndim == 2
        assert 200 <= max(picture.shape) <= 480


def test_a_seed_always_makes_the_same(pictures: Made, sources: Sources, prints: list[Path]) -> None:
    for before, after in zip(pictures, made(20, sources, prints), strict=False):
        for one, again in zip(before, after, strict=True):
            np.testing.assert_array_equal(one, again)


def test_pictures_differ(pictures: Made) -> None:
    assert len({picture.tobytes() for picture, _ in pictures}) == COUNT


def test_about_as_many_have_no_handwriting_as_kinds_says(pictures: Made) -> None:
    bare = np.mean([not coverage.any() for _, coverage in pictures])
    assert bare == pytest.approx(1 - Kinds().written, abs=0.08)


def test_ink_covers_from_little_to_much(pictures: Made) -> None:
    shares = [(coverage > 127).mean() for _, coverage in pictures if coverage.any()]
    assert np.quantile(shares, 0.1) < 0.01
    assert np.quantile(shares, 0.9) > 0.05
    assert max(shares) < 0.7


def test_without_handwriting_nothing_is_covered(sources: Sources, prints: list[Path]) -> None:
    bare = made(40, sources, prints, Kinds(written=0))
    assert not any(coverage.any() for _, coverage in bare)
    assert np.mean([picture.std() > 2 for picture, _ in bare]) > 0.7  # there is something else on most of them


def test_with_handwriting_something_is_covered(sources: Sources, prints: list[Path]) -> None:
    written = made(60, sources, prints, Kinds(written=1))
    assert np.mean([coverage.max() > 200 for _, coverage in written]) > 0.9


def test_ink_differs_from_a_flat_page(sources: Sources) -> None:
    for picture, coverage in made(60, sources, [], Kinds(flat=1, written=1, printed=0)):
        ground = np.median(picture[coverage == 0])
        inked = picture[coverage > 127].astype(int)
        assert len(inked)
        assert (np.abs(inked - ground) >= 10).all()


def test_ink_differs_from_its_sheet_on_most_photographs(sources: Sources) -> None:
    contrasts = []
    for picture, coverage in made(60, sources, [], Kinds(flat=0, written=1, printed=0, on_desk=0)):
        inked = coverage > 200
        if inked.any():
            contrasts.append(abs(float(picture[inked].mean()) - float(picture[coverage == 0].mean())))
    assert len(contrasts) > 40
    assert np.median(contrasts) > 25


def test_a_desk_takes_room_from_the_sheet(sources: Sources) -> None:
    with_desk, without = (
        [(coverage > 127).mean() for _, coverage in made(60, sources, [], Kinds(flat=0, written=1, on_desk=share))]
        for share in (1, 0)
    )
    assert np.median(with_desk) < 0.7 * np.median(without)


def test_no_fonts_of_print_are_needed(sources: Sources) -> None:
    assert len(made(30, sources, [], Kinds(printed=1))) == 30


def test_a_contact_sheet_shows_ink_in_red() -> None:
    picture, coverage = np.full((60, 120), 200, np.uint8), np.zeros((60, 120), np.uint8)
    coverage[:, :60] = 255
    sheet = photographs.contact_sheet([(picture, coverage)] * 3, columns=2, side=60)
    assert sheet.shape == (2 * 60, 2 * 2 * 60, 3)
    assert sheet.dtype == np.uint8
    assert sheet[10, 10].tolist() == [200, 200, 200]
    assert sheet[10, 60 + 10].tolist() == [255, 100, 100]
    assert sheet[10, 60 + 40].tolist() == [100, 100, 100]
    assert not sheet[60:, 120:].any()


def test_the_command_writes_a_contact_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: mnist.Digits, own_strokes: strokes.Strokes, prints: list[Path]
) -> None:
    monkeypatch.setattr(mnist, "load", lambda: (few, few, few))
    monkeypatch.setattr(strokes, "load", lambda: own_strokes)
    first, again, other = (tmp_path / f"{name}.png" for name in ("first", "again", "other"))
    for path, seed in ((first, "3"), (again, "3"), (other, "4")):
        photographs.main([str(path), "--count", "4", "--columns", "2", "--seed", seed])
    with Image.open(first) as sheet:
        assert sheet.size == (2 * 2 * 260, 2 * 260)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("arguments", [[], ["sheet.gif"], ["sheet.png", "--count", "0"], ["sheet.png", "--seed", "-1"]])
def test_the_command_refuses_what_it_cannot_do(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        photographs.main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err
