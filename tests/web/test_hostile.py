"""Nothing a visitor sends makes the server fail, work for ever, or take much memory."""

import base64
import json
import sys
import urllib.parse
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image
from werkzeug.test import TestResponse

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples import hostile
from samples.drawing import DRAWINGS, png, render
from samples.servers.costs import READING, Answer
from samples.servers.costs import answers as hostile_answers

MEMORY = 320  # MB of a process: 160 at rest, 120 of the largest picture and its gray levels, and what the system adds
SECONDS = 20.0  # of the processor, which busy machines stretch; benchmarks/hostile.py tells what it really takes


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """What a real server answered to all of them."""
    return hostile_answers()


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


def test_all_are_answered_or_refused_with_what_to_do(answers: list[Answer]) -> None:
    assert [one[:4] for one in answers if not _is_well_answered(one.status, one.kind, one.body)] == []


def test_none_takes_for_ever(answers: list[Answer]) -> None:
    assert [(one.name, one.path, one.seconds) for one in answers if one.seconds > SECONDS] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process has taken")
def test_none_takes_much_memory(answers: list[Answer]) -> None:
    grown = [
        (one.name, one.path, one.peak) for one, last in zip(answers[1:], answers, strict=False) if one.peak > last.peak
    ]
    assert 0 < answers[-1].peak < MEMORY, grown[-9:]


# Whatever is found is found again by its seed; what takes long is to shrink it.
_many = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


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


SMALL = Image.fromarray(render(DRAWINGS[3])).resize((40, 40))
VALID = [
    *(hostile.saved(SMALL, kind) for kind in hostile.FORMATS),
    png(SMALL.convert("RGBA")),
    hostile.saved(SMALL.convert("CMYK"), "JPEG", progressive=True),
    hostile.saved(SMALL, "TIFF", compression="tiff_lzw"),
    hostile.saved(SMALL.convert("P"), "PNG", transparency=0),
    hostile.saved(SMALL, "GIF", save_all=True, append_images=[SMALL.rotate(9)]),
]


@settings(_many, max_examples=4000)
@given(
    st.sampled_from(VALID),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["bytes", "header", "cut", "insert", "swap"]),
    st.sampled_from(READING),
)
def test_pictures_with_damage_anywhere(client: FlaskClient, file: bytes, seed: int, damage: str, path: str) -> None:
    rng = np.random.default_rng(seed)
    start, end = np.sort(rng.integers(0, len(file), 2))
    if damage in ("bytes", "header"):
        levels = np.frombuffer(file, np.uint8).copy()
        levels[rng.integers(0, len(file) if damage == "bytes" else 60, rng.integers(1, 9))] = rng.integers(0, 256)
        file = levels.tobytes()
    elif damage == "cut":
        file = file[:start] + file[end:]
    elif damage == "insert":
        file = file[:start] + rng.bytes(int(rng.integers(1, 99))) + file[start:]
    else:
        file = file[end:] + file[start:end] + file[:start]
    if path == "/predictImage":
        _check(client.post(path, json={"data": "data:image/png;base64," + base64.b64encode(file).decode()}))
    else:
        _check(client.post(path, data=file, content_type="image/png"))


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


@settings(_many, max_examples=1500)
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


@settings(_many, max_examples=2000)
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


@settings(_many, max_examples=1000)
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
        st.binary(max_size=100) | st.just(VALID[0]),
    ),
)
def test_headers_and_forms_of_any_kind(
    client: FlaskClient, path: str, kind: str, headers: dict[str, str], body: bytes
) -> None:
    _check(client.post(path, data=body, content_type=kind, headers=headers))


_paths = st.sampled_from(
    [*READING, "/", "/static/", "/static/../settings.py", "/api/docs/", "/api/v1/corrections/", "/metrics", "/healthz"]
)


@settings(_many, max_examples=1500)
@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]),
    _paths,
    st.text(max_size=30) | st.just("%00") | st.just("../" * 9),
    st.dictionaries(
        st.sampled_from(["limit", "offset", "format", "after", "q"]) | st.text(max_size=5), st.text(max_size=9)
    ),
)
def test_addresses_and_methods_of_any_kind(
    client: FlaskClient, method: str, path: str, more: str, query: dict[str, str]
) -> None:
    _check(client.open(path + urllib.parse.quote(more, safe="/%."), method=method, query_string=query))
