"""axe-core finds nothing to mend, in any state; and the page fits where there is little room."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from samples.browser.pen import by_hand, draw, line, set_size, write
from samples.browser.screens import SCREENS
from samples.drawing import named, png, render
from tests.browser.conftest import visited
from tests.browser.waiting import settled

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=SCREENS)
def still(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """Each screen, where nothing moves: a color on its way to another is none to judge."""
    yield from visited(browser, address, reduced_motion="reduce", **SCREENS[request.param])


def nothing(_: Page) -> None:
    """The page as it opens."""


def a_digit(page: Page) -> None:
    by_hand(page, named("7 crossed"))
    settled(page)
    expect(page.locator("#result")).to_have_text("7")


def an_explanation(page: Page) -> None:
    a_digit(page)
    page.get_by_role("button", name="Why?").click()
    expect(page.locator("#heat")).to_be_visible()
    page.get_by_text("Not right? Choose the correct digit").click()
    page.get_by_role("button", name="Not a digit").click()
    expect(page.locator("#thanks")).not_to_be_empty()


def a_number(page: Page) -> None:
    page.locator("label", has_text="Number").click()
    set_size(page, 6)
    write(page, [named("4 closed"), named("2 plain")])
    settled(page)
    expect(page.locator("#result")).to_have_text("42")
    page.locator("#digits button").first.click()
    expect(page.locator("#inside")).to_be_visible()
    page.locator("#correctTitle").click()


def a_typed_number(page: Page) -> None:
    a_number(page)
    page.locator("#digits button").first.click()
    page.locator("#typed").fill("43")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#thanks")).to_have_text("Thank you. Saved as 43.")


def several_pictures(page: Page) -> None:
    content = png(render(named("8 plain")))
    files: list[FilePayload] = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": content} for name in "ab"]
    files.append({"name": "c.png", "mimeType": "image/png", "buffer": b"none"})
    page.locator("#file").set_input_files(files)
    expect(page.locator("#tableStatus")).to_have_text("All 3 pictures are read.")


def a_cropped_picture(page: Page) -> None:
    a_picture(page)
    page.get_by_role("button", name="Crop").click()


def a_classroom(page: Page) -> None:
    a_digit(page)
    page.evaluate("document.getElementById('classroom').click()")  # a small screen shows no button for it


def no_digit(page: Page) -> None:
    for row in range(8):
        line(page, (0.1, 0.1 + 0.1 * row), (0.9, 0.15 + 0.1 * row), steps=4)
        line(page, (0.9, 0.15 + 0.1 * row), (0.1, 0.2 + 0.1 * row), steps=4)
    settled(page)
    expect(page.locator("#sure")).to_contain_text("can't see a digit")


def a_warning(page: Page) -> None:
    page.locator("#predict").click()
    expect(page.locator("#message.warning")).to_be_visible()


def a_picture(page: Page) -> None:
    content = png(render(named("8 plain")))
    page.locator("#file").set_input_files({"name": "8.png", "mimeType": "image/png", "buffer": content})
    expect(page.locator("#result")).to_have_text("8")


def help_sheet(page: Page) -> None:
    page.get_by_role("button", name="Help").click()


def how_it_works(page: Page) -> None:
    page.get_by_role("link", name="How it works").click()
    expect(page.locator("body.walked")).to_be_attached()


STATES = [
    *[nothing, a_digit, an_explanation, a_number, a_typed_number, no_digit, a_warning, a_picture, a_cropped_picture],
    *[several_pictures, a_classroom, help_sheet, how_it_works],
]
State = Callable[[Page], None]


def violations(page: Page) -> list[str]:
    """What axe-core finds, with the elements it finds it in."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((results) => results.violations)")
    return [f"{each['id']}: {node['html'][:90]} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_by_day_or_by_night(still: Page, state: State) -> None:
    state(still)
    assert violations(still) == []
    still.emulate_media(color_scheme="dark")
    assert violations(still) == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_it_fits_on_320_px_and_twice_as_large(browser: Browser, address: str, state: State) -> None:
    for width, height in ((320, 640), (720, 450)):  # the latter: a desktop of 1440 x 900 px at 200 % zoom
        for page in visited(browser, address, viewport={"width": width, "height": height}):
            state(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", [nothing, a_number, an_explanation, a_picture, several_pictures, help_sheet])
def test_what_is_tapped_is_large_enough_for_a_finger(phone: Page, state: State) -> None:
    state(phone)
    small = phone.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, .switch label, [data-value], input, textarea")]
            .filter((each) => each.checkVisibility() && !each.matches(".switch input, [type=file]"))
            .map((each) => [each.id || each.textContent.trim(), (each.dataset.value ? each.parentElement : each)
                .getBoundingClientRect()])
            .filter(([, { width, height }]) => Math.round(width) < 44 || Math.round(height) < 44)
            .map(([name, { width, height }]) => `${name}: ${Math.round(width)} x ${Math.round(height)}`)"""
    )
    assert small == []


def test_nothing_moves_for_those_who_asked_for_that(still: Page) -> None:
    durations = still.evaluate(
        """[...document.querySelectorAll("*")].flatMap((each) => ["", "::before"].map(
            (part) => getComputedStyle(each, part).transitionDuration))"""
    )
    assert set(durations) == {"0s"}


def test_the_drawing_is_named_by_what_is_asked(page: Page) -> None:
    draw(page, named("8 plain"))
    expect(page.get_by_role("application", name="Drawing area for one digit")).to_be_visible()
    page.locator("label", has_text="Number").click()
    expect(page.get_by_role("application", name="Drawing area for a number")).to_be_visible()
