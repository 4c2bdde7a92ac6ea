"""The API's documentation is there without any other address, and its addresses can be tried out."""

from playwright.sync_api import Browser, expect


def test_every_endpoint_is_shown_and_can_be_tried(browser: Browser, address: str) -> None:
    # A page of its own: it has not been to the start page, whose blocked service worker would complain here.
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.goto(f"{address}/api/docs")
    expect(page.get_by_text("curl -s")).to_be_visible()
    expect(page.get_by_role("button", name="Authorize", exact=True)).to_be_hidden()
    expect(page.locator(".opblock")).to_have_count(15)
    model = page.locator("[id$=api_v1_model_get]")
    model.locator(".opblock-summary-control").click()
    model.get_by_role("button", name="Try it out").click()
    model.get_by_role("button", name="Execute").click()
    expect(model.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    page.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert complaints == []
