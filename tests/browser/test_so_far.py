"""While one writes, the page says what it reads so far, and keeps its certainty back until the pen has rested."""

import re

import pytest
from playwright.sync_api import Page, expect

from samples.browser.pen import draw, line, write
from samples.drawing import named, png, render

# What the page said from now on, each time it changed: the title and how sure.
WATCH = """() => {
    window.shown = [];
    const [title, sure, result] = ["answer", "sure", "result"].map((id) => document.getElementById(id));
    const note = () => window.shown.push([title.textContent, result.textContent, sure.textContent]);
    new MutationObserver(note).observe(document.querySelector(".verdict"), { childList: true, subtree: true });
}"""


@pytest.mark.parametrize("kind", ["digit", "number"])
def test_an_answer_is_so_far_until_the_pen_has_rested(handheld: Page, kind: str) -> None:
    handheld.locator(f"label:has(#{kind})").click()
    handheld.evaluate(WATCH)
    write(handheld, [named("7 plain")], size=0.3)
    expect(handheld.locator("#sure")).not_to_be_empty()
    shown: list[list[str]] = handheld.evaluate("window.shown")
    so_far = [result for title, result, _ in shown if title == f"Your {kind} so far"]
    assert "7" in so_far
    assert all(not confidence for title, _, confidence in shown if title.endswith("so far"))
    assert shown[-1][:2] == [f"Your {kind} is", "7"]
    expect(handheld.locator(".verdict")).to_have_attribute("aria-busy", "false")


def test_between_two_strokes_nothing_is_said_to_be_sure(page: Page) -> None:
    page.evaluate(WATCH)
    draw(page, named("7 crossed"))
    expect(page.locator("#sure")).not_to_be_empty()
    shown: list[list[str]] = page.evaluate("window.shown")
    assert len({confidence for _, _, confidence in shown if confidence}) == 1


def test_while_the_pen_of_the_keys_is_down_all_is_so_far(page: Page) -> None:
    page.locator("#canvas").focus()
    page.keyboard.press("Space")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#answer")).to_have_text("Your digit so far")
    expect(page.locator("#result")).to_have_text("1")
    expect(page.locator("#sure")).to_be_empty()
    page.keyboard.press("Space")
    expect(page.locator("#sure")).not_to_be_empty()
    expect(page.locator("#answer")).to_have_text("Your digit is")


def test_what_is_half_written_is_not_turned_away(page: Page) -> None:
    page.evaluate(WATCH)
    line(page, (0.1, 0.1), (0.9, 0.12))
    line(page, (0.9, 0.12), (0.1, 0.2))
    line(page, (0.1, 0.2), (0.9, 0.25))
    page.locator("#answer", has_text=re.compile("is$")).wait_for()
    shown: list[list[str]] = page.evaluate("window.shown")
    assert all("can't" not in confidence for title, _, confidence in shown if title.endswith("so far"))


def test_a_picture_and_a_question_are_answered_at_once(page: Page) -> None:
    page.evaluate(WATCH)
    content = png(render(named("8 plain")))
    page.locator("#file").set_input_files({"name": "8.png", "mimeType": "image/png", "buffer": content})
    expect(page.locator("#sure")).not_to_be_empty()
    shown: list[list[str]] = page.evaluate("window.shown")
    assert not any(title.endswith("so far") for title, _, _ in shown)
