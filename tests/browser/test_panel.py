"""What the page says of an answer: the digit, how sure it is, what else it may be, or that it is none."""

import re

import pytest
from playwright.sync_api import Page, expect

from samples.browser.pen import by_hand, draw, line
from samples.drawing import named
from tests.browser.waiting import settled


def respond(page: Page, digit: int, shares: dict[int, float], rejected: bool = False) -> None:
    """Have the server's answer be this one: for what no drawing gives reliably."""
    probabilities = [shares.get(each, 0.0) for each in range(10)]
    page.route(
        "**/api/v1/digit",
        lambda route: route.fulfill(
            json={
                "digit": digit,
                "confidence": max(probabilities),
                "probabilities": probabilities,
                "rejected": rejected,
                "seen": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
            }
        ),
    )
    draw(page, named("7 crossed"))
    settled(page)


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.9999, "Very sure (over 99.9 %)"),
        (0.9968, "Very sure (99.6 %)"),
        (0.97, "Quite sure (97 %)"),
        (0.84, "Fairly sure (84 %)"),
        (0.6, "Not sure (60 %)"),
        (0.3, "Just a guess (30 %)"),
    ],
)
def test_how_sure_is_said_in_words_and_in_per_cent(page: Page, confidence: float, words: str) -> None:
    respond(page, 3, {3: confidence})
    expect(page.locator("#sure")).to_have_text(words)


@pytest.mark.parametrize(("other", "words"), [(1, "It could also be a 1."), (8, "It could also be an 8.")])
def test_the_runner_up_is_named_when_it_is_close(page: Page, other: int, words: str) -> None:
    respond(page, 7, {7: 0.7, other: 0.28, 2: 0.02})
    expect(page.locator("#message")).to_have_text(words)


def test_a_far_runner_up_is_not_named(page: Page) -> None:
    respond(page, 7, {7: 0.97, 1: 0.03})
    expect(page.locator("#message")).to_be_empty()


def test_ten_bars_show_how_likely_each_digit_is(screen: Page) -> None:
    by_hand(screen, named("4 open"))
    settled(screen)
    expect(screen.locator("#bars li.bar-best")).to_have_text("4")
    screen.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    heights = screen.locator("#bars i").evaluate_all(
        "bars => bars.map((bar) => parseFloat(getComputedStyle(bar, '::before').height) / bar.clientHeight)"
    )
    assert len(heights) == 10
    assert heights[4] > 0.9
    assert sum(heights) == pytest.approx(1, abs=0.02)
    meters = screen.get_by_role("meter")
    assert [meter.get_attribute("aria-label") for meter in meters.all()] == list("0123456789")


def test_a_rejected_digit_is_shown_as_one(handheld: Page) -> None:
    for row in range(8):
        line(handheld, (0.1, 0.1 + 0.1 * row), (0.9, 0.15 + 0.1 * row), steps=4)
        line(handheld, (0.9, 0.15 + 0.1 * row), (0.1, 0.2 + 0.1 * row), steps=4)
    settled(handheld)
    expect(handheld.locator("#sure")).to_have_text("I can't see a digit in this.")
    expect(handheld.locator("#result")).to_be_empty()
    expect(handheld.locator("#message")).to_have_text(re.compile(r"Closest match: \d\."))


def test_the_answer_is_spoken_politely_and_whole(page: Page) -> None:
    draw(page, named("8 plain"))
    expect(page.locator("#result")).to_have_text("8")
    region = page.locator(".verdict")
    expect(region).to_have_attribute("aria-live", "polite")
    expect(region).to_have_attribute("aria-atomic", "true")
    expect(region).to_contain_text(re.compile(r"Your digit is\s*8\s*Very sure"))
