"""The server says which model reads, whether it is well, and what it has done."""

import re
import urllib.request
from pathlib import Path

import numpy as np
from flask.testing import FlaskClient

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import data_url, named, png, render
from samples.servers.start import started

SEVEN = {"data": data_url(render(named("7 crossed")))}


def test_the_model_is_told_by_its_hash_with_its_card(client: FlaskClient, recognizer: Recognizer) -> None:
    told = client.get("/api/v1/model").get_json()
    assert told["sha256"] == recognizer.model.sha256
    assert told["classes"] == 11
    assert told["card"] == recognizer.model.card


def test_a_server_that_is_well_says_so(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "alive"}
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_corrections_that_are_off_on_purpose_are_no_illness(recognizer: Recognizer) -> None:
    client = create_app(recognizer, settings=Settings(database_url="off")).test_client()
    assert client.get("/readyz").status_code == 200


def test_a_store_that_fails_makes_the_server_unready_yet_alive(
    recognizer: Recognizer, store: Store, tmp_path: Path
) -> None:
    client = create_app(recognizer, store).test_client()
    store.close()
    (tmp_path / "corrections.sqlite3").write_bytes(b"no database at all" * 1000)
    response = client.get("/readyz")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert client.get("/healthz").status_code == 200
    assert client.post("/api/v1/digit", json=SEVEN).get_json()["digit"] == 7


def test_the_server_is_unready_until_the_stores_file_is_back(
    recognizer: Recognizer, store: Store, tmp_path: Path
) -> None:
    client, file = create_app(recognizer, store).test_client(), tmp_path / "corrections.sqlite3"
    assert client.post("/api/v1/corrections", json=SEVEN | {"digit": 7}).status_code == 201
    file.rename(tmp_path / "elsewhere")
    response = client.get("/readyz")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert "Put it or a backup back, or restart" in response.get_json(force=True)["detail"]
    response = client.post("/api/v1/corrections", json=SEVEN | {"digit": 1})
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert str(tmp_path) not in response.text
    assert client.post("/predictImage", json=SEVEN).text == "7"
    (tmp_path / "elsewhere").rename(file)
    assert client.get("/readyz").status_code == 200
    assert client.post("/api/v1/corrections", json=SEVEN | {"digit": 7}).status_code == 200


def test_an_overwritten_store_makes_the_server_unready(recognizer: Recognizer, store: Store, tmp_path: Path) -> None:
    client = create_app(recognizer, store).test_client()
    assert client.get("/readyz").status_code == 200
    (tmp_path / "corrections.sqlite3").write_bytes(b"no database at all" * 1000)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "Put a backup in its place" in response.get_json(force=True)["detail"]


def counted(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_predictions_are_counted(client: FlaskClient) -> None:
    filled = np.full((280, 280), 255, np.uint8)
    filled[40:240, 40:240] = 0
    for _ in range(3):
        client.post("/predictImage", json=SEVEN)
    client.post("/api/v1/digit", json={"data": data_url(filled)})
    client.post("/predictImage", json={})
    client.get("/nowhere/at/all")
    text = client.get("/metrics").get_data(as_text=True)
    assert counted(text, 'digitink_predictions_total{label="7"}') >= 3
    assert counted(text, "digitink_rejections_total") == 1
    assert counted(text, "digitink_confidence_count") == 3
    assert counted(text, 'digitink_requests_total{method="POST",route="/predictImage",status="200"}') == 3
    assert counted(text, 'digitink_requests_total{method="POST",route="/predictImage",status="400"}') == 1
    assert counted(text, 'digitink_requests_total{method="GET",route="none",status="404"}') == 1
    assert counted(text, 'digitink_request_seconds_count{route="/predictImage"}') == 4
    assert "nowhere" not in text


def test_metrics_can_be_off(recognizer: Recognizer, store: Store) -> None:
    client = create_app(recognizer, store, Settings(metrics=False)).test_client()
    assert client.get("/metrics").status_code == 404


def test_the_workers_counts_are_summed() -> None:
    with started("off", "--workers", "3") as (_, at):
        seven = png(render(named("7 crossed")))
        for _ in range(12):  # a connection each, so that more than one worker answers
            headers = {"Content-Type": "image/png"}
            with urllib.request.urlopen(urllib.request.Request(f"{at}/api/v1/digit", seven, headers)):
                pass
        with urllib.request.urlopen(f"{at}/metrics") as response:
            assert counted(response.read().decode(), 'digitink_predictions_total{label="7"}') == 12
