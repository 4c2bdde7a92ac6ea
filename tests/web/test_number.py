"""The API reads a digit or a number, however the picture is sent."""

import io

import numpy as np
import pytest
from flask.testing import FlaskClient

from digitink import Recognizer
from digitink.picture import load
from digitink.results import as_record
from samples.drawing import data_url, named, png, render
from samples.writing import Hand, written

PAGE, BOXES = written(["1995", "42"], Hand())


@pytest.mark.parametrize(
    "request_",
    [
        {"data": png(PAGE), "content_type": "image/png"},
        {"data": png(PAGE), "content_type": "application/octet-stream"},
        {"json": {"data": data_url(PAGE)}},
    ],
    ids=["body", "bytes", "data URL"],
)
def test_a_number_is_read_however_it_is_sent(client: FlaskClient, recognizer: Recognizer, request_: dict) -> None:  # type: ignore[type-arg]
    response = client.post("/api/v1/number", **request_)
    assert response.status_code == 200
    body, reading = response.get_json(), recognizer.read(PAGE)
    for digit, mark in zip(body["digits"], reading.digits, strict=True):
        np.testing.assert_array_equal(load(digit.pop("seen")), mark.prediction.seen)
    assert body == as_record(reading)
    assert response.get_json()["text"] == "1995\n42"
    assert [digit["prediction"]["digit"] for digit in response.get_json()["digits"]] == [1, 9, 9, 5, 4, 2]


def test_a_form_s_file_is_read(client: FlaskClient) -> None:
    response = client.post("/api/v1/number", data={"picture": (io.BytesIO(png(PAGE)), "page.png")})
    assert response.get_json()["text"] == "1995\n42"


def test_a_form_holds_one_file(client: FlaskClient) -> None:
    files = {name: (io.BytesIO(png(PAGE)), "page.png") for name in ("one", "two")}
    for data in ({}, files):
        response = client.post("/api/v1/number", data=data, content_type="multipart/form-data")
        assert response.status_code == 400
        assert "Send one file" in response.get_json(force=True)["detail"]


def test_a_digit_comes_with_all_its_probabilities(client: FlaskClient, recognizer: Recognizer) -> None:
    drawn = render(named("7 crossed"))
    response = client.post("/api/v1/digit", data=png(drawn), content_type="image/png")
    body, prediction = response.get_json(), recognizer.predict(drawn)
    np.testing.assert_array_equal(load(body.pop("seen")), prediction.seen)
    assert body == as_record(prediction)
    assert body["digit"] == 7


def test_an_explanation_shows_every_step(client: FlaskClient, recognizer: Recognizer) -> None:
    drawn = render(named("7 crossed"))
    body = client.post("/api/v1/explanation", data=png(drawn), content_type="image/png").get_json()
    prediction = recognizer.predict(drawn)
    assert body["prediction"] == as_record(prediction)
    np.testing.assert_array_equal(load(body["seen"]), prediction.seen)
    np.testing.assert_array_equal(load(body["ink"]), recognizer.find_digit(load(drawn)).coverage)
    assert body["size"] == [280, 280]
    assert body["page"] == [0, 0, 280, 280]
    assert np.shape(body["heat"]) == (28, 28)
    assert len(body["logits"]) == 11


def test_the_ink_of_a_page_is_shown_as_it_is_found(client: FlaskClient, recognizer: Recognizer) -> None:
    body = client.post("/api/v1/ink", data=png(PAGE), content_type="image/png").get_json()
    found = recognizer.find_page(load(PAGE))
    np.testing.assert_array_equal(load(body["ink"]), found.coverage)
    assert body["size"] == [PAGE.shape[1], PAGE.shape[0]]
    assert body["page"][:2] == list(found.corner)


@pytest.mark.parametrize("address", ["/api/v1/number", "/api/v1/ink", "/api/v1/digit", "/api/v1/explanation"])
def test_what_is_no_picture_is_refused(client: FlaskClient, address: str) -> None:
    response = client.post(address, data=b"hello", content_type="image/png")
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert "not a picture" in response.get_json(force=True)["detail"]
