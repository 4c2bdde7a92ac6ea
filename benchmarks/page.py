"""How quick the page is: from the pen's lift to the answer on screen, stutter while drawing, and what a visit loads."""

import statistics

from playwright.sync_api import sync_playwright

from samples.browser import chromium
from samples.browser.speed import long_tasks, waits, weight
from samples.servers.start import served

DESKTOP = {"width": 1440, "height": 900}
SOONEST = 120  # ms from the pen's lift to the answer that a quiet machine keeps to


def main() -> None:
    """Print the three."""
    with served() as address, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        page.goto(address)
        taken = sorted(waits(page))
        print(
            f"from the pen's lift to the answer: median {statistics.median(taken):.0f} ms "
            f"({taken[2]:.0f} to {taken[-3]:.0f}) of {len(taken)}; at most {SOONEST} is wanted"
        )
        print(f"tasks of more than 50 ms while 500 points are drawn: {long_tasks(page) or 'none'}; none is wanted")
        loaded = weight(browser, address)
        print(f"a first visit: {len(loaded)} files, {sum(loaded.values()) / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
