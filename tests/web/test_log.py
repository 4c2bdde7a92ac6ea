"""The log tells what was asked and how it went, and nothing of who asked or what was drawn."""

import http.client
import json
import re
from pathlib import Path

from flask.testing import FlaskClient

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import data_url, named, render
from samples.servers.start import started

SEVEN = data_url(render(named("7 crossed")))


def test_every_answer_has_an_id_of_its_own(client: FlaskClient) -> None:
    ids = {client.get(path).headers["X-Request-ID"] for path in ("/", "/nowhere", "/healthz", "/predictImage")}
    assert len(ids) == 4
    assert all(re.fullmatch(r"[0-9a-f]{32}", id_) for id_ in ids)


def test_an_id_is_taken_from_a_proxy_alone(recognizer: Recognizer, store: Store, client: FlaskClient) -> None:
    sent = {"X-Request-ID": "from-the-proxy-1"}
    assert client.get("/healthz", headers=sent).headers["X-Request-ID"] != sent["X-Request-ID"]
    behind = create_app(recognizer, store, Settings(proxies=1)).test_client()
    assert behind.get("/healthz", headers=sent).headers["X-Request-ID"] == sent["X-Request-ID"]
    forged = {"X-Request-ID": "two words, level=error"}
    assert behind.get("/healthz", headers=forged).headers["X-Request-ID"] != forged["X-Request-ID"]


def log_of(tmp_path: Path, kind: str) -> str:
    """What a server writes on standard error while it is asked well and badly."""
    with (tmp_path / "log").open("w+") as file:
        with started(f"sqlite:///{tmp_path}/store", "--log", kind, stderr=file) as (_, at):
            host = at.removeprefix("http://")
            for method, path, body in (
                ("POST", "/predictImage", json.dumps({"data": SEVEN})),
                ("POST", "/api/v1/corrections", json.dumps({"data": SEVEN, "digit": 7})),
                ("POST", "/predictImage", "{}"),
                ("GET", "/some/secret/path?and=query", None),
            ):
                connection = http.client.HTTPConnection(host)
                connection.request(method, path, body, {"User-Agent": "Visitors/1.0"})
                connection.getresponse().read()
                connection.close()
        file.seek(0)
        return file.read()


def test_a_line_of_json_a_request_says_what_and_how_and_not_who(tmp_path: Path) -> None:
    log = log_of(tmp_path, "json")
    lines = [json.loads(line) for line in log.splitlines()]
    requests = [(line["method"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert requests == [
        ("POST", "/predictImage", 200),
        ("POST", "/api/v1/corrections", 201),
        ("POST", "/predictImage", 400),
        ("GET", "none", 404),
    ]
    assert all(line["ms"] > 0 and len(line["request_id"]) == 32 for line in lines if line["event"] == "request")
    for private in ("127.0.0.1", "Visitors/1.0", SEVEN[30:60], "secret", "query"):
        assert private not in log


def test_a_line_of_text_a_request_is_logfmt(tmp_path: Path) -> None:
    lines = log_of(tmp_path, "text").splitlines()
    assert re.fullmatch(
        r"time=\S+ level=info event=request request_id=\w{32} method=POST route=/predictImage status=200 ms=[\d.]+",
        lines[0],
    )


def test_a_log_that_is_off_is_silent_while_all_is_well(tmp_path: Path) -> None:
    assert log_of(tmp_path, "off") == ""
