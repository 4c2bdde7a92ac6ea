"""Pictures from elsewhere: opened, dropped, pasted or photographed; shown with their reading."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from samples.browser.pen import draw
from samples.drawing import named, photograph, png, render
from tests.browser.waiting import settled

THREE, FOUR, TWO = named("3 round"), named("4 open"), named("2 plain")


def picture(name: str = "three.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": png(render(THREE))}


def photo() -> bytes:
    """A 42 on paper, some hundred kilobytes large."""
    page = np.full((900, 1200), 255, np.uint8)
    for left, drawing in ((300, FOUR), (600, TWO)):
        page[300:600, left : left + 300] = render(drawing, 50, 30, 200, 14, (300, 300))
    return png(photograph(page, np.random.default_rng(5)))


def hand_over(page: Page, kind: str, content: bytes, mime: str = "image/png") -> None:
    """Drop or paste a file."""
    page.evaluate(
        """async ([kind, base64, type]) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], "handed", { type }));
            const options = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
            const made = kind === "paste" ? new ClipboardEvent(kind, options) : new DragEvent(kind, options);
            document.body.dispatchEvent(made);
        }""",
        [kind, base64.b64encode(content).decode(), mime],
    )


def test_an_opened_file_is_shown_and_read(handheld: Page) -> None:
    with handheld.expect_file_chooser() as chooser:
        handheld.get_by_role("button", name="Open a picture").click()
    chooser.value.set_files(picture())
    expect(handheld.locator("#result")).to_have_text("3")
    expect(handheld.locator("#picture")).to_be_visible()
    expect(handheld.locator("#canvas")).not_to_be_visible()


def test_the_same_file_can_be_opened_again(page: Page) -> None:
    for _ in range(2):
        page.locator("#file").set_input_files(picture())
        expect(page.locator("#result")).to_have_text("3")
        page.locator("#clear").click()
        expect(page.locator("#result")).to_be_empty()


def test_a_phone_takes_a_photo(phone: Page) -> None:
    with phone.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="Take a photo").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    phone.locator("label", has_text="Number").click()
    chooser.value.set_files({"name": "shot.png", "mimeType": "image/png", "buffer": photo()})
    expect(phone.locator("#result")).to_have_text("42")


def test_a_desktop_offers_no_camera(page: Page) -> None:
    expect(page.locator("#camera")).to_be_hidden()


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_dropped_or_pasted_picture_is_read(handheld: Page, way: str) -> None:
    hand_over(handheld, way, png(render(THREE)))
    expect(handheld.locator("#result")).to_have_text("3")
    expect(handheld.locator("#picture")).to_be_visible()


def test_where_to_drop_is_shown_while_a_file_is_dragged(page: Page) -> None:
    hand_over(page, "dragenter", b"")
    expect(page.locator("#drop")).to_be_visible()
    hand_over(page, "dragleave", b"")
    expect(page.locator("#drop")).to_be_hidden()


def assert_the_four_is_boxed(page: Page) -> None:
    """The first box lies on the 4 of the photograph, which is 1200 px wide and 900 high before it is reduced."""
    image = page.locator("#picture").bounding_box()
    box = page.locator("#boxes rect.box-read").first.bounding_box()
    assert image
    assert box
    scale = min(image["width"] / 1200, image["height"] / 900)
    left = image["x"] + (image["width"] - 1200 * scale) / 2
    top = image["y"] + (image["height"] - 900 * scale) / 2
    assert left + 340 * scale < box["x"] + box["width"] / 2 < left + 560 * scale
    assert top + 320 * scale < box["y"] + box["height"] / 2 < top + 560 * scale


def test_boxes_lie_on_the_digits_of_a_photograph(screen: Page) -> None:
    screen.locator("label", has_text="Number").click()
    screen.locator("#file").set_input_files({"name": "42.png", "mimeType": "image/png", "buffer": photo()})
    expect(screen.locator("#result")).to_have_text("42")
    assert_the_four_is_boxed(screen)


def test_why_works_on_a_picture_too(page: Page) -> None:
    page.locator("#file").set_input_files(picture())
    expect(page.locator("#result")).to_have_text("3")
    page.get_by_role("button", name="Why?").click()
    expect(page.locator("#heat")).to_be_visible()


def test_a_large_picture_shows_how_far_it_is_sent(page: Page) -> None:
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1_500_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.evaluate(  # how far the line was at each change while it could be seen, which may not be for long
        """() => {
            window.shown = [];
            const line = document.getElementById("upload");
            const look = () => line.hidden || window.shown.push(line.value);
            new MutationObserver(look).observe(line, { attributes: true });
        }"""
    )
    noise = np.random.default_rng(1).integers(0, 255, (900, 900, 3), np.uint8)
    page.locator("#file").set_input_files({"name": "noise.png", "mimeType": "image/png", "buffer": png(noise)})
    expect(page.locator("#message")).not_to_contain_text("Reading")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    shown = page.evaluate("window.shown")
    assert len(shown) > 1
    assert shown == sorted(shown)
    assert 0 < shown[-1] < 1


@pytest.mark.parametrize(
    ("content", "mime", "words"),
    [
        (b"no picture at all", "image/png", "not a picture"),
        (b"dear diary", "text/plain", "This file is not a picture. Choose a PNG"),
        (png(np.full((90, 90), 255, np.uint8)), "image/png", "draw a digit first"),
    ],
)
def test_what_cannot_be_read_is_said_in_words_one_can_act_on(
    handheld: Page, content: bytes, mime: str, words: str
) -> None:
    handheld.locator("#file").set_input_files({"name": "a", "mimeType": mime, "buffer": content})
    expect(handheld.locator("#message")).to_contain_text(words)


def sent(page: Page) -> bytes:
    """What was last sent as a file."""
    return base64.b64decode(
        page.evaluate(
            """async () => {
                const bytes = new Uint8Array(await window.sent.arrayBuffer());
                return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
            }"""
        )
    )


@pytest.fixture
def watched(page: Page) -> Page:
    """The page, which remembers what it sends: Playwright shows no Blob."""
    page.evaluate(
        """() => {
            const send = XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function (body) { window.sent = body; send.call(this, body); };
        }"""
    )
    return page


@pytest.mark.parametrize(("width", "height", "subsampling"), [(4000, 3000, 2), (6000, 4500, 0)])
def test_a_phone_s_photograph_is_reduced_before_it_is_sent(
    watched: Page, width: int, height: int, subsampling: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # it lies on its head
    upside_down = Image.open(io.BytesIO(photo())).resize((width, height), Image.Resampling.BICUBIC).rotate(180)
    file = io.BytesIO()
    upside_down.save(file, "JPEG", quality=92, subsampling=subsampling, exif=exif)
    watched.locator("label", has_text="Number").click()
    watched.locator("#file").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()})
    expect(watched.locator("#result")).to_have_text("42")
    body = sent(watched)
    with Image.open(io.BytesIO(body)) as reduced:
        assert reduced.size == (2400, 1800)
    assert len(body) < 900_000 < len(file.getvalue())
    assert_the_four_is_boxed(watched)


def test_what_is_transparent_stays_so_when_it_is_reduced(watched: Page) -> None:
    drawn = render(THREE, 600, 300, 1500, 160, (3000, 2000))
    rgba = np.dstack([np.zeros((2000, 3000, 3), np.uint8), 255 - drawn])
    watched.locator("#file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png(rgba)})
    expect(watched.locator("#result")).to_have_text("3")
    with Image.open(io.BytesIO(sent(watched))) as reduced:
        assert (reduced.mode, reduced.size) == ("RGBA", (2400, 1600))


def test_a_small_picture_is_sent_as_it_is(watched: Page) -> None:
    watched.locator("#file").set_input_files(picture())
    expect(watched.locator("#result")).to_have_text("3")
    assert sent(watched) == picture()["buffer"]


def test_a_number_in_digit_mode_can_be_read_with_one_tap(handheld: Page) -> None:
    handheld.locator("#file").set_input_files({"name": "42.png", "mimeType": "image/png", "buffer": photo()})
    expect(handheld.locator("#message")).to_have_text("This looks like more than one digit.")
    handheld.get_by_role("button", name="Read it as a number").click()
    expect(handheld.locator("#result")).to_have_text("42")
    expect(handheld.locator("#picture")).to_be_visible()
    expect(handheld.locator("#readNumber")).to_be_hidden()


def test_the_drawing_waits_behind_the_picture(handheld: Page) -> None:
    draw(handheld, TWO)
    expect(handheld.locator("#result")).to_have_text("2")
    handheld.locator("#file").set_input_files(picture())
    expect(handheld.locator("#result")).to_have_text("3")
    handheld.get_by_role("button", name="Back to the drawing").click()
    expect(handheld.locator("#picture")).to_be_hidden()
    expect(handheld.locator("#result")).to_have_text("2")


def number(page: Page, content: bytes, name: str = "42.png") -> None:
    page.locator("label", has_text="Number").click()
    page.locator("#file").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
    settled(page)


def size(page: Page) -> tuple[int, int]:
    """Width and height in px of the picture on the sheet."""
    width, height = page.locator("#picture").evaluate(
        "({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]"
    )
    return width, height


def test_a_picture_is_rotated_by_a_quarter(handheld: Page) -> None:
    with Image.open(io.BytesIO(photo())) as upright:
        sideways = io.BytesIO()
        upright.rotate(90, expand=True).save(sideways, "PNG")
    handheld.locator("#file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": sideways.getvalue()})
    settled(handheld)
    assert size(handheld) == (900, 1200)
    handheld.get_by_role("button", name="Rotate").click()
    handheld.wait_for_function("() => document.getElementById('picture').naturalWidth === 1200")
    handheld.locator("label", has_text="Number").click()
    expect(handheld.locator("#result")).to_have_text("42")
    assert_the_four_is_boxed(handheld)


@pytest.mark.parametrize("way", ["dragged", "two corners"])
def test_a_picture_is_cropped_and_whole_again(handheld: Page, way: str) -> None:
    number(handheld, photo())
    expect(handheld.locator("#result")).to_have_text("42")
    handheld.get_by_role("button", name="Crop").click()
    box = handheld.locator("#picture").bounding_box()
    assert box
    scale = min(box["width"] / 1200, box["height"] / 900)
    left, top = box["x"] + (box["width"] - 1200 * scale) / 2, box["y"] + (box["height"] - 900 * scale) / 2
    corners = [(left + x * scale, top + y * scale) for x, y in ((590, 250), (920, 670))]  # around the 2
    handheld.mouse.move(*corners[0])
    handheld.mouse.down()
    if way == "two corners":
        handheld.mouse.up()
        handheld.mouse.move(*corners[1])
        handheld.mouse.down()
    handheld.mouse.move(*corners[1], steps=4)
    handheld.mouse.up()
    expect(handheld.locator("#result")).to_have_text("2")
    assert list(size(handheld)) == pytest.approx([330, 420], abs=5)
    handheld.get_by_role("button", name="Whole picture").click()
    expect(handheld.locator("#result")).to_have_text("42")
    assert size(handheld) == (1200, 900)
    expect(handheld.get_by_role("button", name="Whole picture")).to_be_hidden()


def test_a_portrait_photograph_uses_the_phone_s_height(phone: Page) -> None:
    page = np.full((1600, 1200), 255, np.uint8)
    page[300:900, 300:900] = render(TWO, 100, 60, 400, 28, (600, 600))
    number(phone, png(photograph(page, np.random.default_rng(5))))
    expect(phone.locator("#result")).to_have_text("2")
    box = phone.locator("#picture").bounding_box()
    assert box
    assert box["height"] > 0.55 * 700


@pytest.mark.parametrize(("name", "kind"), [("IMG_1.heic", "image/heic"), ("a.jpg", "image/jpeg")])
def test_a_picture_nothing_can_show_leaves_no_blank_sheet(phone: Page, name: str, kind: str) -> None:
    phone.locator("#file").set_input_files(
        {"name": name, "mimeType": kind, "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 99}
    )
    expect(phone.locator("#message.warning")).not_to_be_empty()
    expect(phone.locator("#canvas")).to_be_visible()
    expect(phone.locator("#prompt")).to_be_visible()


def test_two_fingers_on_a_picture_zoom_the_page(phone: Page) -> None:
    number(phone, photo())
    phone.evaluate(
        """() => {
            window.prevented = [];
            document.addEventListener("touchstart", (event) => window.prevented.push(event.defaultPrevented));
        }"""
    )
    picture = phone.locator("#picture")
    picture.wait_for()
    box = picture.bounding_box()
    assert box
    fingers = [{"x": box["x"] + x, "y": box["y"] + 80, "id": x} for x in (80, 200)]
    hand = phone.context.new_cdp_session(phone)
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers[:1]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert phone.evaluate("window.prevented") == [False, False]
    allowed: str = phone.locator(".sheet").evaluate("(sheet) => getComputedStyle(sheet, '::before').touchAction")
    assert allowed == "auto"
