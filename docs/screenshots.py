"""Take the README's screenshots: a real browser, a real server, the project's own strokes."""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.pen import draw, write
from tests.drawing import named
from tests.serving import served

IMAGES = Path(__file__).parent / "images"
WINDOWS = {
    "page": {"viewport": {"width": 960, "height": 620}},
    "page-dark": {"viewport": {"width": 960, "height": 620}, "color_scheme": "dark"},
    "page-phone": {"viewport": {"width": 390, "height": 700}},
}


def main() -> None:
    """Photograph the page in each window, with a digit that was read; and once with a number."""
    IMAGES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, options in WINDOWS.items():
            page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
            page.goto(address)
            draw(page, named("7 crossed"), left=0.22, top=0.2)
            _photograph(page, name)
        page = browser.new_context(**WINDOWS["page"]).new_page()  # type: ignore[arg-type]
        page.goto(address)
        page.locator("label", has_text="Number").click()
        page.locator("#size").fill("8")
        write(page, [named(name) for name in ("1 with an upstroke", "9 plain", "9 curved", "5 in two strokes")], 0.16)
        _photograph(page, "number")
        browser.close()


def _photograph(page: Page, name: str) -> None:
    """Press Predict, and keep what is then to be seen."""
    page.locator("#predict").click()
    page.locator("#result:not(:empty)").wait_for()
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
