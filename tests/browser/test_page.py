"""A person draws a digit in a browser and reads the right answer."""

import json

import pytest
from playwright.sync_api import Page, expect

from digitink import Recognizer
from samples.browser.pen import corner, draw, ink, set_size, touch
from samples.drawing import DRAWINGS, Drawing, named
from tests.browser.waiting import fitted

ZERO, ONE, EIGHT = named("0 plain"), named("1 a stroke"), named("8 plain")
ONE_OF_EACH = list({drawing.digit: drawing for drawing in DRAWINGS}.values())  # tests/test_recognizer.py reads all


def read(page: Page) -> str:
    page.locator("#predict").click()
    expect(page.locator("#result")).not_to_be_empty()
    return page.locator("#result").inner_text()


@pytest.mark.parametrize("drawing", ONE_OF_EACH, ids=str)
def test_a_digit_is_read_centered_large_and_small_in_a_corner(page: Page, drawing: Drawing) -> None:
    draw(page, drawing, left=0.3, top=0.25, size=0.5)
    assert read(page) == str(drawing.digit)

    page.locator("#clear").click()
    set_size(page, 5)
    draw(page, drawing, left=0.03, top=0.83, size=0.14)
    assert read(page) == str(drawing.digit)

    page.locator("#clear").click()
    set_size(page, 30)
    draw(page, drawing, left=0.1, top=0.06, size=0.86)
    assert read(page) == str(drawing.digit)


@pytest.mark.parametrize("drawing", DRAWINGS[::3], ids=str)
def test_a_finger_on_a_phone_draws_and_nothing_scrolls(phone: Page, drawing: Drawing) -> None:
    phone.evaluate("document.body.style.minHeight = '3000px'")
    touch(phone, drawing)
    assert phone.evaluate("window.scrollY") == 0
    assert ink(phone) > 1000
    # At once: a stroke that ends swiftly must not be taken for a fling, which the next tap would but end.
    phone.locator("#predict").tap()
    expect(phone.locator("#result")).to_have_text(str(drawing.digit))


def test_the_canvas_and_its_tools_fit_on_a_phone(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("canvas", "predict", "clear", "mode", "size"):
        box = phone.locator(f"#{name}").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 700, f"#{name} is below the screen"


def test_a_blank_canvas_is_told_so_without_asking_the_server(page: Page) -> None:
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#predict").click()
    expect(page.locator("#message")).to_contain_text("Draw a digit first")
    expect(page.locator("#result")).to_be_empty()
    assert asked == []


def test_what_is_erased_is_gone(page: Page) -> None:
    draw(page, EIGHT)
    assert ink(page) > 1000
    page.locator("#mode").select_option("erase")
    set_size(page, 40)
    left, top, side = corner(page)
    page.mouse.move(left + 5, top + 5)
    page.mouse.down()
    for step in range(24):
        across = left + (5 if step % 2 else side - 5)
        page.mouse.move(across, top + 5 + step * (side - 10) / 23, steps=15)
    page.mouse.up()
    assert ink(page) == 0
    page.locator("#predict").click()
    expect(page.locator("#message")).to_contain_text("Draw a digit first")


def test_what_is_erased_is_not_sent(page: Page, recognizer: Recognizer) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "api/v1/digit" in request.url else None)
    draw(page, EIGHT, left=0.05, top=0.3, size=0.4)
    draw(page, ZERO, left=0.55, top=0.3, size=0.4)
    page.locator("#mode").select_option("erase")
    set_size(page, 40)
    draw(page, EIGHT, left=0.05, top=0.3, size=0.4)
    assert read(page) == "0"
    seen = recognizer.predict(json.loads(sent[-1])["data"]).seen
    assert seen[:, :4].max() == 0, "the erased digit would have made the ink twice as wide"


@pytest.mark.parametrize("moves", [1, 2, 5])
def test_a_quick_stroke_is_drawn_to_its_end(page: Page, moves: int) -> None:
    set_size(page, 10)
    left, top, _ = corner(page)
    page.mouse.move(left + 100, top + 200)
    page.mouse.down()
    page.mouse.move(left + 300, top + 200, steps=moves)
    page.mouse.up()
    wide = 10 * corner(page)[2] / 500  # px: the pen grows with the sheet
    assert 195 * wide < ink(page) < 205 * wide + 1.5 * wide**2  # 200 px, and its round ends


def test_each_half_of_the_switch_is_pressed_by_itself(handheld: Page) -> None:
    halves = {half: handheld.locator(f".tools [data-value={half}]") for half in ("draw", "erase")}
    for half in ("erase", "erase", "draw", "draw", "erase"):
        halves[half].click()
        expect(handheld.locator("#mode")).to_have_value(half)
        for name, shown in halves.items():
            expect(shown).to_have_class("switch-chosen" if name == half else "")


def test_pen_size_makes_the_line_wider(page: Page) -> None:
    widths = []
    for size in (2, 20, 40):
        page.locator("#clear").click()
        set_size(page, size)
        draw(page, ONE, size=0.5)  # an upright stroke
        widths.append(ink(page))
    assert widths[0] * 5 < widths[1] < widths[2] * 0.7


def test_clear_empties_the_canvas_and_the_answer(page: Page) -> None:
    draw(page, EIGHT)
    assert read(page) == "8"
    page.locator("#clear").click()
    expect(page.locator("#result")).to_be_empty()
    assert ink(page) == 0


def test_the_drawing_survives_a_window_made_smaller(page: Page) -> None:
    draw(page, EIGHT)
    page.set_viewport_size({"width": 360, "height": 640})
    fitted(page)
    assert ink(page) > 500
    assert read(page) == "8"


def test_every_control_is_named_by_its_text(page: Page) -> None:
    for name, text in {"mode": "Mode", "size": "Pen size"}.items():
        expect(page.locator(f"#{name}")).to_have_accessible_name(text)
    for name in ("Clear", "Read it", "Undo", "Redo", "Help", "Open a picture"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    for name in ("Digit", "Number"):
        expect(page.get_by_role("radio", name=name)).to_be_attached()
    expect(page.locator("#canvas")).to_have_accessible_name("Drawing area for one digit")
