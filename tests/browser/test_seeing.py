"""Seeing inside: the 28 x 28 that the model saw, and a heat map of what carried its answer."""

import json

import pytest
from playwright.sync_api import Page, expect

from digitink import Recognizer
from digitink.picture import load
from samples.browser.pen import by_hand, line
from samples.drawing import named
from tests.browser.waiting import settled


def test_what_the_model_saw_is_shown(handheld: Page, recognizer: Recognizer) -> None:
    sent: list[str] = []
    handheld.on("request", lambda request: sent.append(request.post_data or "") if "/digit" in request.url else None)
    by_hand(handheld, named("4 open"))
    settled(handheld)
    expect(handheld.locator("#inside")).to_be_visible()
    shown = load(handheld.locator("#seen").get_attribute("src") or "")
    assert shown.tolist() == recognizer.predict(json.loads(sent[-1])["data"]).seen.tolist()


def test_why_colors_the_ink_and_says_how_to_read_it(handheld: Page) -> None:
    by_hand(handheld, named("7 crossed"))
    settled(handheld)
    handheld.get_by_role("button", name="Why?").click()
    expect(handheld.locator("#heat")).to_be_visible()
    expect(handheld.locator("#whyText")).to_contain_text("Orange parts counted toward 7; blue parts counted against it")
    expect(handheld.locator("#why")).to_have_attribute("aria-pressed", "true")
    colors = handheld.evaluate(
        """() => {
            const heat = document.getElementById("heat");
            const { data } = heat.getContext("2d").getImageData(0, 0, heat.width, heat.height);
            let [inked, orange] = [0, 0];
            for (let place = 0; place < data.length; place += 4) {
                inked += data[place + 3] > 200;
                orange += data[place + 3] > 200 && data[place] > data[place + 2] + 60;
            }
            return [inked, orange, heat.width * heat.height];
        }"""
    )
    inked, orange, pixels = colors
    assert 0.01 * pixels < inked < 0.5 * pixels, "only the ink is colored"
    assert orange > 0.02 * inked
    handheld.get_by_role("button", name="Why?").click()
    expect(handheld.locator("#heat")).to_be_hidden()


def test_a_new_stroke_takes_the_heat_map_away(page: Page) -> None:
    by_hand(page, named("7 crossed"))
    settled(page)
    page.get_by_role("button", name="Why?").click()
    expect(page.locator("#heat")).to_be_visible()
    line(page, (0.1, 0.95), (0.2, 0.95))
    expect(page.locator("#heat")).to_be_hidden()
    expect(page.locator("#whyText")).to_be_empty()


def test_the_heat_map_lies_on_the_drawing(page: Page) -> None:
    by_hand(page, named("1 a stroke"))
    settled(page)
    boxes = []
    for name in ("canvas", "heat"):
        if name == "heat":
            page.get_by_role("button", name="Why?").click()
            expect(page.locator("#heat")).to_be_visible()
        boxes.append(
            page.evaluate(
                """(name) => {
                    const canvas = document.getElementById(name);
                    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                    const [columns, rows] = [[], []];
                    for (let place = 3; place < data.length; place += 4) {
                        if (data[place] < 128) continue;
                        const pixel = (place - 3) / 4;
                        columns.push((pixel % canvas.width) / canvas.width);
                        rows.push(Math.floor(pixel / canvas.width) / canvas.height);
                    }
                    const ends = (all) => [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
                    return [...ends(columns), ...ends(rows)];
                }""",
                name,
            )
        )
    assert boxes[0] == pytest.approx(boxes[1], abs=0.015)
