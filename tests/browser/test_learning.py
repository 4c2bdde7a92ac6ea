"""Learning to use it: first steps that go and come back, a help sheet, and the page that shows every step."""

import re

from playwright.sync_api import Browser, Page, expect

from samples.browser.pen import by_hand
from samples.browser.screens import SCREENS
from samples.drawing import named, png, render
from tests.browser.waiting import settled


def test_first_steps_stay_until_dismissed_and_return_when_asked(handheld: Page) -> None:
    expect(handheld.locator(".tutorial li:visible")).to_have_count(4)
    handheld.get_by_role("button", name="Got it").click()
    expect(handheld.locator("#tutorial")).to_be_hidden()
    handheld.reload()
    expect(handheld.locator("#tutorial")).to_be_hidden()
    handheld.get_by_role("button", name="Help").click()
    handheld.get_by_role("button", name="Show the introduction").click()
    expect(handheld.locator("#tutorial")).to_be_visible()


def test_the_help_sheet_lists_the_keys_and_closes(page: Page) -> None:
    page.get_by_role("button", name="Help").click()
    sheet = page.get_by_role("dialog", name="Help")
    expect(sheet.get_by_role("heading", name="By keyboard")).to_be_visible()
    expect(sheet.get_by_text("with the mouse")).to_be_visible()
    expect(sheet.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_help_sheet_of_a_phone_speaks_of_fingers(phone: Page) -> None:
    phone.get_by_role("button", name="Help").tap()
    sheet = phone.get_by_role("dialog", name="Help")
    expect(sheet.get_by_text("with one finger")).to_be_visible()
    expect(sheet.get_by_role("button", name="Close")).to_be_focused()
    for other in ("By keyboard", "with the mouse"):
        expect(sheet.get_by_text(other)).to_be_hidden()


def test_how_it_works_walks_the_last_drawing_through_every_step(screen: Page, address: str) -> None:
    by_hand(screen, named("4 open"))
    settled(screen)
    expect(screen.locator("#result")).to_have_text("4")
    screen.get_by_role("link", name="How it works").click()
    expect(screen.locator("body.walked")).to_be_attached()
    expect(screen.locator("#lead")).to_contain_text("your last drawing")
    expect(screen.locator("#inkText")).to_contain_text(re.compile(r"\d+ by \d+ pixels of 280 . 280"))
    expect(screen.locator("tr.scores-best th")).to_have_text("4")
    expect(screen.locator("#numbers tr")).to_have_count(10)
    for name in ("inkPicture", "cropPicture", "seenPicture", "whyPicture"):
        assert (
            screen.evaluate(
                """(name) => {
                const canvas = document.getElementById(name);
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                return new Set(new Uint32Array(data.buffer)).size;
            }""",
                name,
            )
            > 3
        ), f"#{name} shows something"
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.get_by_role("link", name="Draw another").click()
    expect(screen).to_have_url(f"{address}/")


def test_how_it_works_walks_a_photograph_s_number_too(handheld: Page, address: str) -> None:
    handheld.goto(f"{address}/how-it-works")
    expect(handheld.locator("body.walked")).to_be_attached()
    expect(handheld.locator("#pathText")).to_contain_text("Here it reads 1832.")
    inked = handheld.locator("#finderPicture").evaluate(
        """(canvas) => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let dark = 0;
            for (let place = 0; place < data.length; place += 4) dark += data[place] < 128;
            return dark / (data.length / 4);
        }"""
    )
    assert 0.005 < inked < 0.15, "the writing is found, and the squares are not"
    handheld.get_by_role("link", name="All of this by program: the API").click()
    expect(handheld.get_by_role("heading", name="Read digits by program")).to_be_visible()


def test_a_pixel_tells_its_number(page: Page, address: str) -> None:
    page.goto(f"{address}/how-it-works")
    expect(page.locator("body.walked")).to_be_attached()
    box = page.locator("#seenPicture").bounding_box()
    assert box
    page.locator("#seenPicture").hover(position={"x": 0.5 * box["width"] / 28, "y": 0.5 * box["height"] / 28})
    expect(page.locator("#pixel")).to_have_text("row 1, column 1: 0")


def test_without_a_drawing_of_one_s_own_a_sample_is_walked(page: Page, address: str) -> None:
    page.goto(f"{address}/how-it-works")
    expect(page.locator("#lead")).to_contain_text("a sample drawing")
    expect(page.locator("tr.scores-best th")).to_have_text("3")


def test_without_javascript_a_plain_form_shows_the_digit(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, **SCREENS["desktop"])
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#canvas")).to_be_hidden()
    four = png(render(named("4 open")))
    page.locator("#plainFile").set_input_files({"name": "4.png", "mimeType": "image/png", "buffer": four})
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#result")).to_have_text("4")
    page.goto(f"{address}/how-it-works")
    assert "the words do not" in page.inner_text("main")  # Playwright finds no text in a noscript
    context.close()
