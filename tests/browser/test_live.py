"""The answer comes as the pen is lifted: the newest wins, and a server that is gone is waited for."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from samples.browser.pen import by_hand, corner, draw, ink, line
from samples.browser.screens import SCREENS
from samples.drawing import DRAWINGS, named
from samples.servers.start import served
from tests.browser.waiting import ended, frames, settled, until

ONE, SEVEN, EIGHT = named("1 a stroke"), named("7 crossed"), named("8 plain")


def test_the_answer_appears_as_the_pen_is_lifted(handheld: Page) -> None:
    by_hand(handheld, EIGHT)
    expect(handheld.locator("#result")).to_have_text("8")
    expect(handheld.locator("#sure")).to_contain_text(re.compile(r"\w+ \(.*\d %\)"))


def test_a_second_stroke_changes_the_answer(page: Page) -> None:
    line(page, (0.5, 0.15), (0.45, 0.85))
    expect(page.locator("#result")).to_have_text("1")
    page.locator("#clear").click()
    draw(page, SEVEN)
    expect(page.locator("#result")).to_have_text("7")


def test_while_the_pen_is_down_the_old_answer_fades(page: Page) -> None:
    draw(page, EIGHT)
    expect(page.locator("#result")).to_have_text("8")
    left, top, side = corner(page)
    page.mouse.move(left + 0.1 * side, top + 0.1 * side)
    page.mouse.down()
    page.mouse.move(left + 0.9 * side, top + 0.1 * side, steps=3)
    expect(page.locator(".answer")).to_have_class(re.compile(r"\banswer-old\b"))
    page.mouse.up()
    expect(page.locator(".answer")).not_to_have_class(re.compile(r"\banswer-old\b"))


def test_a_late_answer_never_overwrites_a_newer_one(page: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    over = ended(page)
    page.route("**/api/v1/digit", hold_the_first)
    line(page, (0.5, 0.15), (0.45, 0.85))
    until(page, lambda: held)
    page.locator("#clear").click()
    draw(page, EIGHT)
    expect(page.locator("#result")).to_have_text("8")
    held[0].continue_()
    until(page, lambda: held[0].request in over)
    frames(page)
    expect(page.locator("#result")).to_have_text("8")


def test_a_late_answer_to_a_cleared_drawing_is_not_shown(page: Page) -> None:
    waiting: list[Route] = []
    over = ended(page)
    page.route("**/api/v1/digit", lambda route: waiting.append(route))
    draw(page, EIGHT)
    until(page, lambda: waiting)
    before = len(waiting)
    page.locator("#predict").click()
    expect(page.locator("#message")).to_contain_text("Reading")
    until(page, lambda: len(waiting) > before)
    page.locator("#clear").click()
    for route in waiting:
        route.continue_()
    until(page, lambda: all(route.request in over for route in waiting))
    frames(page)
    expect(page.locator("#result")).to_be_empty()


def test_predict_takes_the_old_answer_away_at_once(page: Page) -> None:
    draw(page, EIGHT)
    expect(page.locator("#result")).to_have_text("8")
    page.route("**/api/v1/digit", lambda _: None)
    page.locator("#predict").click()
    expect(page.locator("#result")).to_be_empty()
    expect(page.locator("#message")).to_contain_text("Reading")
    page.unroute("**/api/v1/digit")


def test_quick_strokes_ask_once(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    page.evaluate(
        """() => {
            const canvas = document.getElementById("canvas");
            const { left, top } = canvas.getBoundingClientRect();
            const at = (type, x) => new PointerEvent(type, { clientX: left + x, clientY: top + 99, pointerId: 1,
                isPrimary: true, buttons: type === "pointerup" ? 0 : 1, bubbles: true, cancelable: true });
            for (let x = 50; x < 300; x += 50) {
                canvas.dispatchEvent(at("pointerdown", x));
                canvas.dispatchEvent(at("pointerup", x + 20));
            }
        }"""
    )
    settled(page)
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")  # it ends after every shorter wait begun before
    assert len([url for url in asked if url.endswith("/digit")]) == 1


def test_a_lost_server_is_reported_and_asked_again(browser: Browser) -> None:
    with served() as address:
        port = address.rpartition(":")[2]
        context = browser.new_context(**SCREENS["desktop"])
        page = context.new_page()
        page.goto(address)
    draw(page, EIGHT)  # the server is gone by now
    expect(page.locator("#message")).to_contain_text("reach the server")
    expect(page.locator("#message")).to_contain_text("Your drawing is safe")
    before = ink(page)
    assert before > 1000
    with served("--port", port):
        expect(page.locator("#result")).to_have_text("8")
        assert ink(page) == before
        context.close()


def test_a_refusal_is_shown_in_the_server_s_own_words(page: Page) -> None:
    problem = {"status": 422, "title": "no", "detail": "The picture is odd: draw it again."}
    page.route("**/api/v1/digit", lambda route: route.fulfill(status=422, json=problem))
    draw(page, EIGHT)
    expect(page.locator("#message")).to_have_text("The picture is odd: draw it again.")


@pytest.mark.parametrize("drawing", DRAWINGS[1::4], ids=str)
def test_each_digit_is_read_on_each_screen(screen: Page, drawing: object) -> None:
    by_hand(screen, drawing)  # type: ignore[arg-type]
    expect(screen.locator("#result")).to_have_text(str(drawing)[0])
