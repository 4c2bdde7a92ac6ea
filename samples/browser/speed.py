"""Measure the page in a browser: waits for an answer, stutter while drawing, and what a visit loads."""

from playwright.sync_api import Browser, Page, Request

from samples.browser.pen import corner, line


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
    """Return what held the browser up for more than 50 ms while so many points were drawn and answered, in ms."""
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
    """Return what a first visit loads: bytes, with their headers, by address."""
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
