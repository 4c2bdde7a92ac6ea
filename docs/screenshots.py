"""Take the screenshots of the page's main states: a real browser, a real server, the project's own strokes."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from samples.browser import chromium
from samples.browser.pen import draw, set_size, write
from samples.browser.screens import SCREENS
from samples.drawing import named, png
from samples.drawing import photograph as photographed
from samples.servers.start import served
from samples.writing import Hand, written

IMAGES = Path(__file__).parent / "images"
NUMBER = [named(name) for name in ("1 with an upstroke", "9 plain", "9 curved", "5 in two strokes")]
_COLORS = 128  # of a PNG: more than the page has


def first_visit(_: Page) -> None:
    """As the page opens."""


def digit(page: Page) -> None:
    """Show a digit as it is read."""
    page.get_by_role("button", name="Got it").click()
    draw(page, named("7 crossed"), left=0.22, top=0.2, steps=9)
    page.locator("#sure:not(:empty)").wait_for()


def why(page: Page) -> None:
    """Show what carried the answer, and how to correct it."""
    digit(page)
    page.get_by_role("button", name="Why?").click()
    page.locator("#heat").wait_for()
    page.get_by_text("Not right? Choose the correct digit").click()


def number(page: Page) -> None:
    """Show a number, each digit boxed; the digit before it is kept below."""
    digit(page)
    page.locator("#clear").click()
    page.locator("label", has_text="Number").click()
    set_size(page, 12)
    write(page, NUMBER, size=0.17, steps=9)
    page.locator("#digits button").nth(3).wait_for()


def photograph(page: Page) -> None:
    """Show a photograph of several lines, with one of its digits looked at."""
    content, _ = written(["1995 42", "6071 385", "77 3184"], Hand())
    photo = png(photographed(content, np.random.default_rng(5)))
    page.get_by_role("button", name="Got it").click()
    page.locator("label", has_text="Number").click()
    page.locator("#file").set_input_files({"name": "page.png", "mimeType": "image/png", "buffer": photo})
    page.locator("#digits button").nth(3).click()


def classroom(page: Page) -> None:
    """Show what a class sees on the wall."""
    digit(page)
    page.evaluate("document.getElementById('classroom').click()")  # a small screen shows no button for it


def how(page: Page) -> None:
    """Show a drawing's way through every step."""
    digit(page)
    page.get_by_role("link", name="How it works").click()
    page.locator("body.walked").wait_for()


STATES: list[Callable[[Page], None]] = [first_visit, digit, why, number, photograph, how]


def main() -> None:
    """Take every state on every screen, by day and by night."""
    IMAGES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for state in STATES:
            for screen in SCREENS:
                for scheme in ("light", "dark"):
                    _take(browser, address, state, screen, scheme)
        _take(browser, address, classroom, "desktop", "dark")
        browser.close()


def _take(browser: Browser, address: str, state: Callable[[Page], None], screen: str, scheme: str) -> None:
    options = SCREENS[screen] | {"device_scale_factor": 1}
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page.goto(address)
    state(page)
    page.wait_for_timeout(300)
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    few = shot.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{state.__name__.replace('_', '-')}-{screen}-{scheme}.png", optimize=True)
    page.context.close()


if __name__ == "__main__":
    main()
