"""Take the README's screenshots: a real browser, a real server, the project's own strokes."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.pen import draw
from tests.drawing import named
from tests.serving import served

IMAGES = Path(__file__).parent / "images"
STATES = {
    "page": {"viewport": {"width": 960, "height": 620}},
    "page-dark": {"viewport": {"width": 960, "height": 620}, "color_scheme": "dark"},
    "page-phone": {"viewport": {"width": 390, "height": 700}},
}


def main() -> None:
    """Draw a crossed seven, press Predict, and photograph each state."""
    IMAGES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, options in STATES.items():
            page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
            page.goto(address)
            draw(page, named("7 crossed"), left=0.22, top=0.2)
            page.locator("#predict").click()
            page.locator("#result:not(:empty)").wait_for()
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
