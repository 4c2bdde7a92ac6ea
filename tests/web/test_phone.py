"""A photograph as a phone takes it, of 12 or 24 megapixels, is read by every route."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import named, photograph, render
from samples.hostile import saved


def photo(width: int, height: int, kind: str, **options: Any) -> bytes:
    """A seven on paper as a baseline JPEG, an AVIF, or a HEIC in tiles, with EXIF."""
    drawn = render(named("7 crossed"), 300, 200, 300, 24, (1000, 750))
    page = Image.fromarray(photograph(drawn, np.random.default_rng(7)))
    exif = Image.Exif()
    exif[0x010F] = "A phone"
    return saved(page.resize((width, height)), kind, exif=exif.tobytes(), **options)


SHOTS: dict[str, tuple[int, int, str, dict[str, Any]]] = {
    "12 megapixels": (4000, 3000, "JPEG", {"quality": 88, "subsampling": 2}),
    "24 megapixels": (6000, 4000, "JPEG", {"quality": 88, "subsampling": 0}),
    "12 megapixels of HEIC": (4032, 3024, "HEIC", {"tile_size": 512, "enc_params": {"preset": "ultrafast"}}),
    "24 megapixels of HEIC": (5712, 4284, "HEIC", {"tile_size": 512, "enc_params": {"preset": "ultrafast"}}),
    "12 megapixels of AVIF": (4080, 3072, "AVIF", {"speed": 10}),
    "24 megapixels of AVIF": (5712, 4284, "AVIF", {"speed": 10}),
}


@pytest.fixture(scope="module", params=SHOTS)
def shot(request: pytest.FixtureRequest) -> bytes:
    """One of each size, and of each way to keep colors."""
    width, height, kind, options = SHOTS[request.param]
    return photo(width, height, kind, **options)


@pytest.fixture
def client(recognizer: Recognizer, store: Store) -> FlaskClient:
    """A client of an application that does not mind how quick the machine is."""
    return create_app(recognizer, store, Settings(decode_seconds=60)).test_client()


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
