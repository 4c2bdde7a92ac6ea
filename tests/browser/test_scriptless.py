"""Without JavaScript the pages say nothing that is not so, and leave no step empty."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from samples.browser.screens import SCREENS


@pytest.fixture(params=SCREENS)
def plain(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The front page in a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False, **SCREENS[request.param])
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_the_front_page_does_not_speak_of_drawing(plain: Page) -> None:
    assert "lift" not in plain.inner_text("body")
    expect(plain.locator(".verdict")).to_be_visible()
    expect(plain.locator("#canvas")).to_be_hidden()


def test_how_it_works_has_no_empty_step(plain: Page, address: str) -> None:
    plain.goto(f"{address}/how-it-works")
    sections = plain.locator("main section").all()
    assert len(sections) == 10
    for section in sections:
        expect(section.locator("h2")).to_be_visible()
        assert len(section.locator("p").first.inner_text()) > 60
        expect(section.locator("canvas:visible, table:visible, .scripted:visible")).to_have_count(0)
    assert "{" not in plain.inner_text("main")


def test_a_mistyped_address_leads_back(plain: Page, address: str) -> None:
    plain.goto(f"{address}/how")
    expect(plain.get_by_role("heading", name="Page not found")).to_be_visible()
    plain.get_by_role("link", name="Draw a digit").click()
    expect(plain.locator("#plainFile")).to_be_visible()
