"""The page has the elements its contract names, and asks nothing of any other address."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from digitink import Recognizer, web
from samples.drawing import named, png, render

WEB = Path(web.__file__).parent
OURS = [
    path
    for path in WEB.rglob("*")
    if path.suffix in {".html", ".css", ".js", ".svg", ".json"} and "vendor" not in path.parts
]


@pytest.mark.parametrize("name", ["canvas", "mode", "size", "clear", "predict", "result"])
def test_the_page_has_the_reference_s_elements_once(client: FlaskClient, name: str) -> None:
    assert client.get("/").text.count(f'id="{name}"') == 1


@pytest.mark.parametrize("address", ["/", "/how-it-works"])
def test_all_a_page_loads_is_served_by_this_server(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    wanted = re.findall(r'(?:src|href|action)="([^"#]+)', page)
    assert wanted
    for each in wanted:
        with client.get(each, follow_redirects="language=" in each) as response:
            assert response.status_code == 200
    assert not re.findall(r"https?://", page)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_file_of_the_page_names_another_address(path: Path) -> None:
    namespaces_aside = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w{2,}", namespaces_aside)


@pytest.mark.parametrize("address", ["/", "/how-it-works"])
def test_nothing_is_inline_and_the_browser_is_told_to_refuse_it(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert "style=" not in response.text
    assert not re.search(r"\son\w+=", response.text)
    for script in re.findall(r"<script[^>]*>", response.text):
        assert "src=" in script or 'type="application/json"' in script
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_icon_that_is_used_is_drawn(client: FlaskClient) -> None:
    with client.get("/static/icons.svg") as icons:
        drawn = set(re.findall(r'<symbol id="(\w+)"', icons.get_data(as_text=True)))
    assert set(re.findall(r'icons\.svg#(\w+)"', client.get("/").text)) == drawn


def test_every_text_is_used_and_every_text_used_is_there() -> None:
    texts = json.loads((WEB / "texts.json").read_text(encoding="utf-8"))
    files = [path for path in WEB.rglob("*") if path.suffix in {".html", ".js", ".py"} and "vendor" not in path.parts]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    used = set(
        re.findall(r"""\btexts\.(\w+)|\btexts\["(\w+)"\]|\btexts\(\)\["(\w+)"\]|const { (\w+) } = texts""", sources)
    )
    names = {name for match in used for name in match if name} - {"js", "json", "labels", "language"}  # no texts
    kinds = {"digit", "number"}  # by texts[kind]
    assert names | kinds | {"steps"} == set(texts)


def test_without_javascript_a_plain_form_reads_a_picture(client: FlaskClient) -> None:
    picture = png(np.hstack([render(named("4 closed")), render(named("2 plain"))]))
    assert 'enctype="multipart/form-data"' in client.get("/").text
    response = client.post("/", data={"picture": (io.BytesIO(picture), "42.png")})
    assert response.status_code == 200
    assert '<output id="result" for="canvas" aria-live="off">42</output>' in response.text


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 400, "Choose a picture first."),
        ({"picture": (io.BytesIO(b""), "")}, 400, "Choose a picture first."),
        ({"picture": (io.BytesIO(b"no picture"), "a.png")}, 422, "not a picture"),
        ({"picture": (io.BytesIO(png(np.full((50, 50), 255, np.uint8))), "a.png")}, 422, "draw a digit first"),
    ],
)
def test_the_plain_form_says_what_is_wrong(
    client: FlaskClient, data: dict[str, object], status: int, words: str
) -> None:
    response = client.post("/", data=data)
    assert response.status_code == status
    assert words in response.text


def test_how_it_works_tells_the_shipped_model_s_own_numbers(client: FlaskClient, recognizer: Recognizer) -> None:
    card = recognizer.model.card
    page = client.get("/how-it-works").text
    assert f"{card['parameters']:,} weights" in page
    assert f"{len(card['layers'])} layers" in page
    assert ("One more score" in page) == (recognizer.model.classes > len(recognizer.model.labels))
    assert f"temperature, {card['temperature']:.2f}," in page


def test_the_vendored_library_carries_its_licence() -> None:
    folder = WEB / "static" / "vendor" / "signature_pad"
    assert "MIT" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert (folder / "signature_pad.min.js").exists()


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"}


@pytest.mark.parametrize("address", ["/how", "/index.html", "/how-it-works/", "/%3Cb%3E"])
def test_a_mistyped_address_is_a_page_with_a_way_back(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "Page not found" in response.text
    assert 'href="/"' in response.text
    assert "<b>" not in response.text
    assert set(response.vary) == {"Accept", "Accept-Language", "Cookie"}


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/problem+json", "application/json, text/html;q=0.5"]
)
def test_a_program_is_answered_in_json(client: FlaskClient, accept: str) -> None:
    response = client.get("/how", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert client.get("/how").mimetype == "application/problem+json"


@pytest.mark.parametrize("address", ["/api/v1/digitt", "/api/v2/number", "/predictImage", "/metrics/", "/static/no.js"])
def test_what_programs_ask_is_json_in_a_browser_too(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.status_code in (404, 405)
    assert response.mimetype == "application/problem+json"


def test_other_errors_are_pages_in_a_browser_too(client: FlaskClient) -> None:
    response = client.delete("/", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (405, "text/html")
    assert "GET" in response.headers["Allow"]
    assert "Something went wrong. Go back and try again." in response.text


@pytest.mark.parametrize("address", ["/favicon.ico", "/static/icon.svg"])
def test_there_is_an_icon(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        assert response.status_code == 200
        assert (response.mimetype or "").startswith("image/")
        assert len(response.data) > 100


def test_the_icon_has_three_sizes(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as response, Image.open(io.BytesIO(response.data)) as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
