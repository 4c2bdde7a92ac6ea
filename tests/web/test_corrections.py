"""What people say it really was is kept, can be taken back, and is nobody else's business."""

import json
import logging
import sqlite3
import urllib.request
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin
from pydantic import SecretStr
from werkzeug.test import TestResponse

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import DRAWINGS, Drawing, data_url, named, png, render
from samples.servers.start import started
from samples.writing import Hand, written

ENDPOINT = "/api/v1/corrections"
SEVEN = named("7 crossed")
UNKNOWN = f"{ENDPOINT}/00000000-0000-4000-8000-000000000000"
ITS_OWN = "the server's"
TOKEN = {"Authorization": f"Bearer {ITS_OWN}"}


def correct(
    client: FlaskClient, digit: object, drawing: Drawing = SEVEN, headers: dict[str, str] | None = None
) -> TestResponse:
    return client.post(ENDPOINT, json={"data": data_url(render(drawing)), "digit": digit}, headers=headers)


@pytest.fixture
def owner(recognizer: Recognizer, store: Store) -> FlaskClient:
    """A client of a server that has a token."""
    return create_app(recognizer, store, Settings(corrections_token=SecretStr(ITS_OWN))).test_client()


def test_a_label_is_stored_with_the_prediction(client: FlaskClient, store: Store, recognizer: Recognizer) -> None:
    response = correct(client, 1)
    prediction = recognizer.predict(render(SEVEN))
    (stored,) = store.all()
    assert response.status_code == 201
    assert response.get_json()["id"] == stored.id
    assert (stored.label, stored.read, stored.confidence) == (1, 7, prediction.confidence)
    assert (stored.seen, stored.model) == (prediction.seen.tobytes(), recognizer.model.sha256)


def test_not_a_digit_is_a_label_too(client: FlaskClient, store: Store) -> None:
    assert correct(client, None).status_code == 201
    assert [stored.label for stored in store.all()] == [None]


def test_a_number_is_kept_listed_and_taken_back(
    client: FlaskClient, owner: FlaskClient, store: Store, recognizer: Recognizer
) -> None:
    page, _ = written(["1995", "42"], Hand())
    response = client.post(ENDPOINT, json={"data": data_url(page), "number": " 1985\n\n42 "})
    assert response.status_code == 201
    (record,) = owner.get(ENDPOINT, headers=TOKEN).get_json()
    reading = recognizer.read(page)
    assert (record["number"], record["read"], record["confidence"]) == ("1985\n42", reading.text, reading.confidence)
    assert [box["digit"] for box in record["boxes"]] == [1, 9, 9, 5, 4, 2]
    assert "digit" not in record
    receipt = response.get_json()
    assert client.delete(f"{ENDPOINT}/{receipt['id']}", headers={"X-Undo-Token": receipt["undo"]}).status_code == 204
    assert list(store.all()) == []


@pytest.mark.parametrize(
    "label", [{}, {"digit": 7, "number": "7"}, {"number": None}, {"number": 7}, {"number": "seven"}]
)
def test_a_label_is_a_digit_or_a_number(client: FlaskClient, store: Store, label: dict[str, object]) -> None:
    response = client.post(ENDPOINT, json={"data": data_url(render(SEVEN)), **label})
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert list(store.all()) == []


def test_the_same_drawing_again_changes_the_label(client: FlaskClient, store: Store) -> None:
    first, second = correct(client, 1), correct(client, 7)
    assert (second.status_code, second.get_json()["id"]) == (200, first.get_json()["id"])
    assert second.get_json()["undo"] != first.get_json()["undo"]
    assert [stored.label for stored in store.all()] == [7]


def test_a_correction_can_be_undone_once(client: FlaskClient, store: Store) -> None:
    receipt = correct(client, 1).get_json()
    place, header = f"{ENDPOINT}/{receipt['id']}", {"X-Undo-Token": receipt["undo"]}
    passed_through = {"Authorization": "Basic eDp5"}  # of a proxy that asks for a password
    assert client.delete(place, headers=header | passed_through).status_code == 204
    assert list(store.all()) == []
    assert client.delete(place, headers=header).status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"X-Undo-Token": "wrong"}, {"X-Undo-Token": "\xfc"}, {"Authorization": "Bearer wrong"}]
)
def test_a_wrong_token_takes_nothing_back(owner: FlaskClient, store: Store, headers: dict[str, str]) -> None:
    place = f"{ENDPOINT}/{correct(owner, 1).get_json()['id']}"
    response = owner.delete(place, headers=headers)
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")
    assert len(list(store.all())) == 1


def test_the_server_s_token_deletes_any(owner: FlaskClient, store: Store) -> None:
    place = f"{ENDPOINT}/{correct(owner, 1).get_json()['id']}"
    assert owner.delete(place, headers=TOKEN).status_code == 204
    assert list(store.all()) == []
    assert owner.delete(place, headers=TOKEN).status_code == 404


def test_what_was_never_there_is_not_found(client: FlaskClient) -> None:
    for place in (UNKNOWN, f"{ENDPOINT}/1", f"{ENDPOINT}/..%2F..%2Fetc"):
        response = client.delete(place, headers={"X-Undo-Token": "any"})
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("", 400, "Send JSON"),
        ("[7]", 400, "Send JSON"),
        ("[" * 100_000, 400, "Send JSON"),
        ('{"digit": 7}', 400, "Send JSON"),
        ('{"data": "SEVEN"}', 400, "Send JSON"),
        ('{"data": "SEVEN", "digit": 10}', 400, "0 to 9"),
        ('{"data": "SEVEN", "digit": -1}', 400, "0 to 9"),
        ('{"data": "SEVEN", "digit": 7.5}', 400, "0 to 9"),
        ('{"data": "SEVEN", "digit": "7"}', 400, "0 to 9"),
        ('{"data": "SEVEN", "digit": true}', 400, "0 to 9"),
        ('{"data": "data:image/png;base64,aGVsbG8=", "digit": 7}', 422, "not a picture"),
        ('{"data": "/etc/passwd", "digit": 7}', 422, "data URL"),
        ('{"data": "BLANK", "digit": 7}', 422, "blank"),
    ],
)
def test_a_bad_request_is_explained_and_not_stored(
    client: FlaskClient, store: Store, body: str, status: int, message: str
) -> None:
    blank = data_url(Image.new("L", (280, 280), 255))
    body = body.replace("SEVEN", data_url(render(SEVEN))).replace("BLANK", blank)
    response = client.post(ENDPOINT, data=body, content_type="application/json")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert message in response.get_json(force=True)["detail"]
    assert list(store.all()) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "https://localhost"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_site_s_page_can_write_nothing(client: FlaskClient, store: Store, headers: dict[str, str]) -> None:
    response = correct(client, 1, headers=headers)
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")
    receipt = correct(client, 7).get_json()
    headers = headers | {"X-Undo-Token": receipt["undo"]}
    assert client.delete(f"{ENDPOINT}/{receipt['id']}", headers=headers).status_code == 403
    assert [stored.label for stored in store.all()] == [7]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        # Behind a proxy that ends TLS, a browser's Origin has another scheme than what arrives.
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"},
    ],
)
def test_the_server_s_own_page_and_programs_can_write(client: FlaskClient, headers: dict[str, str]) -> None:
    assert correct(client, 7, headers=headers).status_code == 201


def test_a_proxy_is_trusted_for_the_scheme_not_for_the_host(recognizer: Recognizer, store: Store) -> None:
    behind = create_app(recognizer, store, Settings(proxies=1)).test_client()
    tls = {"Origin": "https://localhost", "X-Forwarded-Proto": "https"}
    assert correct(behind, 7, headers=tls).status_code == 201
    # A proxy hands on what it was not told to set: a visitor's own header must not choose which site is ours.
    forged = {"Origin": "http://elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}
    assert correct(behind, 7, headers=forged).status_code == 403


def test_nothing_of_the_visitor_is_kept(client: FlaskClient, store: Store, tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "a visitor's name")
    file = tmp_path / "sent.png"
    Image.fromarray(render(SEVEN)).save(file, pnginfo=notes)
    response = client.post(
        ENDPOINT,
        json={"data": data_url(Image.open(file)), "digit": 1},
        headers={"User-Agent": "Visitors/1.0", "X-Forwarded-For": "203.0.113.8", "Cookie": "visitor=1234567"},
        environ_base={"REMOTE_ADDR": "203.0.113.7"},
    )
    file.unlink()
    assert response.status_code == 201
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert response.get_json()["id"].encode() in stored
    for secret in ("Visitors/1.0", "203.0.113", "1234567", "a visitor's name", response.get_json()["undo"]):
        assert secret.encode() not in stored


def test_the_list_is_for_the_bearer_of_the_server_s_token(client: FlaskClient, owner: FlaskClient) -> None:
    places = (ENDPOINT, f"{ENDPOINT}/{correct(client, 1).get_json()['id']}/drawing.png")
    for place in places:
        assert client.get(place, headers=TOKEN).status_code == 404  # no token is set
        response = owner.get(place)
        assert (response.status_code, response.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
        assert owner.get(place, headers={"Authorization": "Bearer wrong"}).status_code == 403
        assert owner.get(place, headers={"Authorization": "Basic eDp5"}).status_code == 401
        response = owner.get(place, headers=TOKEN)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


def test_the_list_says_all_that_is_kept_newest_first_in_pages(owner: FlaskClient, recognizer: Recognizer) -> None:
    ids = [correct(owner, drawing.digit, drawing).get_json()["id"] for drawing in DRAWINGS[:3]]
    first = owner.get(f"{ENDPOINT}?limit=2", headers=TOKEN)
    following = first.headers["Link"].removeprefix("<").partition(">")[0]
    last = owner.get(following, headers=TOKEN)
    assert [record["id"] for record in first.get_json() + last.get_json()] == ids[::-1]
    assert "Link" not in last.headers
    record = last.get_json()[0]
    assert (record["digit"], record["read"], record["rejected"]) == (0, 0, False)
    assert record["model"] == recognizer.model.sha256
    assert owner.get(ENDPOINT, query_string={"before": record["time"]}, headers=TOKEN).get_json() == []
    assert owner.get(record["drawing"], headers=TOKEN).data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=x",
        "limit=%C2%B2",
        "before=x",
        "before=2026-01-31,x",
        "before=0001-01-01T00Z,%00",
    ],
)
def test_a_list_asked_for_wrongly_is_told_so(owner: FlaskClient, query: str) -> None:
    response = owner.get(f"{ENDPOINT}?{query}", headers=TOKEN)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_a_store_that_fails_is_said_to_and_digits_are_still_read(
    client: FlaskClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(tmp_path / "corrections.sqlite3") as connection:
        connection.execute("DROP TABLE corrections")
    connection.close()
    response = correct(client, 1)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Try again" in response.get_json(force=True)["detail"]
    assert "no such table" in caplog.text
    assert client.post("/predictImage", json={"data": data_url(render(SEVEN))}).text == "7"


@pytest.mark.parametrize("database", ["off", "sqlite:///{}/file/corrections.sqlite3"])
def test_without_a_store_digits_are_read_and_corrections_are_off(
    recognizer: Recognizer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    database: str,
) -> None:
    (tmp_path / "file").touch()  # no folder can be made there
    monkeypatch.setenv("DIGITINK_DATABASE_URL", database.format(tmp_path))
    client = create_app(recognizer).test_client()
    for response in (correct(client, 1), client.delete(UNKNOWN), client.get(ENDPOINT)):
        assert response.status_code == 503
        assert response.get_json(force=True)["detail"] == "Corrections are off on this server."
    assert client.get("/").status_code == 200
    assert client.post("/predictImage", json={"data": data_url(render(SEVEN))}).text == "7"
    warned = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warned) == (database != "off")


def test_what_was_acknowledged_survives_the_server_s_death(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'corrections.sqlite3'}"
    with started(url) as (server, address):
        receipts = [_post(address, drawing) for drawing in DRAWINGS[:4]]
        server.kill()
        server.wait()
    store = Store(url)
    assert sorted(stored.id for stored in store.all()) == sorted(receipts)
    assert store.drawing(receipts[0]) == png(render(DRAWINGS[0]))
    store.close()


def _post(address: str, drawing: Drawing) -> str:
    body = json.dumps({"data": data_url(render(drawing)), "digit": drawing.digit}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{address}{ENDPOINT}", body)) as response:
        assert response.status == 201
        return str(json.load(response)["id"])
