"""The page is used in each language: nothing on it is left in another, and the choice lasts, with the drawing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from digitink.web import catalogs
from samples.browser.pen import draw, line, set_size, write
from samples.drawing import named, png, render
from tests.browser.conftest import visited
from tests.browser.waiting import settled

TEXTS = catalogs.in_every_language()
NAMES = [name for name in catalogs.LANGUAGES if name != "en"]
# Every text that is there to be read, heard or pointed at.
SHOWN = """() => {
    const said = new Set();
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const { parentElement, textContent } = words.currentNode;
        if (!parentElement.closest("script, noscript, #languages, body [lang=en]")) said.add(textContent.trim());
    }
    for (const element of document.body.querySelectorAll("*")) {
        for (const name of ["aria-label", "title", "alt", "aria-valuetext"]) said.add(element.getAttribute(name) ?? "");
    }
    return [...said].filter((text) => /[a-z]{2}/i.test(text));
}"""


def every(texts: Any) -> Iterator[str]:
    """Each text of a tree of them."""
    if isinstance(texts, str):
        yield texts
    elif isinstance(texts, dict | list):
        for each in texts.values() if isinstance(texts, dict) else texts:
            yield from every(each)


def in_english(page: Page, language: str) -> set[str]:
    """What the page says in English although the language has other words for it, with any values in their places."""
    own = set(every(TEXTS[language]))
    foreign = [text for text in every(TEXTS["en"]) if re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text))]
    patterns = [".+".join(map(re.escape, re.split(r"\{\w+\}", text))) for text in foreign if text not in own]
    known = re.compile("|".join(patterns))
    return {text for text in page.evaluate(SHOWN) if known.fullmatch(text) and text not in own}


@pytest.fixture(params=NAMES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language but English."""
    return str(request.param)


@pytest.fixture
def abroad(browser: Browser, address: str, language: str) -> Iterator[Page]:
    """The page in a browser that likes that language best."""
    yield from visited(browser, address, locale=language, viewport={"width": 1200, "height": 900})


def test_english_is_noticed_where_it_is_not_wanted(page: Page) -> None:
    found = in_english(page, "de")
    assert {"Number", "Draw a digit here", "Drawing area for one digit"} <= found


def test_a_digit_is_drawn_explained_and_corrected(abroad: Page, language: str) -> None:
    texts = TEXTS[language]
    expect(abroad.locator("html")).to_have_attribute("lang", language)
    expect(abroad.locator("#answer")).to_have_text(texts["answer"]["digit"])
    abroad.locator("#predict").click()
    expect(abroad.locator("#message")).to_have_text(texts["blank"]["digit"])
    draw(abroad, named("7 crossed"))
    settled(abroad)
    expect(abroad.locator("#result")).to_have_text("7")
    expect(abroad.locator("#sure")).to_have_text(re.compile(f"^{texts['confidence_words'][0][1]} \\(.*9,\\d\\s?%\\)$"))
    abroad.get_by_role("button", name=texts["why"]).click()
    expect(abroad.locator("#whyText")).to_have_text(texts["whyReading"].format(digit=7))
    abroad.get_by_text(texts["correct"]["digit"]).click()
    abroad.get_by_role("button", name=texts["notADigit"]).click()
    expect(abroad.locator("#thanks")).to_have_text(texts["thanks"]["notADigit"])
    abroad.get_by_role("button", name=texts["undoCorrection"], exact=True).last.click()
    expect(abroad.locator("#thanks")).to_have_text(texts["takenBack"])
    assert in_english(abroad, language) == set()


def test_what_is_no_digit_is_said(abroad: Page, language: str) -> None:
    for row in range(8):
        line(abroad, (0.1, 0.1 + 0.1 * row), (0.9, 0.15 + 0.1 * row), steps=4)
        line(abroad, (0.9, 0.15 + 0.1 * row), (0.1, 0.2 + 0.1 * row), steps=4)
    settled(abroad)
    expect(abroad.locator("#sure")).to_have_text(TEXTS[language]["rejected"])
    assert in_english(abroad, language) == set()


def test_a_number_is_written_and_corrected(abroad: Page, language: str) -> None:
    texts = TEXTS[language]
    abroad.locator("label", has_text=texts["number"]).click()
    set_size(abroad, 6)
    write(abroad, [named("4 closed"), named("2 plain")])
    settled(abroad)
    expect(abroad.locator("#result")).to_have_text("42")
    abroad.locator("#digits button").first.click()
    abroad.locator("#digits button").first.click()
    abroad.locator("#correctTitle").click()
    abroad.locator("#typed").fill("forty-two")
    abroad.get_by_role("button", name=texts["save"]).click()
    expect(abroad.locator("#thanks")).to_have_text(texts["onlySigns"])
    assert in_english(abroad, language) == set()


def test_pictures_are_read_and_what_is_none_is_told(abroad: Page, language: str) -> None:
    texts = TEXTS[language]
    content = png(render(named("8 plain")))
    eight: FilePayload = {"name": "8.png", "mimeType": "image/png", "buffer": content}
    none: FilePayload = {"name": "none.png", "mimeType": "image/png", "buffer": b"none"}
    abroad.locator("#file").set_input_files([eight, none])
    expect(abroad.locator("#tableStatus")).to_have_text(texts["table"]["done"].format(all=2))
    assert in_english(abroad, language) == set()
    abroad.locator("#file").set_input_files(none)
    expect(abroad.locator("#message.warning")).not_to_be_empty()
    expect(abroad.locator("#message")).not_to_have_text(re.compile("picture|read"))


def test_help_and_how_it_works_are_read(abroad: Page, language: str) -> None:
    texts = TEXTS[language]
    abroad.get_by_role("button", name=texts["help"]).click()
    expect(abroad.get_by_text(texts["tips"]["any"][0])).to_be_visible()
    abroad.get_by_role("button", name=texts["close"], exact=True).click()
    abroad.get_by_role("link", name=texts["how"]).click()
    expect(abroad.locator("body.walked")).to_be_attached()
    expect(abroad.locator("#lead")).to_have_text(texts["steps"]["lead"]["sample"])
    assert in_english(abroad, language) == set()


def switch(page: Page, to: str) -> None:
    page.locator(".language").click()
    page.get_by_role("link", name=catalogs.LANGUAGES[to]).click()
    expect(page.locator("html")).to_have_attribute("lang", to)


def test_another_language_is_chosen_and_the_drawing_stays(page: Page) -> None:
    draw(page, named("7 crossed"))
    settled(page)
    switch(page, "de")
    expect(page.locator("#result")).to_have_text("7")
    expect(page.locator("#sure")).to_contain_text("sicher")
    page.get_by_role("link", name="So funktioniert es").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("So funktioniert es")
    switch(page, "es")
    assert page.url.endswith("/how-it-works")
    page.locator(".brand").click()
    expect(page.locator("#answer")).to_have_text("Tu dígito es")


def test_without_javascript_too_another_language_is_chosen(browser: Browser, address: str) -> None:
    for page in visited(browser, address, java_script_enabled=False):
        switch(page, "fr")
        expect(page.get_by_role("heading", level=2)).to_have_text("Votre chiffre est")


def test_offline_no_page_is_shown_in_a_former_language(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    expect(page.locator("html[data-kept]")).to_be_attached()
    page.goto(f"{address}/how-it-works")
    expect(page.get_by_role("heading", level=1)).to_have_text("How it works")
    switch(page, "de")
    expect(page.locator("html[data-kept]")).to_be_attached()
    page.wait_for_function(
        """async () => {
            const cache = await caches.open("digitink");
            const kept = await Promise.all((await cache.keys()).map((key) => cache.match(key, { ignoreVary: true })));
            const languages = kept.map((response) => response.headers.get("Content-Language")).filter(Boolean);
            return languages.length === 2 && languages.every((language) => language === "de");
        }"""
    )
    context.set_offline(True)
    page.goto(f"{address}/how-it-works")
    expect(page.get_by_role("heading", level=1)).to_have_text("So funktioniert es")
    page.goto(f"{address}/")
    expect(page.locator("#answer")).to_have_text("Deine Ziffer ist")
    page.goto(f"{address}/?language=fr")  # which is not to be had now: the page stays, as it is
    expect(page.locator("#answer")).to_have_text("Deine Ziffer ist")


def test_the_choice_of_a_language_is_part_of_what_axe_judges(phone: Page) -> None:
    phone.locator(".language").click()
    sizes = phone.locator("#languages a").evaluate_all(
        "links => links.map((link) => link.getBoundingClientRect()).map(({ width, height }) => [width, height])"
    )
    assert len(sizes) == len(catalogs.LANGUAGES)
    assert all(min(size) >= 44 for size in sizes), json.dumps(sizes)
    phone.keyboard.press("Escape")
    expect(phone.locator("#languages")).to_be_hidden()
