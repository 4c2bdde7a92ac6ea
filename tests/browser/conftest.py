"""A real browser before a real server."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from samples.browser import chromium
from samples.browser.screens import SCREENS
from samples.servers.start import served
from tests.browser.waiting import PATIENCE

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server with the shipped model."""
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, started once."""
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a desktop; a test in which it complains or asks another address fails."""
    yield from visited(browser, address, viewport={"width": 1200, "height": 900})


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a small phone with a touch screen."""
    yield from visited(browser, address, **SCREENS["phone"] | {"viewport": {"width": 390, "height": 700}})


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that complains of nothing: it has no server, or no network, at times."""
    context = browser.new_context(**SCREENS["phone"])
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page on each of the screens: for what depends on their size, or on how one draws there."""
    yield from visited(browser, address, **SCREENS[request.param])


@pytest.fixture
def handheld(browser: Browser, address: str) -> Iterator[Page]:
    """The page on the phone of the screens: for what every screen does alike, with the least room."""
    yield from visited(browser, address, **SCREENS["phone"])


def visited(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open the page in a context of its own, and see at the end that nothing went wrong in it."""
    # A page's own answers, which tests give in place of the server's, pass a service worker by.
    context = browser.new_context(service_workers="block", **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    foreign: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if is_local(request.url, address) else foreign.append(request.url))
    page.goto(address)
    yield page
    context.close()
    assert foreign == []
    assert [text for text in complaints if "status of 4" not in text and "ERR_" not in text] == []


def is_local(url: str, address: str) -> bool:
    """Whether a request stays with the server, or with the page itself."""
    return url.startswith((f"{address}/", "data:", "blob:"))
