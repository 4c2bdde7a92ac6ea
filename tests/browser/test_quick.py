"""The page loads little; and what measures how quick it is (benchmarks/page.py) measures."""

from playwright.sync_api import Browser, Page

from samples.browser.speed import long_tasks, waits, weight

FIRST_VISIT = 200_000  # bytes


def test_each_wait_for_an_answer_is_measured(page: Page) -> None:
    taken = waits(page, times=3)
    assert len(taken) >= 3
    assert min(taken) > 0


def test_a_stutter_while_drawing_is_measured(page: Page) -> None:
    page.evaluate(
        """() => document.getElementById("canvas").addEventListener("pointermove", () => {
            const end = performance.now() + 100;
            while (performance.now() < end);
        }, { once: true })"""
    )
    assert max(long_tasks(page, points=20)) >= 100


def test_a_first_visit_loads_little(browser: Browser, address: str) -> None:
    loaded = weight(browser, address)
    assert any(url.endswith("signature_pad.min.js") for url in loaded)
    assert sum(loaded.values()) < FIRST_VISIT, loaded
