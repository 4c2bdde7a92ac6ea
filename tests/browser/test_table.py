"""Several pictures at once become a table of what is read in them, to copy and to download."""

from playwright.sync_api import FilePayload, Page, expect

from samples.drawing import png
from samples.writing import Hand, written


def pages(*numbers: str) -> list[FilePayload]:
    return [
        {"name": f"{each}.png", "mimeType": "image/png", "buffer": png(written([each], Hand())[0])} for each in numbers
    ]


def test_several_pictures_become_a_table_to_copy_and_to_download(handheld: Page) -> None:
    asked: list[str] = []
    handheld.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    files = pages("1995", "42", "807", "6071", "385")
    files.insert(2, {"name": '=bad "one".png', "mimeType": "image/png", "buffer": b"no picture"})
    handheld.locator("#file").set_input_files(files)
    expect(handheld.locator("#tableStatus")).to_have_text("All 6 pictures are read.")
    assert [url.rpartition("/")[2] for url in asked] == ["numbers", "numbers"]
    rows = handheld.locator("#rows tr")
    assert [row.locator("th").inner_text() for row in rows.all()] == [str(file["name"]) for file in files]
    read = [row.locator("td").first.inner_text() for row in rows.all()]
    assert read[:2] + read[3:] == ["1995", "42", "807", "6071", "385"]
    assert "not a picture" in read[2]
    with handheld.expect_download() as downloaded:
        handheld.get_by_role("button", name="Download as CSV").click()
    assert downloaded.value.suggested_filename == "numbers.csv"
    lines = downloaded.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == '"Picture","Number","Confidence"'
    assert lines[1].startswith('"1995.png","1995","0.9')
    assert lines[3] == '"\'=bad ""one"".png","",""'
    handheld.get_by_role("button", name="42.png").click()
    expect(handheld.locator("#picture")).to_be_visible()
    handheld.locator("#table").get_by_role("button", name="Close").click()
    expect(handheld.locator("#table")).to_be_hidden()


def test_a_table_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#file").set_input_files(pages("1995", "42"))
    expect(page.locator("#tableStatus")).to_have_text("All 2 pictures are read.")
    page.locator("#copyTable").click()
    expect(page.locator("#tableStatus")).to_have_text("Copied.")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == "Picture\tNumber\tConfidence"
    assert copied.splitlines()[2].startswith("42.png\t42\t0.9")


def test_a_table_says_that_the_server_is_gone(page: Page) -> None:
    page.route("**/api/v1/numbers", lambda route: route.abort())
    page.locator("#file").set_input_files(pages("1995", "42"))
    expect(page.locator("#tableStatus")).to_contain_text("Can't reach the server")
