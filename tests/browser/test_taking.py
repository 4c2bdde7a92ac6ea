"""What was read, and what was drawn, can be taken along: copied, as an annotated picture, as a file of all drawings."""

import io
import json
import zipfile

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from samples.browser.pen import by_hand, draw, set_size, write
from samples.drawing import named, photograph, png
from samples.writing import Hand, written
from tests.browser.waiting import settled

FOUR, TWO, EIGHT = named("4 closed"), named("2 plain"), named("8 plain")


def number(page: Page) -> None:
    page.locator("label", has_text="Number").click()
    set_size(page, 10)
    write(page, [FOUR, TWO])
    expect(page.locator("#result")).to_have_text("42")
    expect(page.locator("#sure")).not_to_be_empty()


def saved(page: Page) -> Image.Image:
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download picture").click()
    assert downloaded.value.suggested_filename == "reading.png"
    return Image.open(downloaded.value.path()).convert("RGB")


def blue(image: Image.Image) -> int:
    """How many pixels have the color of a box."""
    pixels = np.asarray(image).astype(int)
    return int((np.abs(pixels - (31, 63, 143)).sum(axis=2) < 60).sum())


def test_the_result_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator("#take")).to_be_hidden()
    draw(page, EIGHT)
    settled(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#taken")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "8"
    page.locator("#clear").click()
    expect(page.locator("#take")).to_be_hidden()


def test_without_a_clipboard_api_the_number_is_copied_too(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    draw(page, EIGHT)
    settled(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#taken")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "8"


def test_a_drawn_number_is_saved_with_its_boxes(handheld: Page) -> None:
    number(handheld)
    image = saved(handheld)
    assert image.width > image.height
    assert blue(image) > 200
    below = np.asarray(image.convert("L"))[-image.height // 8 :]
    assert (below < 100).sum() > 100, "the answer is written below"


def test_a_photograph_is_saved_with_its_boxes(page: Page) -> None:
    content, _ = written(["1995", "42"], Hand())
    photo = photograph(content, np.random.default_rng(5))
    page.locator("label", has_text="Number").click()
    page.locator("#file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png(photo)})
    settled(page)
    image = saved(page)
    assert image.width == photo.shape[1]
    assert blue(image) > 200


def test_the_last_drawings_are_exported_as_pictures_and_strokes(handheld: Page) -> None:
    by_hand(handheld, named("7 crossed"))
    settled(handheld)
    handheld.locator("#clear").click()
    number(handheld)
    with handheld.expect_download() as downloaded:
        handheld.get_by_role("button", name="Export").click()
    with zipfile.ZipFile(downloaded.value.path()) as archive:
        assert archive.testzip() is None
        drawings = json.loads(archive.read("drawings.json"))
        assert [(drawing["kind"], drawing["read"]) for drawing in drawings] == [("number", "42"), ("digit", "7")]
        for drawing in drawings:
            with Image.open(io.BytesIO(archive.read(drawing["picture"]))) as picture:
                assert np.asarray(picture.convert("L")).min() < 50
            assert drawing["height"] > 100
            for stroke in drawing["strokes"]:
                assert stroke["tool"] == "pen"
                assert stroke["width"] > 1
                assert len(stroke["points"]) >= 2
    assert len(drawings[1]["strokes"]) == 2
