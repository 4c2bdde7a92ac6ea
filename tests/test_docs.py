"""What the documents say is so: figures are the cards', links lead somewhere, what they show in Python runs."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitink import model
from digitink.numbers import columns
from digitink.web.settings import Settings, unchosen
from samples.drawing import named, png, render
from tests.documents import PAGES, ROOT, shown_in_python

CARD = json.loads(model.SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))


def per_cent(share: float) -> str:
    return f"{share:.2%}".replace("%", " %")


@pytest.mark.parametrize("name", CARD["measured"])
def test_the_model_card_gives_each_measurement(name: str) -> None:
    lines = (ROOT / "docs/model-card.md").read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if line.startswith(f"| {name} |"))
    measured = CARD["measured"][name]
    columns = [f"{measured['count']:,}", *(per_cent(share) for what, share in measured.items() if what != "count")]
    assert line == f"| {name} | {' | '.join(columns)} |"


def test_the_model_card_gives_the_line_networks_figures() -> None:
    card = json.loads(columns.SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))
    text = (ROOT / "docs/model-card.md").read_text(encoding="utf-8")
    measured = card["measured"]["held-out lines"]
    shares = " | ".join(per_cent(share) for what, share in measured.items() if what != "count")
    assert f"| held-out lines | {measured['count']:,} | {shares} |" in text
    assert f"its temperature, {card['temperature']:.2f}, is fitted" in text


def test_the_model_card_gives_the_decisions() -> None:
    text = (ROOT / "docs/model-card.md").read_text(encoding="utf-8")
    assert f"one temperature, {CARD['temperature']:.2f}," in text
    assert f"less than {CARD['least_certainty']:.2f} of the probability" in text


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_every_page_gives_the_same_accuracy(page: str) -> None:
    assert per_cent(CARD["measured"]["MNIST test"]["accuracy"]) in (ROOT / page).read_text(encoding="utf-8")


def test_the_model_card_shows_every_miss() -> None:
    assert (ROOT / "docs/images/misses.png").exists()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_operations_page_lists_every_setting_and_default(name: str) -> None:
    row = " ".join(f"| DIGITINK_{name.upper()} | {unchosen(name)} | {Settings.model_fields[name].description}".split())
    lines = (ROOT / "docs/operations.md").read_text(encoding="utf-8").splitlines()
    assert any(" ".join(line.split()).startswith(row) for line in lines)


@pytest.mark.parametrize("page", PAGES)
def test_every_row_of_a_table_has_the_cells_of_its_heading(page: str) -> None:
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    for row, line in enumerate(lines):
        if line.startswith("|") and row and lines[row - 1].startswith("|"):
            assert line.count("|") == lines[row - 1].count("|"), f"line {row + 1} of {page}"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


# What asks a cluster needs one: tests/bulk has one.
@pytest.mark.parametrize("page", [page for page in PAGES if (code := shown_in_python(page)) and "ray" not in code])
def test_what_a_page_shows_in_python_runs(page: str, tmp_path: Path) -> None:
    """In a folder with the pictures that it names."""
    seven, one, two, four = (render(named(drawing)) for drawing in ("7 crossed", "1 a stroke", "2 plain", "4 open"))
    for name, shown in {"seven": seven, "1": one, "2": two}.items():
        (tmp_path / f"{name}.png").write_bytes(png(shown))
    (tmp_path / "page.jpg").write_bytes(png(np.hstack([four, two])))
    shutil.copy(ROOT / "samples/photographs/number-notebook.jpg", tmp_path / "photograph.jpg")
    ended = subprocess.run(
        [sys.executable, "-c", shown_in_python(page)], capture_output=True, text=True, cwd=tmp_path, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
