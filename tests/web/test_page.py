"""The page has the elements its contract names, and asks nothing of any other address."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from digitink import web

WEB = Path(web.__file__).parent
OURS = [
    path
    for path in WEB.rglob("*")
    if path.suffix in {".html", ".css", ".js", ".svg", ".json"} and "vendor" not in path.parts
]


@pytest.mark.parametrize("name", ["canvas", "mode", "size", "clear", "predict", "result"])
def test_the_page_has_the_reference_s_elements_once(client: FlaskClient, name: str) -> None:
    assert client.get("/").text.count(f'id="{name}"') == 1


def test_all_the_page_loads_is_served_and_no_other_address_is_named(client: FlaskClient) -> None:
    page = client.get("/").text
    wanted = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert wanted
    for address in wanted:
        assert address.startswith("/static/")
        with client.get(address) as response:
            assert response.status_code == 200
    assert not re.findall(r"https?://", page)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_file_of_the_page_names_another_address(path: Path) -> None:
    namespaces_aside = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w{2,}", namespaces_aside)


def test_nothing_is_inline_and_the_browser_is_told_to_refuse_it(client: FlaskClient) -> None:
    response = client.get("/")
    assert "style=" not in response.text
    assert not re.search(r"\son\w+=", response.text)
    for script in re.findall(r"<script[^>]*>", response.text):
        assert "src=" in script or 'type="application/json"' in script
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_vendored_library_carries_its_licence() -> None:
    folder = WEB / "static" / "vendor" / "signature_pad"
    assert "MIT" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert (folder / "signature_pad.min.js").exists()
