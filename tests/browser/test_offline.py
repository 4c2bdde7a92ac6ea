"""The page can be installed; without the server it opens all the same, with the last drawings, and says so."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page, expect

from digitink import Recognizer
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.browser.pen import by_hand
from samples.drawing import named
from samples.servers.start import free_port, served
from tests.browser.waiting import settled


def visited(context: BrowserContext, address: str) -> Page:
    """The page, kept by its service worker."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator("html[data-kept]")).to_be_attached()
    return page


def test_without_a_server_the_page_opens_with_the_last_drawings(context: BrowserContext) -> None:
    port = str(free_port())
    with served("--port", port) as address:
        page = visited(context, address)
        by_hand(page, named("8 plain"))
        settled(page)
        expect(page.locator("#lastDrawings li")).to_have_count(1)
        page.locator("#clear").click()
    page.reload()
    expect(page.locator("#lastDrawings li")).to_have_count(1)
    page.get_by_role("button", name="Bring back: 8").click()
    expect(page.locator("#message")).to_contain_text("Can't reach the server")
    with served("--port", port):
        expect(page.locator("#result")).to_have_text("8")


def test_without_a_network_it_says_that_reading_needs_one(context: BrowserContext, address: str) -> None:
    page = visited(context, address)
    context.set_offline(True)
    by_hand(page, named("8 plain"))
    expect(page.locator("#message")).to_contain_text("You're offline")
    context.set_offline(False)
    expect(page.locator("#result")).to_have_text("8")


@pytest.fixture
def client(recognizer: Recognizer) -> FlaskClient:
    """A client of the application."""
    return create_app(recognizer, settings=Settings(database_url="off")).test_client()


def test_the_manifest_has_what_an_installation_needs(client: FlaskClient) -> None:
    with client.get("/manifest.webmanifest") as response:
        assert response.mimetype == "application/manifest+json"
        manifest = response.get_json(force=True)
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as response:
            assert (response.status_code, response.mimetype) == (200, icon["type"])


def test_the_manifest_is_in_the_visitor_s_language(client: FlaskClient) -> None:
    german = client.get("/manifest.webmanifest", headers={"Accept-Language": "de"})
    assert german.get_json(force=True)["lang"] == german.headers["Content-Language"] == "de"
    client.set_cookie("language", "fr")
    french = client.get("/manifest.webmanifest", headers={"Accept-Language": "de"})
    assert french.get_json(force=True)["lang"] == "fr"
    assert french.get_json(force=True)["description"] != german.get_json(force=True)["description"]


def test_a_browser_finds_nothing_wrong_with_the_manifest(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert found["url"].endswith("/manifest.webmanifest")
    assert found["errors"] == []


def test_the_service_worker_may_see_the_whole_page(client: FlaskClient) -> None:
    with client.get("/worker.js") as response:
        assert response.status_code == 200
        assert "javascript" in (response.mimetype or "")
