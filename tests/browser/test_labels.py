"""The page shows the labels of the model that reads, whatever they are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitink.corrections import Store
from samples.browser.pen import by_hand
from samples.browser.screens import SCREENS
from samples.drawing import named
from samples.models import LETTERS, random_model
from samples.servers.start import started
from tests.browser.conftest import visited
from tests.browser.waiting import settled

pytest.importorskip("onnx", reason="the extra `train` is not installed")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the server keeps its corrections."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"


@pytest.fixture
def letters(browser: Browser, url: str, tmp_path: Path) -> Iterator[Page]:
    """The page of a server that reads letters, on a phone."""
    model = random_model(tmp_path / "letters.onnx", LETTERS, rejects=True)
    with started(url, "--model", str(model)) as (_, address):
        yield from visited(browser, address, **SCREENS["phone"])


def test_a_letter_is_shown_explained_and_corrected(letters: Page, url: str) -> None:
    bars = letters.locator("#bars li")
    assert bars.all_text_contents() == LETTERS
    by_hand(letters, named("7 plain"))
    expect(letters.locator("#result")).to_have_text(re.compile("^[A-Z]$"))
    settled(letters)
    read = letters.locator("#result").text_content()
    assert letters.locator("#bars .bar-best").all_text_contents() == [read]
    letters.locator("#why").click()
    expect(letters.locator("#whyText")).to_contain_text(f"{read}")
    letters.locator("#correct summary").click()
    choices = letters.locator("#choices button")
    assert choices.all_text_contents()[:-1] == LETTERS
    choices.nth(4).click()
    expect(letters.locator("#takeBack")).to_be_visible()
    store = Store(url)
    assert [(stored.label, stored.read) for stored in store.all()] == [("E", read)]
    store.close()
    width = letters.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0  # twenty-six bars fit on a phone


def test_how_it_works_lists_the_labels(letters: Page) -> None:
    letters.goto(letters.url + "how-it-works")
    expect(letters.locator("body")).to_have_class(re.compile("walked"))
    assert letters.locator("#numbers th").all_text_contents() == LETTERS
