"""A photograph as a phone takes it, of 12 or 24 megapixels, is read by every route."""

import base64
import io

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.drawing import named, photograph, render


def photo(width: int, height: int, subsampling: int) -> bytes:
    """A seven on paper as a baseline JPEG with EXIF."""
    drawn = render(named("7 crossed"), 300, 200, 300, 24, (1000, 750))
    page = Image.fromarray(photograph(drawn, np.random.default_rng(7)))
    exif = Image.Exif()
    exif[0x010F] = "A phone"
    file = io.BytesIO()
    page.resize((width, height)).save(file, "JPEG", quality=88, subsampling=subsampling, exif=exif)
    return file.getvalue()


@pytest.fixture(scope="module", params=[(4000, 3000, 2), (6000, 4000, 0)], ids=["12 megapixels", "24 megapixels"])
def shot(request: pytest.FixtureRequest) -> bytes:
    """One of each size, and of each way to keep colors."""
    return photo(*request.param)


def data_url(shot: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(shot).decode()


def send(client: FlaskClient, path: str, *shots: bytes) -> TestResponse:
    """Send files in a form."""
    boundary, body = encode_multipart({"picture": [FileStorage(io.BytesIO(shot), "shot.jpg") for shot in shots]})
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_the_reference_s_route(client: FlaskClient, shot: bytes) -> None:
    assert client.post("/predictImage", json={"data": data_url(shot)}).text == "7"


@pytest.mark.parametrize("what", ["digit", "number", "explanation"])
def test_the_routes_for_one_picture(client: FlaskClient, shot: bytes, what: str) -> None:
    response = client.post(f"/api/v1/{what}", data=shot, content_type="image/jpeg")
    body = response.get_json()
    read = {"digit": "digit", "number": "text", "explanation": "prediction"}[what]
    assert str(body[read]["digit"] if what == "explanation" else body[read]) == "7"


def test_the_route_for_many(client: FlaskClient, shot: bytes) -> None:
    response = send(client, "/api/v1/digits", shot, shot)
    assert [result["digit"] for result in response.get_json()["results"]] == [7, 7]


def test_a_correction(client: FlaskClient, shot: bytes) -> None:
    assert client.post("/api/v1/corrections", json={"data": data_url(shot), "digit": 7}).status_code == 201


def test_the_form_without_javascript(client: FlaskClient, shot: bytes) -> None:
    page = send(client, "/", shot)
    assert page.status_code == 200
    assert ">7</output>" in page.text
