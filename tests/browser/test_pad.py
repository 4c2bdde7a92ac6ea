"""The drawing area: undo and redo, one pen at a time, and a drawing that outlives every change of the window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from samples.browser.pen import by_hand, corner, draw, ink, line, set_size
from samples.drawing import Point, named
from tests.browser.conftest import visited
from tests.browser.waiting import fitted

FOUR, SEVEN, EIGHT = named("4 open"), named("7 crossed"), named("8 plain")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def undone(page: Page) -> int:
    press(page, "Undo")
    return ink(page)


def about(pixels: int) -> object:
    """As many pixels, but for a few at the edge of a stroke: drawn anew, they may be a shade lighter."""
    return pytest.approx(pixels, rel=0.002)


def test_undo_takes_back_a_stroke_and_redo_brings_it_again(handheld: Page) -> None:
    expect(handheld.locator("#undo")).to_be_disabled()
    line(handheld, (0.2, 0.3), (0.8, 0.3))
    one = ink(handheld)
    line(handheld, (0.2, 0.7), (0.8, 0.7))
    two = ink(handheld)
    assert undone(handheld) == about(one)
    press(handheld, "Redo")
    assert ink(handheld) == about(two)
    expect(handheld.locator("#redo")).to_be_disabled()
    assert undone(handheld) == about(one)
    assert undone(handheld) == 0
    expect(handheld.locator("#undo")).to_be_disabled()


def test_what_was_erased_comes_back_with_undo(handheld: Page) -> None:
    line(handheld, (0.2, 0.5), (0.8, 0.5))
    before = ink(handheld)
    handheld.locator("#mode").select_option("erase")
    line(handheld, (0.5, 0.3), (0.5, 0.7))
    assert ink(handheld) < before
    assert undone(handheld) == about(before)
    press(handheld, "Redo")
    assert ink(handheld) < before


def test_a_cleared_drawing_comes_back_with_undo(handheld: Page) -> None:
    by_hand(handheld, EIGHT)
    before = ink(handheld)
    handheld.locator("#clear").click()
    assert ink(handheld) == 0
    assert undone(handheld) == about(before)
    expect(handheld.locator("#result")).to_have_text("8")


def test_a_stroke_after_undo_forgets_what_was_undone(page: Page) -> None:
    line(page, (0.2, 0.3), (0.8, 0.3))
    press(page, "Undo")
    line(page, (0.2, 0.6), (0.8, 0.6))
    expect(page.locator("#redo")).to_be_disabled()


def test_turning_the_phone_keeps_the_drawing_and_its_undo(screen: Page) -> None:
    by_hand(screen, SEVEN)
    size = screen.viewport_size
    assert size
    screen.set_viewport_size({"width": size["height"], "height": size["width"]})
    fitted(screen)
    screen.locator("#predict").click()
    expect(screen.locator("#result")).to_have_text("7")
    before = ink(screen)
    assert 0 < undone(screen) < before  # without its bar
    screen.set_viewport_size(size)
    fitted(screen)
    press(screen, "Redo")
    screen.locator("#predict").click()
    expect(screen.locator("#result")).to_have_text("7")


def test_turning_the_phone_during_a_stroke_keeps_the_drawing(screen: Page) -> None:
    left, top, side = corner(screen)
    screen.mouse.move(left + 0.5 * side, top + 0.1 * side)
    screen.mouse.down()
    screen.mouse.move(left + 0.5 * side, top + 0.8 * side, steps=10)
    screen.set_viewport_size({"width": 844, "height": 500})
    fitted(screen)
    kept = ink(screen)
    assert kept > 500
    screen.mouse.move(5, 5)
    screen.mouse.up()
    assert ink(screen) == kept, "the rest of the stroke would lie elsewhere"
    expect(screen.locator("#result")).to_have_text("1")
    line(screen, (0.1, 0.9), (0.3, 0.9))
    assert ink(screen) > kept, "the next stroke is drawn"


def test_a_cleared_stroke_does_not_block_the_next(page: Page) -> None:
    left, top, _ = corner(page)
    page.mouse.move(left + 100, top + 100)
    page.mouse.down()
    page.mouse.move(left + 200, top + 100, steps=5)
    page.evaluate("document.getElementById('clear').click()")
    page.mouse.up()
    assert ink(page) == 0
    line(page, (0.2, 0.5), (0.8, 0.5))
    assert ink(page) > 500


def fingers(page: Page) -> Callable[..., None]:
    """What touches the canvas from now on: a kind of event, and each finger's place as shares of the canvas's width."""
    left, top, side = corner(page)
    hand = page.context.new_cdp_session(page)

    def send(kind: str, *points: Point) -> None:
        places = [{"x": left + x * side, "y": top + y * side, "id": name} for name, (x, y) in enumerate(points)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    return send


def test_a_pinch_leaves_nothing_and_zooms_nothing(phone: Page) -> None:
    line(phone, (0.2, 0.9), (0.8, 0.9))
    before = ink(phone)
    send = fingers(phone)
    send("touchStart", (0.4, 0.5))
    send("touchMove", (0.41, 0.5))  # the fingers never come down at once
    send("touchStart", (0.41, 0.5), (0.6, 0.4))
    for step in range(1, 11):
        send("touchMove", (0.41 - 0.02 * step, 0.5), (0.6 + 0.02 * step, 0.4 - 0.01 * step))
    send("touchEnd", (0.21, 0.5))
    send("touchMove", (0.3, 0.2))
    send("touchEnd")
    assert phone.evaluate("visualViewport.scale") == 1
    assert ink(phone) == about(before)
    send("touchStart", (0.3, 0.3))
    send("touchMove", (0.7, 0.3))
    send("touchEnd")
    assert ink(phone) > 1.3 * before, "the next finger draws"


def test_a_second_finger_in_the_middle_of_a_stroke_draws_nothing(phone: Page) -> None:
    send = fingers(phone)
    send("touchStart", (0.2, 0.5))
    for step in range(1, 6):
        send("touchMove", (0.2 + 0.06 * step, 0.5))
    send("touchStart", (0.5, 0.5), (0.7, 0.2))
    for step in range(1, 6):
        send("touchMove", (0.5 + 0.06 * step, 0.5), (0.7, 0.2 + 0.1 * step))
    send("touchEnd")
    stroke = ink(phone)
    phone.locator("#clear").click()
    line(phone, (0.2, 0.5), (0.8, 0.5))
    assert stroke == pytest.approx(ink(phone), rel=0.05)


@pytest.mark.parametrize("start", [(0.5, -0.02), (-0.02, 0.5), (1.02, 0.5)])
def test_a_stroke_begun_beside_the_sheet_enters_at_its_edge(screen: Page, start: Point) -> None:
    set_size(screen, 10)
    line(screen, (min(max(start[0], 0), 1), max(start[1], 0)), (0.5, 0.5))
    whole = ink(screen)
    screen.locator("#clear").click()
    if screen.evaluate("matchMedia('(pointer: coarse)').matches"):
        send = fingers(screen)
        send("touchStart", start)
        for step in range(1, 5):
            send("touchMove", (start[0] + step / 4 * (0.5 - start[0]), start[1] + step / 4 * (0.5 - start[1])))
        send("touchEnd")
    else:
        line(screen, start, (0.5, 0.5), steps=4)
    assert ink(screen) == pytest.approx(whole, rel=0.06)
    assert screen.evaluate("getSelection().toString()") == ""
    assert undone(screen) == 0, "it is one stroke"


def test_a_mouse_that_was_pressed_on_a_control_draws_nothing(page: Page) -> None:
    box = page.locator("#size").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    left, top, side = corner(page)
    page.mouse.move(left + 0.5 * side, top + 0.5 * side, steps=8)
    page.mouse.up()
    assert ink(page) == 0


def test_a_mouse_that_passes_by_draws_nothing(page: Page) -> None:
    line(page, (-0.03, -0.03), (-0.03, 0.8))
    line(page, (-0.03, 1.05), (1.05, 1.05))
    assert ink(page) == 0


POINTER = """([type, x, y, options]) => {
    const buttons = type === "pointerup" ? 0 : 1;
    const usual = { pointerId: 7, isPrimary: true, button: 0, bubbles: true, cancelable: true };
    const event = new PointerEvent(type, { ...usual, clientX: x, clientY: y, buttons, ...options });
    document.getElementById("canvas").dispatchEvent(event);
}"""


def stroke(page: Page, options: dict[str, object]) -> None:
    """A stroke across the canvas by a pointer of some kind."""
    left, top, side = corner(page)
    for kind, x in (("pointerdown", 0.2), ("pointermove", 0.4), ("pointermove", 0.8), ("pointerup", 0.8)):
        page.evaluate(POINTER, [kind, left + x * side, top + 0.5 * side, options])


def test_a_palm_is_ignored(page: Page) -> None:
    stroke(page, {"pointerType": "touch", "width": 90, "height": 70})
    assert ink(page) == 0
    stroke(page, {"pointerType": "touch", "width": 20, "height": 20})
    assert ink(page) > 500


def test_beside_a_stylus_a_finger_is_a_palm(page: Page) -> None:
    left, top, side = corner(page)
    page.evaluate(POINTER, ["pointerdown", left + 9, top + 9, {"pointerType": "touch", "width": 20, "pointerId": 2}])
    stroke(page, {"pointerType": "pen"})
    pen = ink(page)
    assert pen > 500
    page.evaluate(POINTER, ["pointerup", left + 9, top + 9, {"pointerType": "touch", "pointerId": 2}])
    stroke(page, {"pointerType": "touch", "width": 20, "height": 20})
    assert ink(page) == pen
    assert side > 0


MACINTOSH = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"


def test_a_tablet_that_calls_itself_a_macintosh_is_drawn_on_too(browser: Browser, address: str) -> None:
    options = {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "user_agent": MACINTOSH}
    for page in visited(browser, address, **options):
        by_hand(page, SEVEN)
        expect(page.locator("#result")).to_have_text("7")
        drawn = ink(page)
        left, top, _ = corner(page)
        palm = [{"x": left + 60, "y": top + 60, "radiusX": 45, "radiusY": 40}]
        hand = page.context.new_cdp_session(page)
        for kind in ("touchStart", "touchMove", "touchEnd"):
            points = (
                []
                if kind == "touchEnd"
                else [place | {"x": place["x"] + 90 * (kind != "touchStart")} for place in palm]
            )
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        assert ink(page) == drawn, "a palm"
        send = fingers(page)
        send("touchStart", (0.4, 0.5))
        send("touchStart", (0.4, 0.5), (0.6, 0.4))
        for step in range(1, 6):
            send("touchMove", (0.4 - 0.04 * step, 0.5), (0.6 + 0.04 * step, 0.4))
        send("touchEnd")
        assert ink(page) == pytest.approx(drawn, rel=0.008), "a pinch"
        send("touchStart", (-0.015, 0.9))
        for step in range(1, 6):
            send("touchMove", (0.05 * step, 0.9))
        send("touchEnd")
        assert ink(page) > drawn + 1000, "a stroke from beside the sheet"


def test_every_point_between_two_frames_is_drawn(page: Page) -> None:
    set_size(page, 4)
    drawn = page.evaluate(
        """() => {
            const canvas = document.getElementById("canvas");
            const { left, top } = canvas.getBoundingClientRect();
            const at = (type, x, y, more) => new PointerEvent(type, { clientX: left + x, clientY: top + y, pointerId: 1,
                isPrimary: true, buttons: type === "pointerup" ? 0 : 1, bubbles: true, cancelable: true, ...more });
            canvas.dispatchEvent(at("pointerdown", 50, 200));
            const coalescedEvents = [at("pointermove", 200, 50), at("pointermove", 350, 200)];
            canvas.dispatchEvent(at("pointermove", 350, 200, { coalescedEvents }));
            canvas.dispatchEvent(at("pointerup", 350, 200));
            const { data } = canvas.getContext("2d").getImageData(190, 40, 20, 40);
            return data.some((value) => value > 0);
        }"""
    )
    assert drawn, "the stroke goes over the point that the browser handed over late"


@pytest.mark.parametrize("size", [2, 40])
def test_the_pen_s_size_is_shown_beside_the_slider(screen: Page, size: int) -> None:
    set_size(screen, size)
    box = screen.locator("#dot").bounding_box()
    assert box
    assert box["width"] == pytest.approx(size, abs=0.5)
    assert box["height"] == pytest.approx(size, abs=0.5)


def test_the_brackets_make_the_pen_finer_and_bolder(page: Page) -> None:
    draw(page, FOUR)
    page.keyboard.press("]")
    expect(page.locator("#size")).to_have_value("16")
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect(page.locator("#size")).to_have_value("12")
