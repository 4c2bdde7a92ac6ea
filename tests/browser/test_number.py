"""A person writes a number in a browser, and reads it with a box around each digit."""

import base64
import io
import json

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from samples.browser.pen import corner, draw, ink, set_size, write
from samples.browser.screens import SCREENS
from samples.drawing import DRAWINGS, named
from tests.browser.conftest import visited
from tests.browser.waiting import ended, fitted, frames, settled, until

FOUR, TWO, SEVEN, ZERO = named("4 closed"), named("2 plain"), named("7 crossed"), named("0 slashed")


def choose(page: Page, kind: str) -> None:
    page.locator("label", has_text=kind).click()
    expect(page.locator(f"#{kind.lower()}")).to_be_checked()


def middle(box: Locator) -> tuple[float, float]:
    place = box.bounding_box()
    assert place
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


@pytest.fixture
def number(page: Page) -> Page:
    """The page, asked for numbers, with a fine pen."""
    choose(page, "Number")
    set_size(page, 8)
    return page


def test_a_number_is_read_and_each_digit_boxed_where_it_is(number: Page) -> None:
    write(number, [FOUR, TWO, SEVEN, ZERO])
    number.locator("#predict").click()
    settled(number)
    expect(number.locator("#result")).to_have_text("4270")
    boxes, labels = number.locator("#boxes rect.box-read"), number.locator("#boxes text.box-digit")
    assert labels.all_text_contents() == ["4", "2", "7", "0"]
    left, top, side = corner(number)
    for place in range(4):
        x, y = middle(boxes.nth(place))
        assert abs(x - (left + (0.05 + 0.169 * place + 0.065) * side)) < 0.05 * side
        assert abs(y - (top + (0.1 + 0.065) * side)) < 0.05 * side


# How far the boxes of digits reach beyond the ink, to each side, in px.
BEYOND_THE_INK = """() => {
    const canvas = document.getElementById("canvas"), place = canvas.getBoundingClientRect();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const xs = [], ys = [];
    for (let at = 3; at < data.length; at += 4)
        if (data[at] > 128) {
            xs.push(((at >> 2) % canvas.width) * place.width / canvas.width + place.x);
            ys.push(Math.floor((at >> 2) / canvas.width) * place.height / canvas.height + place.y);
        }
    const least = (all) => all.reduce((one, other) => Math.min(one, other));
    const most = (all) => all.reduce((one, other) => Math.max(one, other));
    const boxes = [...document.querySelectorAll("#boxes rect.box-read")].map((box) => box.getBoundingClientRect());
    return [
        least(xs) - least(boxes.map((box) => box.left)), most(boxes.map((box) => box.right)) - most(xs),
        least(ys) - least(boxes.map((box) => box.top)), most(boxes.map((box) => box.bottom)) - most(ys),
    ];
}"""


def test_boxes_stay_with_the_ink_when_the_sheet_changes(number: Page) -> None:
    write(number, [FOUR, TWO, SEVEN])
    settled(number)
    expect(number.locator("#boxes rect.box-read")).to_have_count(3)
    for width, height in ((390, 844), (844, 390), (1200, 900)):
        number.set_viewport_size({"width": width, "height": height})
        fitted(number)
        assert all(abs(beyond) < 6 for beyond in number.evaluate(BEYOND_THE_INK))


def test_two_lines_are_shown_as_two_lines(number: Page) -> None:
    write(number, [FOUR, TWO], size=0.1, top=0.03)
    write(number, [SEVEN], size=0.1, top=0.24)
    number.locator("#predict").click()
    settled(number)
    expect(number.locator("#result")).not_to_be_empty()
    assert number.locator("#result").inner_text() == "42\n7"


def test_the_canvas_grows_wide_and_the_drawing_comes_along(page: Page) -> None:
    draw(page, TWO)
    before = page.locator("#canvas").bounding_box()
    choose(page, "Number")
    after = page.locator("#canvas").bounding_box()
    assert before
    assert after
    assert before["width"] == pytest.approx(before["height"])
    assert after["width"] == pytest.approx(2.5 * after["height"], rel=0.02)
    page.locator("#predict").click()
    expect(page.locator("#result")).to_have_text("2")
    choose(page, "Digit")
    page.locator("#predict").click()
    expect(page.locator("#result")).to_have_text("2")


def test_a_wide_drawing_shrinks_into_the_square(number: Page) -> None:
    write(number, [FOUR, TWO, SEVEN, ZERO, TWO])
    before = ink(number)
    choose(number, "Digit")
    fitted(number)
    assert 0 < ink(number) < before
    choose(number, "Number")
    number.locator("#predict").click()
    expect(number.locator("#result")).to_have_text("42702")


def test_boxes_go_with_the_answer_they_belong_to(number: Page) -> None:
    write(number, [FOUR, TWO])
    expect(number.locator("#boxes rect")).to_have_count(2)
    left, top, side = corner(number)
    number.mouse.move(left + 0.5 * side, top + 0.1 * side)
    number.mouse.down()
    number.mouse.move(left + 0.5 * side, top + 0.2 * side, steps=5)
    expect(number.locator("#boxes rect")).to_have_count(0)
    number.mouse.up()
    expect(number.locator("#boxes rect")).to_have_count(3)
    number.locator("#clear").click()
    expect(number.locator("#boxes rect")).to_have_count(0)


def test_a_late_reading_of_a_cleared_drawing_draws_no_boxes(number: Page) -> None:
    waiting: list[Route] = []
    over = ended(number)
    number.route("**/api/v1/number", lambda route: waiting.append(route))
    write(number, [FOUR])
    number.locator("#predict").click()
    until(number, lambda: waiting)
    number.locator("#clear").click()
    for late in waiting:
        late.continue_()
    until(number, lambda: all(late.request in over for late in waiting))
    frames(number)
    expect(number.locator("#boxes rect")).to_have_count(0)
    expect(number.locator("#result")).to_be_empty()


def test_what_is_no_digit_is_boxed_otherwise(number: Page) -> None:
    write(number, [FOUR, TWO])
    set_size(number, 16)
    left, top, side = corner(number)
    number.mouse.move(left + 0.5 * side, top + 0.2 * side)  # a dot
    number.mouse.down()
    number.mouse.up()
    number.locator("#predict").click()
    expect(number.locator("#result")).to_have_text("42")
    expect(number.locator("#boxes rect.box-ignored")).to_have_count(1)


def test_a_drawing_without_digits_is_told(number: Page) -> None:
    left, top, side = corner(number)
    for row in range(9):  # a scribble
        number.mouse.move(left + 0.1 * side, top + (0.05 + 0.03 * row) * side)
        number.mouse.down()
        number.mouse.move(left + 0.35 * side, top + (0.08 + 0.03 * row) * side, steps=6)
        number.mouse.move(left + 0.1 * side, top + (0.08 + 0.03 * row) * side, steps=6)
        number.mouse.up()
    number.locator("#predict").click()
    expect(number.locator("#message")).to_have_text("I can't see any digits in this.")


def test_the_switch_works_by_keyboard(page: Page) -> None:
    page.locator("#digit").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#number")).to_be_checked()
    expect(page.locator("#prompt")).to_have_text("Write a number here")


def test_a_number_on_a_phone_fits(phone: Page) -> None:
    choose(phone, "Number")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    set_size(phone, 4)
    write(phone, [FOUR, TWO, SEVEN, ZERO])
    phone.locator("#predict").click()
    expect(phone.locator("#result")).to_have_text("4270")


def test_the_finest_pen_is_read_on_a_desktop_s_screen(browser: Browser, address: str) -> None:
    for desktop in visited(browser, address, **SCREENS["desktop"]):
        choose(desktop, "Number")
        set_size(desktop, 2)
        for number in ("147", "117", "710", "411", "2580"):
            desktop.locator("#clear").click()
            write(desktop, [next(each for each in DRAWINGS if str(each.digit) == digit) for digit in number], size=0.1)
            expect(desktop.locator("#result")).to_have_text(number)


@pytest.mark.parametrize(("kind", "highest"), [("digit", 280), ("number", 800)])
def test_what_is_sent_is_as_fine_as_the_screen(screen: Page, kind: str, highest: int) -> None:
    screen.locator(f"label:has(#{kind})").click()
    with screen.expect_request(f"**/api/v1/{kind}") as asked:
        write(screen, [TWO])
        screen.locator("#predict").click()
    url = json.loads(asked.value.post_data or "")["data"]
    sent = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    width, height = screen.locator("#canvas").evaluate("canvas => [canvas.width, canvas.height]")
    assert sent.height == min(height, highest)
    assert sent.width == pytest.approx(width * sent.height / height, abs=0.5)


def test_two_digits_in_digit_mode_become_a_number_with_one_tap(handheld: Page) -> None:
    write(handheld, [FOUR, TWO], size=0.35, top=0.3)
    expect(handheld.locator("#message")).to_have_text("This looks like more than one digit.")
    expect(handheld.locator("#result")).to_be_empty()
    handheld.get_by_role("button", name="Read it as a number").click()
    expect(handheld.locator("#result")).to_have_text("42")
    expect(handheld.locator("#number")).to_be_checked()
    expect(handheld.locator("#readNumber")).to_be_hidden()
    expect(handheld.locator("#canvas")).to_be_focused()


def test_a_number_is_not_offered_for_long(page: Page) -> None:
    write(page, [FOUR, TWO], size=0.35, top=0.3)
    expect(page.locator("#readNumber")).to_be_visible()
    page.locator("#clear").click()
    expect(page.locator("#readNumber")).to_be_hidden()


def test_if_the_second_request_fails_the_first_result_is_shown(page: Page) -> None:
    page.route("**/api/v1/number", lambda route: route.fulfill(status=429, json={"detail": "Too much."}))
    write(page, [FOUR, TWO], size=0.35, top=0.3)
    expect(page.locator("#sure")).to_have_text("I can't see a digit in this.")
    expect(page.locator("#readNumber")).to_be_hidden()
