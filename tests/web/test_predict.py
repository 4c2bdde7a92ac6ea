"""POST /predictImage answers the digit alone, and every bad request with what to do about it."""

import pytest
from flask.testing import FlaskClient
from PIL import Image

from digitink.web.settings import Settings
from samples.drawing import DRAWINGS, Drawing, data_url, render


def drawn(drawing: Drawing) -> str:
    return data_url(render(drawing))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_the_answer_is_the_digit_alone(client: FlaskClient, drawing: Drawing) -> None:
    response = client.post("/predictImage", json={"data": drawn(drawing)})
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    assert response.text == str(drawing.digit)


def test_json_is_read_whatever_the_request_calls_it(client: FlaskClient) -> None:
    body = '{"data": "' + drawn(DRAWINGS[0]) + '"}'
    response = client.post("/predictImage", data=body, content_type="text/plain")
    assert (response.status_code, response.text) == (200, "0")


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 400, "Send JSON"),
        (b"not json", 400, "Send JSON"),
        (b"[]", 400, "Send JSON"),
        (b"\xff\xfe", 400, "Send JSON"),
        (b"[" * 100_000, 400, "Send JSON"),
        (b"{}", 400, "'data'"),
        (b'{"data": 7}', 400, "'data'"),
        (b'{"data": null}', 400, "'data'"),
        (b'{"data": ""}', 422, "data URL"),
        (b'{"data": "/etc/passwd"}', 422, "data URL"),
        (b'{"data": "data:image/png;base64,%%%"}', 422, "not base64"),
        (b'{"data": "data:image/png;base64,"}', 422, "not a picture"),
        (b'{"data": "data:image/png;base64,aGVsbG8="}', 422, "not a picture"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(client: FlaskClient, body: bytes, status: int, message: str) -> None:
    response = client.post("/predictImage", data=body, content_type="application/json")
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    assert problem["status"] == status
    assert message in problem["detail"]


def test_a_blank_drawing_is_told_so(client: FlaskClient) -> None:
    response = client.post("/predictImage", json={"data": data_url(Image.new("L", (280, 280), 255))})
    assert response.status_code == 422
    assert response.get_json(force=True)["detail"] == "The picture is blank: draw a digit first."


def test_too_many_pixels_are_refused(client: FlaskClient) -> None:
    response = client.post("/predictImage", json={"data": data_url(Image.new("1", (9000, 9000)))})
    assert response.status_code == 413
    assert "25 megapixels" in response.get_json(force=True)["detail"]


def test_too_large_a_body_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/predictImage", data=b"x" * (Settings().max_body * 1024 * 1024 + 1), content_type="application/json"
    )
    assert response.status_code == 413
    assert "too large" in response.get_json(force=True)["detail"]


def test_other_methods_and_places_are_problems_too(client: FlaskClient) -> None:
    wrong = client.get("/predictImage")
    assert (wrong.status_code, wrong.mimetype) == (405, "application/problem+json")
    assert "POST" in wrong.headers["Allow"]
    nowhere = client.get("/nowhere")
    assert (nowhere.status_code, nowhere.mimetype) == (404, "application/problem+json")
