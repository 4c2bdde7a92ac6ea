"""Nothing a visitor sends makes the server fail, work for ever, or take much memory."""

import base64
import json
import sys
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from digitink import EmptyPicture, PictureError, PictureTooLarge, Recognizer, picture
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.servers.costs import READING, Response
from samples.servers.costs import responses as hostile_responses
from tests.damage import DAMAGED, WHOLE

MEMORY = 320  # MB of a process: 160 at rest, 120 of the largest picture and its gray levels, and what the system adds
SECONDS = 20.0  # of the processor, which busy machines stretch; benchmarks/hostile.py tells what it really takes


@pytest.fixture(scope="module")
def responses(in_full: bool) -> list[Response]:
    """What a real server answered to all of them: each at one of the addresses that read, or in full at all."""
    return hostile_responses(len(READING) if in_full else 1)


def _is_well_answered(status: int, kind: str, body: bytes) -> bool:
    """Whether it is an answer, or problem details that a person can act on."""
    if 200 <= status < 400:
        return True
    problem = json.loads(body) if status else {}
    return (
        400 <= status < 500
        and kind == "application/problem+json"
        and problem["status"] == status
        and bool(problem["title"])
        and len(problem["detail"]) > 10
    )


def test_all_are_answered_or_refused_with_what_to_do(responses: list[Response]) -> None:
    assert [one[:4] for one in responses if not _is_well_answered(one.status, one.kind, one.body)] == []


def test_none_takes_for_ever(responses: list[Response]) -> None:
    assert [(one.name, one.path, one.seconds) for one in responses if one.seconds > SECONDS] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process has taken")
def test_none_takes_much_memory(responses: list[Response]) -> None:
    grown = [
        (one.name, one.path, one.peak)
        for one, last in zip(responses[1:], responses, strict=False)
        if one.peak > last.peak
    ]
    assert 0 < responses[-1].peak < MEMORY, grown[-9:]


@pytest.fixture(scope="module")
def client(recognizer: Recognizer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of one application for all of the cases."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('fuzzed') / 'corrections.sqlite3'}")
    yield create_app(recognizer, store, Settings(rate_limit="off", log="off")).test_client()
    store.close()


def _check(response: TestResponse) -> None:
    body = response.get_data()
    is_page = response.request.path == "/" and response.status_code < 500  # it answers a form with itself
    if response.request.method != "HEAD" and not is_page:
        assert _is_well_answered(response.status_code, response.mimetype or "", body), (response.status, body[:300])
    response.close()


def _refusal(file: bytes) -> tuple[int, str] | None:
    """The status and the words with which the server should refuse a picture that cannot be loaded."""
    chosen = Settings()
    pixels = chosen.max_pixels * 1_000_000
    try:
        picture.load(file, picture.Limits(pixels, pixels // 4, chosen.decode_seconds))
    except PictureError as error:
        return 413 if isinstance(error, PictureTooLarge) else 422, str(error)
    return None


@pytest.mark.filterwarnings("ignore")  # Pillow's, of which nobody but tests makes errors
@given(DAMAGED, st.sampled_from(READING))
def test_damaged_pictures_are_answered_as_they_are_loaded(client: FlaskClient, file: bytes, path: str) -> None:
    if path == "/predictImage":
        response = client.post(path, json={"data": "data:image/png;base64," + base64.b64encode(file).decode()})
    else:
        response = client.post(path, data=file, content_type="image/png")
    refusal = _refusal(file) or (response.status_code != 200 and (422, str(EmptyPicture())))
    if refusal:
        assert (response.status_code, response.get_json()["detail"]) == refusal
    _check(response)


_signatures = st.sampled_from(
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"\xff\xd8\xff",
        b"BM",
        b"RIFF",
        b"\0\0\0\x10ftypavif\0\0\0\0",
        b"\0\0\0\x10ftypheic\0\0\0\0",
    ]
)


@given(_signatures, st.binary(max_size=300), st.sampled_from(READING))
def test_bytes_of_any_kind(client: FlaskClient, signature: bytes, more: bytes, path: str) -> None:
    _check(client.post(path, data=signature + more, content_type="application/octet-stream"))


_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("data:image/png;base64,")
)
_json = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "digit", "number", "answer", "source", "id"]) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)


@given(_json, st.sampled_from([*READING, "/api/v1/digits", "/api/v1/numbers", "/api/v1/ink", "/api/v1/corrections"]))
def test_json_of_any_shape(client: FlaskClient, body: Any, path: str) -> None:
    _check(client.post(path, data=json.dumps(body), content_type="application/json"))


_header = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
_kinds = st.sampled_from(
    [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "image/png",
        "application/json",
        "text/plain",
        "a/b; c=d",
    ]
)
_names = ("Accept", "Accept-Encoding", "Authorization", "Content-Encoding", "Cookie", "Forwarded", "If-Modified-Since")
_more_names = ("If-None-Match", "Origin", "Range", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID")
_headers = st.dictionaries(st.sampled_from((*_names, *_more_names)), _header, max_size=3)


@given(
    st.sampled_from([*READING, "/api/v1/digits", "/api/v1/numbers", "/api/v1/ink", "/api/v1/corrections", "/"]),
    _kinds | _header,
    _headers,
    st.binary(max_size=100)
    | st.builds(
        lambda head, body: b"--x\r\n" + head + b"\r\n\r\n" + body + b"\r\n--x--\r\n",
        st.binary(max_size=40)
        | st.sampled_from(
            [b'Content-Disposition: form-data; name="p"; filename="a.png"', b"Content-Disposition: form-data"]
        ),
        st.binary(max_size=100) | st.just(WHOLE[0]),
    ),
)
def test_headers_and_forms_of_any_kind(
    client: FlaskClient, path: str, kind: str, headers: dict[str, str], body: bytes
) -> None:
    _check(client.post(path, data=body, content_type=kind, headers=headers))


_paths = st.sampled_from(
    [*READING, "/", "/static/", "/static/../settings.py", "/api/docs/", "/api/v1/corrections/", "/metrics", "/healthz"]
)


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]),
    _paths,
    st.text(max_size=30) | st.just("%00") | st.just("../" * 9),
    st.dictionaries(
        st.sampled_from(["limit", "offset", "format", "after", "q"]) | st.text(max_size=5), st.text(max_size=9)
    ),
)
def test_paths_and_methods_of_any_kind(
    client: FlaskClient, method: str, path: str, more: str, query: dict[str, str]
) -> None:
    _check(client.open(path + urllib.parse.quote(more, safe="/%."), method=method, query_string=query))
