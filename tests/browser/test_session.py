"""The drawing and the mode outlive a reload and a visit to another page, and end with the tab."""

import pytest
from playwright.sync_api import Browser, Page, expect

from samples.browser.pen import draw, ink, line, set_size, write
from samples.drawing import named
from tests.browser.conftest import visited
from tests.browser.waiting import frames

FOUR, TWO = named("4 closed"), named("2 plain")


def number(page: Page) -> None:
    page.locator("label", has_text="Number").click()
    set_size(page, 6)
    write(page, [FOUR, TWO])
    expect(page.locator("#result")).to_have_text("42")


def is_as_it_was(page: Page) -> None:
    expect(page.locator("#number")).to_be_checked()
    expect(page.locator("#result")).to_have_text("42")
    expect(page.locator("#size")).to_have_value("6")
    expect(page.locator("#lastDrawings li")).to_have_count(1)


def test_a_reload_keeps_a_number(handheld: Page) -> None:
    number(handheld)
    for _ in range(2):
        handheld.reload()
        is_as_it_was(handheld)


@pytest.mark.parametrize("way", ["back", "link"])
def test_how_it_works_and_back_keeps_a_number(handheld: Page, way: str) -> None:
    number(handheld)
    handheld.get_by_role("link", name="How it works").click()
    expect(handheld.locator("main.how")).to_be_visible()
    if way == "back":
        handheld.go_back()
    else:
        handheld.get_by_role("link", name="Draw", exact=True).click()
    is_as_it_was(handheld)


def test_a_digit_is_as_large_as_it_was_and_can_be_gone_on_with(handheld: Page) -> None:
    draw(handheld, named("7 plain"))
    expect(handheld.locator("#result")).to_have_text("7")
    before = ink(handheld)
    handheld.locator("#mode").select_option("erase")
    handheld.reload()
    expect(handheld.locator("#result")).to_have_text("7")
    expect(handheld.locator("#mode")).to_have_value("erase")
    assert ink(handheld) == pytest.approx(before, rel=0.02)
    handheld.locator("#mode").select_option("draw")
    line(handheld, (0.35, 0.9), (0.5, 0.9))
    expect(handheld.locator("#lastDrawings li")).to_have_count(1)


def test_a_cleared_sheet_stays_clear(page: Page) -> None:
    draw(page, TWO)
    page.locator("#clear").click()
    page.reload()
    expect(page.locator("#prompt")).to_be_visible()
    expect(page.locator("#undo")).to_be_disabled()
    assert ink(page) == 0


def test_what_was_forgotten_is_not_remembered_by_a_reload(page: Page) -> None:
    number(page)
    page.locator("#forget").click()
    page.reload()
    expect(page.locator("#result")).to_have_text("42")
    frames(page)
    expect(page.locator("#last")).to_be_hidden()


def test_another_tab_begins_anew(browser: Browser, address: str) -> None:
    for page in visited(browser, address):
        number(page)
        other = page.context.new_page()
        other.goto(address)
        expect(other.locator("#digit")).to_be_checked()
        assert ink(other) == 0
