"""Made lines show what their labels say, as the network that reads lines sees it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from digitink import labels
from digitink.numbers import strip
from digitink.training.data import lines, mnist, pen, remains, texts
from digitink.training.data.glyphs import GlyphSources
from digitink.training.data.strokes import Drawing

FONTS = 3  # few are quick to draw


def drawing(label: str, writer: int) -> Drawing:
    """An upright stroke, for a digit."""
    return Drawing(label, (np.array([[0, 0], [0.1, 0.5], [0, 1]], np.float32),), writer)


@pytest.fixture(scope="module")
def sources(few: mnist.Digits, hands: list[Path]) -> GlyphSources:
    """Few digits, few fonts, and two writers, of whom one wrote no nines."""
    pens = [drawing(label, writer) for writer in (1, 2) for label in labels.DIGITS[: 11 - writer]]
    return GlyphSources.of(few, hands[:FONTS], pens, [drawing("/", 0), drawing("A", 0)])


def test_a_hand_has_all_digits(sources: GlyphSources) -> None:
    assert len(sources.writers) == 1
    assert all(set(labels.DIGITS) <= set(font) for font in sources.fonts)


def test_lines_are_made_as_the_network_sees_them(sources: GlyphSources) -> None:
    for seen, known in lines.draw(sources, 200, np.random.default_rng(0)):
        assert seen.shape[0] == strip.HEIGHT
        assert seen.shape[1] % strip.STEP == 0
        assert seen.shape[1] <= lines.WIDEST
        assert seen.max() == 255
        assert known
        assert all(0 <= label < labels.BLANK for label in known)


def test_every_label_is_learned_from(sources: GlyphSources) -> None:
    made = lines.draw(sources, 600, np.random.default_rng(1))
    assert {label for _, known in made for label in known} == set(range(labels.BLANK))


def test_there_is_room_for_each_label(sources: GlyphSources) -> None:
    """CTC needs a column for each label, and one between two that are alike."""
    for seen, known in lines.draw(sources, 600, np.random.default_rng(3)):
        alike = sum(one == other for one, other in pairwise(known))
        assert seen.shape[1] // strip.STEP >= len(known) + alike


def test_a_hand_may_write_its_ones_as_a_stroke_alone(sources: GlyphSources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remains, "with_remains", lambda page, *_: (page, 1.0))
    monkeypatch.setattr(texts, "text", lambda _: "11")
    monkeypatch.setattr(pen, "height_of_one", lambda _: 1.2)
    monkeypatch.setattr(lines, "_HANDS", {"pen": 0.5, "font": 0.5})  # MNIST's ones are a stroke alone as they are
    for seen, known in lines.draw(sources, 40, np.random.default_rng(4)):
        assert known == [1, 1]
        assert seen.any(axis=1).sum() > strip.DIGIT / 2
        inked = np.asarray((seen > 100).any(axis=0))
        assert np.count_nonzero(inked[1:] > inked[:-1]) <= 2  # none has a foot or a flag that would stand apart


def test_half_of_all_numbers_begin_as_amounts_do() -> None:
    rng = np.random.default_rng(0)
    first = [text[0] for text in (texts.text(rng) for _ in range(6000)) if text.isdigit()]
    # Of codes each digit begins a tenth; of amounts a one 30 in 100, and a nine between 4 and 5 (Benford's law).
    assert first.count("1") / len(first) == pytest.approx(0.2, abs=0.03)
    assert first.count("9") / len(first) == pytest.approx(0.073, abs=0.02)


def test_an_epoch_is_made_alike_by_any_number_of_processes(sources: GlyphSources) -> None:
    parts = [lines.draw(sources, 50, np.random.default_rng([5, 2, part])) for part in (0, 1)]
    with lines.epochs(sources, 5, 50) as epoch:
        together = epoch(2, 2)
    for (seen, known), (other, same) in zip(together, [*parts[0], *parts[1]], strict=True):
        np.testing.assert_array_equal(seen, other)
        assert known == same
    assert any(not np.array_equal(one[0], other[0]) for one, other in zip(parts[0], parts[1], strict=True))
