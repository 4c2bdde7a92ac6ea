"""Up to 64 pictures are read in one request, each by itself: a digit in each, or a number."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from samples.drawing import DRAWINGS, png, render
from samples.writing import Hand, written

FILES = [(png(render(drawing)), f"{drawing}.png") for drawing in DRAWINGS]


def send(client: FlaskClient, files: list[tuple[bytes, str]], what: str = "digits") -> TestResponse:
    pictures = [(io.BytesIO(content), name) for content, name in files]
    return client.post(f"/api/v1/{what}", data={"picture": pictures}, content_type="multipart/form-data")


def test_each_picture_is_read_in_the_order_sent(client: FlaskClient) -> None:
    results = send(client, FILES).get_json()["results"]
    assert [(result["file"], result["digit"]) for result in results] == [
        (f"{drawing}.png", drawing.digit) for drawing in DRAWINGS
    ]


def test_a_batch_is_read_as_one_by_one(client: FlaskClient) -> None:
    (one,) = send(client, FILES[:1]).get_json()["results"]
    alone = client.post("/api/v1/digit", data=FILES[0][0], content_type="image/png").get_json()
    assert one["probabilities"] == pytest.approx(alone["probabilities"], abs=1e-6)


def test_an_unreadable_picture_does_not_stop_the_others(client: FlaskClient) -> None:
    blank = png(Image.new("L", (90, 90), 255))
    results = send(client, [FILES[0], (b"no picture", "x.txt"), (blank, "blank.png"), FILES[1]]).get_json()["results"]
    assert [result.get("status") for result in results] == [None, 422, 422, None]
    assert results[1]["file"] == "x.txt"
    assert "blank" in results[2]["detail"]
    assert [results[0]["digit"], results[3]["digit"]] == [DRAWINGS[0].digit, DRAWINGS[1].digit]


@pytest.mark.parametrize("count", [0, 65])
def test_a_form_of_no_files_or_of_too_many_is_refused(client: FlaskClient, count: int) -> None:
    response = send(client, FILES[:1] * count)
    assert response.status_code == 400
    assert f"there are {count}" in response.get_json(force=True)["detail"]


def test_64_are_read_at_once(client: FlaskClient) -> None:
    results = send(client, FILES[:1] * 64).get_json()["results"]
    assert [result["digit"] for result in results] == [DRAWINGS[0].digit] * 64


def test_a_number_is_read_in_each_picture(client: FlaskClient) -> None:
    pages = [png(written([line], Hand())[0]) for line in ("1995", "42")]
    blank = png(Image.new("L", (90, 90), 255))
    files = [(pages[0], "a.png"), (b"no picture", "x.txt"), (blank, "blank.png"), (pages[1], "b.png")]
    results = send(client, files, "numbers").get_json()["results"]
    assert [(result["file"], result.get("text"), result.get("status")) for result in results] == [
        ("a.png", "1995", None),
        ("x.txt", None, 422),
        ("blank.png", None, 422),
        ("b.png", "42", None),
    ]
    alone = client.post("/api/v1/number", data=pages[0], content_type="image/png").get_json()
    assert {name: value for name, value in results[0].items() if name != "file"} == alone


@pytest.mark.parametrize("count", [0, 65])
def test_of_numbers_too_no_files_or_too_many_are_refused(client: FlaskClient, count: int) -> None:
    assert send(client, FILES[:1] * count, "numbers").status_code == 400
