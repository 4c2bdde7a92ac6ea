"""Each digit of a number can be looked at and corrected, and so can the number; what was left out is said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from digitink.corrections import Store
from samples.browser.pen import line, set_size, write
from samples.browser.screens import SCREENS
from samples.drawing import named, photograph, png
from samples.servers.start import started
from samples.writing import Hand, written
from tests.browser.conftest import visited
from tests.browser.waiting import settled

FOUR, TWO, SEVEN = named("4 closed"), named("2 plain"), named("7 crossed")
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def choose_number(page: Page) -> None:
    page.locator("label", has_text="Number").click()
    set_size(page, 12)


def is_read(page: Page, text: str) -> None:
    expect(page.locator("#result")).to_have_text(text)
    expect(page.locator("#sure")).not_to_be_empty()


def respond(page: Page, digits: dict[int, float], ignored: int = 0) -> None:
    """Have the server read these digits with that confidence, and leave so many marks out."""
    marks: list[dict[str, Any]] = []
    for place, (digit, confidence) in enumerate(digits.items()):
        probabilities = [confidence if each == digit else (1 - confidence) / 9 for each in range(10)]
        prediction = {"digit": digit, "confidence": confidence, "probabilities": probabilities, "rejected": False}
        marks.append({"box": [40 + 120 * place, 60, 40, 90], "prediction": prediction, "seen": DOT})
    left_out = [{**marks[0], "box": [400 + 30 * place, 100, 9, 9]} for place in range(ignored)]
    text = "".join(map(str, digits))
    reading = {"text": text, "written": text, "confidence": 0.6, "digits": marks, "ignored": left_out, "turned": 0}
    page.route("**/api/v1/number", lambda route: route.fulfill(json=reading))
    choose_number(page)
    write(page, [FOUR])
    expect(page.locator("#sure")).not_to_be_empty()


def test_each_digit_shows_its_confidence_and_doubt_is_marked(handheld: Page) -> None:
    respond(handheld, {4: 0.97, 2: 0.61, 7: 0.9993})
    assert sorted(handheld.locator("#boxes text.box-sure").all_text_contents()) == ["61 %", "97 %", "99.9 %"]
    expect(handheld.locator("#boxes text.box-doubtful")).to_have_text("61 %")
    assert handheld.locator("#digits small").all_text_contents() == ["97 %", "61 %", "99.9 %"]
    expect(handheld.locator("#boxes rect.box-doubtful")).to_have_count(1)
    expect(handheld.locator("#digits .digit-doubtful b")).to_have_text("2")
    expect(handheld.get_by_role("button", name="2: Not sure (61 %)")).to_be_visible()


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "1 mark was left out"), (3, "3 marks were left out")])
def test_marks_that_were_left_out_are_said(page: Page, count: int, words: str) -> None:
    respond(page, {4: 0.97}, ignored=count)
    expect(page.locator("#message")).to_contain_text(words)
    if not words:
        expect(page.locator("#message")).to_be_empty()


def test_a_digit_s_bars_what_was_seen_and_why_are_a_tap_away(handheld: Page) -> None:
    choose_number(handheld)
    write(handheld, [FOUR, TWO, SEVEN])
    is_read(handheld, "427")
    expect(handheld.locator("#bars")).to_be_hidden()
    expect(handheld.locator("#inside")).to_be_hidden()
    two = handheld.locator("#digits button").nth(1)
    two.click()
    expect(two).to_have_attribute("aria-pressed", "true")
    expect(handheld.locator("#bars li.bar-best")).to_have_text("2")
    assert handheld.locator("#seen").get_attribute("src") == two.locator("img").get_attribute("src")
    expect(handheld.locator("#boxes rect.box-chosen")).to_have_attribute("data-place", "1")
    handheld.get_by_role("button", name="Why?").click()
    expect(handheld.locator("#seenHeat")).to_be_visible()
    expect(handheld.locator("#whyText")).to_contain_text("Orange parts counted toward 2")
    colors = handheld.locator("#seenHeat").evaluate(
        """(heat) => {
            const { data } = heat.getContext("2d").getImageData(0, 0, heat.width, heat.height);
            let orange = 0;
            for (let place = 0; place < data.length; place += 4) orange += data[place] > data[place + 2] + 60;
            return orange;
        }"""
    )
    assert colors > 5
    two.click()
    expect(handheld.locator("#bars")).to_be_hidden()
    expect(handheld.locator("#inside")).to_be_hidden()


def test_a_new_stroke_takes_the_digits_away(page: Page) -> None:
    choose_number(page)
    write(page, [FOUR, TWO])
    is_read(page, "42")
    page.locator("#digits button").first.click()
    line(page, (0.6, 0.1), (0.6, 0.25))
    expect(page.locator("#inside")).to_be_hidden()
    is_read(page, "421")
    expect(page.locator("#digits [aria-pressed=true]")).to_have_count(0)


def a_page(lines: list[str]) -> bytes:
    page, _ = written(lines, Hand())
    return png(photograph(page, np.random.default_rng(5)))


def opened(page: Page, lines: list[str]) -> None:
    page.locator("label", has_text="Number").click()
    page.locator("#file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": a_page(lines)})
    settled(page)
    expect(page.locator("#digits button")).to_have_count(sum(len(line.replace(" ", "")) for line in lines))


def test_a_tap_on_a_photograph_s_digit_shows_it(handheld: Page) -> None:
    opened(handheld, ["1995", "42"])
    handheld.locator("#boxes rect.box-read").nth(4).click()
    expect(handheld.locator("#bars li.bar-best")).to_have_text("4")
    expect(handheld.locator("#digits button").nth(4)).to_have_attribute("aria-pressed", "true")


def test_labels_never_cover_what_is_written(screen: Page) -> None:
    opened(screen, ["1995 42 807", "6071 385 12", "4283 90 5516", "77 3184 206"])
    covered = screen.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll("#boxes rect")].map((each) => each.getBBox());
            return [...document.querySelectorAll("#boxes text")].filter((label) => {
                const { x, y, width, height } = label.getBBox();
                const [top, high] = [y + 0.2 * height, 0.62 * height]; // a figure, without what reaches below its line
                return boxes.some((box) => x < box.x + box.width && box.x < x + width
                    && top < box.y + box.height && box.y < top + high);
            }).map((label) => label.textContent);
        }"""
    )
    assert covered == []


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a server of this test alone keeps its corrections."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"


@pytest.fixture
def own(browser: Browser, url: str) -> Iterator[Page]:
    """The page of that server on a phone."""
    with started(url) as (_, address):
        yield from visited(browser, address, **SCREENS["phone"])


def stored(url: str) -> list[tuple[str | None, str | None, int]]:
    """The corrections that are stored: what was said, what was read, and how many digits have a box."""
    store = Store(url)
    try:
        return [(each.number, each.number_read, len(each.boxes or ())) for each in store.newest(limit=9)]
    finally:
        store.close()


def test_a_number_is_corrected_by_typing_it_or_digit_by_digit(own: Page, url: str) -> None:
    choose_number(own)
    write(own, [FOUR, TWO, SEVEN])
    is_read(own, "427")
    own.get_by_text("Not right? Type the correct number").click()
    expect(own.get_by_role("textbox", name="Correct number")).to_have_value("427")
    own.get_by_role("textbox", name="Correct number").fill("421")
    own.get_by_role("button", name="Save").click()
    expect(own.get_by_text("Thank you. Saved as 421.")).to_be_visible()
    assert stored(url) == [("421", "427", 3)]
    own.locator("#digits button").nth(1).click()
    own.locator("#choices").get_by_role("button", name="3", exact=True).click()
    expect(own.get_by_text("Thank you. Saved as 437.")).to_be_visible()
    assert stored(url) == [("437", "427", 3)]
    own.locator("#correct").get_by_role("button", name="Undo").click()
    expect(own.get_by_text("Removed. Nothing was kept.")).to_be_visible()
    assert stored(url) == []


def test_a_photographed_number_is_corrected_too(own: Page, url: str) -> None:
    opened(own, ["1995", "42"])
    own.get_by_text("Not right? Type the correct number").click()
    expect(own.locator("#correctNote")).to_contain_text("this picture")
    own.locator("#typed").fill("1985\n42")
    own.get_by_role("button", name="Save").click()
    expect(own.get_by_text("Saved as 1985 / 42.")).to_be_visible()
    assert stored(url) == [("1985\n42", "1995\n42", 6)]
