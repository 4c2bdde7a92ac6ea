"""The page is quick: no stutter while drawing, an answer at once, little to load."""

import statistics

from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import SCREENS
from tests.browser.pen import corner, line, set_size

LONGEST = 50  # ms: what a browser calls a long task, and a hand feels
SOONEST = 120  # ms from the pen's lift to the answer
FIRST_VISIT = 200_000  # bytes


def test_no_long_task_while_500_points_are_drawn(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
            window.longTasks = [];
            new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((task) => task.duration)))
                .observe({ type: "longtask" });
        }"""
    )
    left, top, side = corner(page)
    page.mouse.move(left + 0.1 * side, top + 0.5 * side)
    page.mouse.down()
    for turn in range(10):
        page.mouse.move(left + (0.9 if turn % 2 == 0 else 0.1) * side, top + (0.1 + 0.08 * turn) * side, steps=50)
    page.mouse.up()
    expect(page.locator("#message")).to_contain_text("does not look")
    assert [task for task in page.evaluate("window.longTasks") if task > LONGEST] == []


def test_the_answer_is_there_soon_after_the_pen_is_lifted(page: Page) -> None:
    set_size(page, 14)
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
    for turn in range(30):
        line(page, (0.5, 0.15), (0.45, 0.8))
        expect(page.locator("#result")).to_have_text("1")
        page.wait_for_function("(turn) => window.waits.length > turn", arg=turn)
        page.locator("#clear").click()
    waits = page.evaluate("window.waits")
    assert len(waits) >= 30
    assert statistics.median(waits) < SOONEST, waits


def test_a_first_visit_loads_little(browser: Browser, address: str) -> None:
    loaded: dict[str, int] = {}

    def weigh(request: Request) -> None:
        sizes = request.sizes()
        loaded[request.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]

    context = browser.new_context(**SCREENS["desktop"])
    page = context.new_page()
    page.on("requestfinished", weigh)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    context.close()
    assert any(url.endswith("signature_pad.min.js") for url in loaded)
    assert sum(loaded.values()) < FIRST_VISIT, loaded
