"""One visitor cannot have all of the server, and who is one visitor."""

import io
import time

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import data_url, named, png, render

SEVEN = render(named("7 crossed"))
DRAWING = {"data": data_url(SEVEN)}


@pytest.fixture(autouse=True)
def clock_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that ends in the middle of a test would let one more request through."""
    middle_of_a_minute = time.time() // 60 * 60 + 30
    monkeypatch.setattr(time, "time", lambda: middle_of_a_minute)


def limited(recognizer: Recognizer, store: Store, limit: str = "10/minute", proxies: int = 0) -> FlaskClient:
    settings = Settings(rate_limit=limit, redis_url=None, proxies=proxies)
    return create_app(recognizer, store, settings).test_client()


@pytest.fixture
def ten(recognizer: Recognizer, store: Store) -> FlaskClient:
    """A client of a server that reads ten digits a minute."""
    return limited(recognizer, store)


def read(client: FlaskClient, of: str = "192.0.2.1", headers: dict[str, str] | None = None) -> TestResponse:
    return client.post("/predictImage", json=DRAWING, headers=headers, environ_base={"REMOTE_ADDR": of})


def left(client: FlaskClient, of: str = "192.0.2.1", headers: dict[str, str] | None = None) -> int:
    """How many digits a visitor may still have read, which takes them."""
    for count in range(100):
        if read(client, of, headers).status_code == 429:
            return count
    raise AssertionError("the limit is off")


def test_who_asks_for_too_much_is_told_when_to_come_back(ten: FlaskClient) -> None:
    assert [read(ten).status_code for _ in range(10)] == 10 * [200]
    response = read(ten)
    assert (response.status_code, response.mimetype) == (429, "application/problem+json")
    seconds = response.headers["Retry-After"]
    assert 1 <= int(seconds) <= 60
    problem = response.get_json(force=True)
    assert (problem["status"], problem["title"]) == (429, "Too Many Requests")
    assert f"in {seconds} s" in problem["detail"]
    # An error like any other.
    assert response.headers["X-Request-ID"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("limit", "window"), [("10/minute", 60), ("10/2 seconds", 2), ("100/hour; 10/minute", 60)])
@pytest.mark.parametrize("fraction", [0.0, 0.001, 0.5, 0.999])
def test_nobody_is_told_to_wait_for_longer_than_the_window(
    recognizer: Recognizer, store: Store, monkeypatch: pytest.MonkeyPatch, limit: str, window: int, fraction: float
) -> None:
    at = 1_800_000_000 + fraction  # the window begins as a minute and an hour do
    monkeypatch.setattr(time, "time", lambda: at)
    client = limited(recognizer, store, limit)
    assert left(client) == 10
    assert 1 <= int(read(client).headers["Retry-After"]) <= window


def test_one_visitor_takes_nothing_of_another(ten: FlaskClient) -> None:
    assert left(ten) == 10
    assert left(ten, "192.0.2.2") == 10


def test_the_limit_may_be_off(recognizer: Recognizer, store: Store) -> None:
    client = limited(recognizer, store, "off")
    assert {read(client).status_code for _ in range(50)} == {200}


def test_several_limits_hold_at_once(recognizer: Recognizer, store: Store) -> None:
    assert left(limited(recognizer, store, "100/minute; 7/hour")) == 7


def test_without_a_choice_a_minute_has_three_thousand() -> None:
    assert Settings().rate_limit == "3000/minute"


@pytest.mark.parametrize(
    "path", ["/", "/how-it-works", "/static/css/base.css", "/healthz", "/readyz", "/metrics", "/api/v1/model"]
)
def test_pages_and_their_files_are_free(ten: FlaskClient, path: str) -> None:
    assert left(ten) == 10
    for _ in range(12):
        with ten.get(path, environ_base={"REMOTE_ADDR": "192.0.2.1"}) as response:
            assert response.status_code == 200


def test_the_list_of_corrections_is_not_free(ten: FlaskClient) -> None:
    assert left(ten) == 10
    assert ten.get("/api/v1/corrections", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 429


@pytest.mark.parametrize(
    ("path", "body", "cost"),
    [
        ("/predictImage", DRAWING, 1),
        ("/api/v1/digit", DRAWING, 1),
        ("/api/v1/number", DRAWING, 2),
        ("/api/v1/ink", DRAWING, 2),
        ("/api/v1/explanation", DRAWING, 20),
        ("/api/v1/corrections", DRAWING | {"digit": 7}, 5),
        ("/api/v1/corrections", DRAWING | {"number": "7"}, 5),
    ],
)
def test_what_takes_more_work_costs_more(
    recognizer: Recognizer, store: Store, path: str, body: dict[str, object], cost: int
) -> None:
    client = limited(recognizer, store, "30/minute")
    response = client.post(path, json=body, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert response.status_code in (200, 201)
    assert left(client) == 30 - cost


def batch(client: FlaskClient, pictures: int, what: str = "digits") -> TestResponse:
    files = [(io.BytesIO(png(SEVEN)), f"{number}.png") for number in range(pictures)]
    return client.post(f"/api/v1/{what}", data={"picture": files}, environ_base={"REMOTE_ADDR": "192.0.2.1"})


def test_a_batch_costs_its_pictures(ten: FlaskClient) -> None:
    assert batch(ten, 7).status_code == 200
    assert batch(ten, 4).status_code == 429  # and costs nothing
    assert left(ten) == 3


def test_a_batch_of_numbers_costs_twice_its_pictures(ten: FlaskClient) -> None:
    assert batch(ten, 4, "numbers").status_code == 200
    assert left(ten) == 2


def test_what_is_refused_was_asked_for_too(ten: FlaskClient) -> None:
    for _ in range(4):
        assert ten.post("/predictImage", json={}, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 400
    assert left(ten) == 6


def test_a_network_of_ipv6_is_one_visitor(ten: FlaskClient) -> None:
    assert read(ten, "2001:db8:1:2::1").status_code == 200
    assert read(ten, "2001:db8:1:2:ffff:ffff:ffff:ffff").status_code == 200
    assert left(ten, "2001:db8:1:2:3:4:5:6") == 8
    assert left(ten, "2001:db8:1:3::1") == 10


def test_an_ipv4_address_is_the_same_visitor_in_ipv6(ten: FlaskClient) -> None:
    assert read(ten, "::ffff:192.0.2.1").status_code == 200
    assert left(ten) == 9
    assert left(ten, "::ffff:192.0.2.2") == 10


def test_whom_a_request_is_for_is_believed_of_a_proxy_alone(recognizer: Recognizer, store: Store) -> None:
    def forwarded(number: int) -> dict[str, str]:
        return {"X-Forwarded-For": f"198.51.100.{number}"}

    direct = limited(recognizer, store)
    assert [read(direct, headers=forwarded(number)).status_code for number in range(11)] == 10 * [200] + [429]
    behind = limited(recognizer, store, proxies=1)
    assert {read(behind, headers=forwarded(number)).status_code for number in range(11)} == {200}
    assert left(behind, headers=forwarded(5)) == 9
    # What a visitor puts before the proxy's own word is not the proxy's.
    forged = [{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.20"} for number in range(11)]
    assert [read(behind, headers=header).status_code for header in forged] == 10 * [200] + [429]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "fe80::1%eth0",
        "nonsense",
        "198.51.100.1:4711",  # so says Azure's proxy
        "[2001:db8::1]",
        "[2001:db8::1]:4711",
    ],
)
def test_proxies_that_write_addresses_otherwise_keep_the_limit(
    recognizer: Recognizer, store: Store, address: str
) -> None:
    behind = limited(recognizer, store, proxies=1)
    statuses = [read(behind, headers={"X-Forwarded-For": address}).status_code for _ in range(11)]
    assert statuses == 10 * [200] + [429]
