"""Every screen is used: the sheet and the answer grow with it, stand beside each other, and fill a classroom's wall."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from samples.browser.pen import draw, ink, line, set_size
from samples.browser.screens import SCREENS
from samples.drawing import named
from tests.browser.conftest import visited
from tests.browser.waiting import fitted, settled

PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
TURNED: dict[str, dict[str, Any]] = {
    "phone on its side": {"viewport": {"width": 844, "height": 390}, "has_touch": True, "is_mobile": True},
    "1280 x 800 at 200 %": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}


@pytest.fixture
def projector(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a wall."""
    yield from visited(browser, address, **PROJECTOR)


@pytest.fixture(params=TURNED)
def low(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page where there is little height."""
    yield from visited(browser, address, **TURNED[request.param])


def box(page: Page, selector: str) -> FloatRect:
    place = page.locator(selector).bounding_box()
    assert place
    return place


def choose_number(page: Page) -> None:
    page.locator("label", has_text="Number").click()
    fitted(page)


@pytest.mark.parametrize("kind", ["digit", "number"])
def test_on_a_low_screen_tools_and_result_are_beside_the_sheet(low: Page, kind: str) -> None:
    if kind == "number":
        choose_number(low)
    sheet, height = box(low, "#canvas"), low.viewport_size["height"] if low.viewport_size else 0
    assert sheet["height"] > 0.8 * height
    assert sheet["y"] + sheet["height"] <= height
    for beside in ("#mode", "#size", "#clear", "#predict", "#answer"):
        place = box(low, beside)
        assert place["x"] >= sheet["x"] + sheet["width"]
        assert place["y"] + place["height"] <= height
    assert low.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_with_little_height_nothing_below_is_hidden_by_the_sheet(low: Page) -> None:
    draw(low, named("7 plain"))
    settled(low)
    low.locator("#lastDrawings button").scroll_into_view_if_needed()
    low.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    low.locator("#lastDrawings button").click()  # which waits until nothing lies over it
    expect(low.locator("#lastDrawings li")).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("screen", ["phone", "tablet"])
def test_the_masthead_fits_in_every_language(browser: Browser, address: str, screen: str, language: str) -> None:
    for page in visited(browser, address, locale=language, **SCREENS[screen]):
        width = page.viewport_size["width"] if page.viewport_size else 0
        switch = box(page, ".language")
        assert switch["x"] + switch["width"] <= width
        assert switch["y"] < 10
        assert box(page, "nav a")["height"] <= 48  # two lines at the most
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wall_is_used(projector: Page) -> None:
    sheet = box(projector, "#canvas")
    assert sheet["height"] > 0.7 * 1080
    draw(projector, named("7 plain"))
    settled(projector)
    assert box(projector, "#result")["height"] > 0.25 * 1080
    bars = box(projector, "#bars")
    assert bars["height"] > 130
    assert bars["x"] + bars["width"] > 0.95 * 1920
    choose_number(projector)
    sheet = box(projector, "#canvas")
    assert sheet["width"] * sheet["height"] > 0.45 * 1920 * 1080
    result = box(projector, "#result")
    assert result["y"] + result["height"] < 1080


def test_the_number_sheet_of_a_phone_is_high_enough_for_a_finger(phone: Page) -> None:
    choose_number(phone)
    assert box(phone, "#canvas")["height"] >= 220
    result = box(phone, "#result")
    assert result["y"] + result["height"] <= 700


def test_the_pen_grows_with_the_sheet(browser: Browser, address: str) -> None:
    shares = []
    for screen in (SCREENS["tablet"] | {"device_scale_factor": 1}, PROJECTOR):
        for page in visited(browser, address, **screen):
            set_size(page, 14)
            line(page, (0.2, 0.5), (0.8, 0.5))
            shares.append(ink(page) / box(page, "#canvas")["height"] ** 2)
    assert shares[0] == pytest.approx(shares[1], rel=0.1)  # but for the shaded edges


def test_the_classroom_view_shows_sheet_digit_and_bars_large(projector: Page) -> None:
    draw(projector, named("7 plain"))
    settled(projector)
    projector.get_by_role("button", name="Classroom view").click()
    fitted(projector)
    expect(projector.locator("#result")).to_have_text("7")
    assert box(projector, "#result")["height"] > 0.4 * 1080
    assert box(projector, "#bars li:first-child span")["height"] > 50
    assert box(projector, "#canvas")["height"] > 0.8 * 1080
    for gone in (".brand", "#open", "#tutorial", "#last", "#inside"):
        expect(projector.locator(gone)).to_be_hidden()
    projector.locator("#clear").click()
    draw(projector, named("8 plain"))
    expect(projector.locator("#result")).to_have_text("8")
    projector.get_by_role("button", name="Leave classroom view").click()
    expect(projector.locator(".brand")).to_be_visible()


def test_escape_leaves_the_classroom_view(projector: Page) -> None:
    projector.get_by_role("button", name="Classroom view").click()
    projector.keyboard.press("Escape")
    expect(projector.locator(".brand")).to_be_visible()
    expect(projector.get_by_role("button", name="Classroom view", exact=True)).to_be_visible()


def test_a_phone_offers_no_classroom_view(phone: Page) -> None:
    expect(phone.locator("#classroom")).to_be_hidden()
