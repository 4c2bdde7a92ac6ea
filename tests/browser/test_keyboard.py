"""The page works by keyboard alone, drawing included."""

import re

import pytest
from playwright.sync_api import Page, expect

from samples.browser.pen import corner, draw, ink
from samples.drawing import named
from tests.browser.waiting import frames


def test_tab_reaches_every_control_in_the_order_it_is_seen(page: Page) -> None:
    draw(page, named("7 crossed"))
    expect(page.locator("#result")).to_have_text("7")
    page.locator("#undo").click()
    expect(page.locator("#inside")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.locator(".brand").focus()
    reached = []
    for _ in range(21):
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        page.keyboard.press("Tab")
    assert reached == [
        *["A", "A", "classroom", "help", "BUTTON", "digit", "open", "canvas", "mode", "size", "undo"],
        *["redo", "predict", "clear", "copy", "saveAnnotated", "why", "correctTitle", "gotIt"],
        *["exportDrawings", "forget"],
    ]


def test_the_arrows_draw(page: Page) -> None:
    page.locator("#canvas").focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    assert ink(page) == 0
    page.keyboard.press("Space")
    expect(page.locator("#pen-state")).to_have_text("Pen down")
    for _ in range(28):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#pen-state")).to_have_text("Pen up")
    expect(page.locator("#result")).to_have_text("1")
    stroke = ink(page)
    page.keyboard.press("ArrowRight")
    assert ink(page) == stroke
    page.keyboard.press("Control+z")
    assert ink(page) == 0, "the whole stroke is one step"


def test_it_is_said_where_the_pen_is(page: Page) -> None:
    page.locator("#canvas").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#pen-state")).to_have_text(re.compile(r"5[1-9] % across, 3[0-9] % down"))
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#pen-state")).to_have_text(re.compile(r"^0 % across"))
    page.keyboard.press("Space")
    expect(page.locator("#pen-state")).to_have_text("Pen down")


def test_space_twice_makes_a_dot(page: Page) -> None:
    page.locator("#canvas").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    assert ink(page) > 50


def test_leaving_the_canvas_lifts_the_pen(page: Page) -> None:
    page.locator("#canvas").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    before = ink(page)
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowDown")
    assert ink(page) == before


def test_each_key_of_the_help_sheet_does_what_it_says(page: Page) -> None:
    page.on("filechooser", lambda _: None)  # from now on, for a key may be quicker than the wish to see what it opens
    draw(page, named("8 plain"))
    page.keyboard.press("e")
    expect(page.locator("#mode")).to_have_value("erase")
    page.keyboard.press("d")
    expect(page.locator("#mode")).to_have_value("draw")
    expect(page.locator("#result")).to_have_text("8")
    page.keyboard.press("w")
    expect(page.locator("#heat")).to_be_visible()
    _, _, side = corner(page)
    page.keyboard.press("n")
    expect(page.locator("#number")).to_be_checked()
    page.keyboard.press("n")
    expect(page.locator("#digit")).to_be_checked()
    page.wait_for_function("(side) => document.getElementById('canvas').clientWidth === side", arg=side)
    frames(page)  # the drawing has its size again
    before = ink(page)
    page.keyboard.press("Delete")
    assert ink(page) == 0
    page.keyboard.press("Control+z")
    assert ink(page) == pytest.approx(before, rel=0.002)
    page.keyboard.press("Control+z")
    assert ink(page) == 0
    page.keyboard.press("Control+Shift+z")
    assert ink(page) == pytest.approx(before, rel=0.002)
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_have_text("8")
    with page.expect_file_chooser():
        page.keyboard.press("o")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("name", ["size", "mode", "predict"])
def test_letters_mean_nothing_elsewhere(page: Page, name: str) -> None:
    page.locator(f"#{name}").focus()
    page.keyboard.press("n")
    expect(page.locator("#digit")).to_be_checked()
