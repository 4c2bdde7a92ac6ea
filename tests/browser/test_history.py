"""The last drawings are kept in the browser, and come back with a tap."""

from playwright.sync_api import Page, expect

from samples.browser.pen import by_hand, draw, ink, set_size, write
from samples.drawing import named
from tests.browser.waiting import settled

EIGHT, SEVEN, FOUR, TWO = (named(name) for name in ("8 plain", "7 crossed", "4 closed", "2 plain"))


def labels(page: Page) -> list[str]:
    return page.locator("#lastDrawings li").all_inner_texts()


def drawn(page: Page, name: str) -> None:
    by_hand(page, named(name))
    settled(page)
    expect(page.locator("#result")).to_have_text(name[0])


def test_drawings_are_kept_with_their_readings_newest_first(handheld: Page) -> None:
    expect(handheld.locator("#last")).to_be_hidden()
    drawn(handheld, "8 plain")
    handheld.locator("#clear").click()
    drawn(handheld, "7 crossed")  # in two strokes, and one drawing
    assert labels(handheld) == ["7", "8"]
    handheld.reload()
    assert labels(handheld) == ["7", "8"]


def test_a_tap_brings_a_drawing_back(handheld: Page) -> None:
    drawn(handheld, "8 plain")
    before = ink(handheld)
    handheld.locator("#clear").click()
    drawn(handheld, "7 crossed")
    handheld.get_by_role("button", name="Bring back: 8").click()
    expect(handheld.locator("#result")).to_have_text("8")
    assert abs(ink(handheld) - before) < 0.02 * before
    assert labels(handheld) == ["8", "7"]


def test_a_number_comes_back_as_a_number(page: Page) -> None:
    page.locator("label", has_text="Number").click()
    set_size(page, 8)
    write(page, [FOUR, TWO])
    expect(page.locator("#result")).to_have_text("42")
    page.locator("#clear").click()
    page.locator("label", has_text="Digit").click()
    draw(page, EIGHT)
    expect(page.locator("#result")).to_have_text("8")
    page.get_by_role("button", name="Bring back: 42").click()
    expect(page.locator("#number")).to_be_checked()
    expect(page.locator("#result")).to_have_text("42")


def test_undo_after_clear_is_the_same_drawing(page: Page) -> None:
    drawn(page, "8 plain")
    page.locator("#clear").click()
    page.locator("#undo").click()
    expect(page.locator("#result")).to_have_text("8")
    assert labels(page) == ["8"]


def test_they_can_be_forgotten(page: Page) -> None:
    drawn(page, "8 plain")
    page.get_by_role("button", name="Delete all").click()
    expect(page.locator("#last")).to_be_hidden()
    page.reload()
    expect(page.locator("#last")).to_be_hidden()


def test_only_so_many_are_kept(page: Page) -> None:
    for _ in range(14):
        page.locator("#clear").click()
        draw(page, SEVEN)
        expect(page.locator("#result")).to_have_text("7")
    assert len(labels(page)) == 12
