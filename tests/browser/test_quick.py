"""The page is quick: no stutter while drawing, an answer at once, little to load."""

import statistics

from playwright.sync_api import Browser, Page

from benchmarks.page import long_tasks, waits, weight

SOONEST = 120  # ms from the pen's lift to the answer
FIRST_VISIT = 200_000  # bytes


def test_no_long_task_while_500_points_are_drawn(page: Page) -> None:
    assert long_tasks(page) == []


def test_the_answer_is_there_soon_after_the_pen_is_lifted(page: Page) -> None:
    taken = waits(page)
    assert len(taken) >= 30
    assert statistics.median(taken) < SOONEST, taken


def test_a_first_visit_loads_little(browser: Browser, address: str) -> None:
    loaded = weight(browser, address)
    assert any(url.endswith("signature_pad.min.js") for url in loaded)
    assert sum(loaded.values()) < FIRST_VISIT, loaded
