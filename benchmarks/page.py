"""How quick the page is: from the pen's lift to the answer on screen, stutter while drawing, and what a visit loads."""

import statistics

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.browser import chromium
from tests.browser.pen import corner, line
from tests.serving import served

DESKTOP = {"width": 1440, "height": 900}
SOONEST = 120  # ms from the pen's lift to the answer that a quiet machine keeps to


def waits(page: Page, times: int = 30) -> list[float]:
    """From the lift of the pen to the frame that shows the answer, in ms."""
    page.evaluate(
        """() => {
            window.waits = [];
            let lifted = 0;
            document.addEventListener("pointerup", () => (lifted = performance.now()), { capture: true });
            const shown = new MutationObserver(() => {
                if (document.getElementById("result").textContent && lifted) {
                    requestAnimationFrame(() => window.waits.push(performance.now() - lifted));
                }
            });
            shown.observe(document.getElementById("result"), { childList: true });
        }"""
    )
    for turn in range(times):
        line(page, (0.5, 0.15), (0.45, 0.8))
        page.wait_for_function("(turn) => window.waits.length > turn", arg=turn)
        page.locator("#clear").click()
    return [float(wait) for wait in page.evaluate("window.waits")]


def long_tasks(page: Page, points: int = 500) -> list[float]:
    """What held the browser up for more than 50 ms while so many points were drawn and the answer came, in ms."""
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
            window.longTasks = [];
            const note = (tasks) => window.longTasks.push(...tasks.map((task) => task.duration));
            const observer = new PerformanceObserver((list) => note(list.getEntries()));
            observer.observe({ type: "longtask" });
            window.allLongTasks = () => {
                note(observer.takeRecords());
                return window.longTasks;
            };
        }"""
    )
    left, top, side = corner(page)
    page.mouse.move(left + 0.1 * side, top + 0.1 * side)
    page.mouse.down()
    for turn in range(10):
        across = 0.9 if turn % 2 == 0 else 0.1
        page.mouse.move(left + across * side, top + (0.1 + 0.08 * turn) * side, steps=points // 10)
    page.mouse.up()
    page.locator("#sure:not(:empty)").wait_for()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # the last task is over
    return [float(task) for task in page.evaluate("window.allLongTasks()")]


def weight(browser: Browser, address: str) -> dict[str, int]:
    """What a first visit loads: bytes, with their headers, by address."""
    loaded: dict[str, int] = {}

    def weigh(request: Request) -> None:
        sizes = request.sizes()
        loaded[request.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]

    page = browser.new_page()
    page.on("requestfinished", weigh)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    return loaded


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
