"""A visitor tells what a drawing really was, knowing what is stored, and may take it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digitink.corrections import Store
from samples.browser.pen import by_hand, line
from samples.browser.screens import SCREENS
from samples.drawing import named
from samples.servers.start import started
from tests.browser.conftest import visited


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a server of this test alone keeps its corrections."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"


@pytest.fixture
def own(browser: Browser, url: str) -> Iterator[Page]:
    """The page of that server on a phone."""
    with started(url) as (_, address):
        yield from visited(browser, address, **SCREENS["phone"])


def stored(url: str) -> list[int | str | None]:
    """The right answers that are stored."""
    store = Store(url)
    try:
        return [correction.label for correction in store.newest(limit=9)]
    finally:
        store.close()


def test_one_tap_stores_the_right_answer_and_undo_takes_it_back(own: Page, url: str) -> None:
    by_hand(own, named("7 plain"))
    expect(own.locator("#result")).to_have_text("7")
    own.get_by_text("Not right? Choose the correct digit").click()
    expect(own.get_by_text("One tap saves this drawing")).to_be_visible()
    assert stored(url) == []
    own.get_by_role("button", name="1", exact=True).click()
    expect(own.get_by_text("Thank you. Saved as 1.")).to_be_visible()
    assert stored(url) == [1]
    own.get_by_role("button", name="Not a digit").click()
    expect(own.get_by_text("Saved as not a digit.")).to_be_visible()
    assert stored(url) == [None]
    own.locator("#correct").get_by_role("button", name="Undo", exact=True).click()
    expect(own.get_by_text("Removed. Nothing was kept.")).to_be_visible()
    assert stored(url) == []


def test_it_is_offered_for_an_answer_and_gone_with_it(handheld: Page) -> None:
    expect(handheld.locator("#correct")).to_be_hidden()
    by_hand(handheld, named("7 plain"))
    expect(handheld.locator("#correct")).to_be_visible()
    line(handheld, (0.1, 0.95), (0.2, 0.95))
    handheld.locator("#clear").click()
    expect(handheld.locator("#correct")).to_be_hidden()


def test_where_corrections_are_off_they_are_not_offered(browser: Browser) -> None:
    with started("off") as (_, address):
        for page in visited(browser, address, **SCREENS["desktop"]):
            by_hand(page, named("7 plain"))
            expect(page.locator("#result")).to_have_text("7")
            expect(page.locator("#correct")).to_have_count(0)
