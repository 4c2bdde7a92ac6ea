"""Wait for what must happen, however long it takes: tests run on busy machines too."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

PATIENCE = 60_000  # ms after which a test fails that would otherwise hang


def until(page: Page, holds: Callable[[], object]) -> None:
    """Wait until something holds that is no matter of the page alone."""
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, "it does not come to hold"
        page.wait_for_timeout(20)  # in which Playwright calls what listens to the page


def settled(page: Page) -> None:
    """Wait until the answer is that to all that was drawn, not to a stroke before the last."""
    expect(page.locator(".answer")).not_to_have_class(re.compile(r"\banswer-old\b"))


def frames(page: Page) -> None:
    """Wait for two frames: what has reached the page is shown by then."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def ended(page: Page) -> list[Request]:
    """A list to which each request is added that is over from now on, answered or broken off."""
    over: list[Request] = []
    page.on("requestfinished", lambda request: over.append(request))
    page.on("requestfailed", lambda request: over.append(request))
    return over


def fitted(page: Page) -> None:
    """Wait until the drawing area has as many pixels as its place on the screen, whose size has changed."""
    page.wait_for_function(
        """() => {
            const { width, height, clientWidth, clientHeight } = document.getElementById("canvas");
            const pixels = (length) => Math.round(length * devicePixelRatio);
            return width === pixels(clientWidth) && height === pixels(clientHeight);
        }"""
    )
    frames(page)
