"""The API is what its OpenAPI document says: schemathesis asks it what the document allows, and what it forbids."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis import GenerationMode
from schemathesis.schemas import BaseSchema

from digitink import Recognizer
from digitink.corrections import Store
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import DRAWINGS, data_url, png, render

TOKEN = "the-server-s"  # noqa: S105

# What no schema says: that these bytes are a picture of a digit, and that this text is a time.
_PICTURES = st.sampled_from([png(render(drawing)) for drawing in DRAWINGS])
schemathesis.openapi.format("data-url", st.sampled_from([data_url(render(drawing)) for drawing in DRAWINGS]))
schemathesis.openapi.format("place", st.datetimes().map(lambda time: f"{time.isoformat()}Z"))
schemathesis.openapi.format("binary", _PICTURES)
for kind in ("png", "jpeg", "webp", "gif", "bmp", "tiff", "avif", "heic", "heif"):
    schemathesis.openapi.media_type(f"image/{kind}", _PICTURES)
schemathesis.openapi.media_type("application/octet-stream", _PICTURES)


# Only to know what there is to ask: the tests ask a server with a store.
_DOCUMENT = create_app(settings=Settings(database_url="off")).api_doc
OPERATIONS = [
    (method, path, mode)
    for path, item in _DOCUMENT["paths"].items()
    for method, operation in item.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or {"parameters", "requestBody"} & operation.keys()
]


@pytest.fixture(scope="module")
def api(recognizer: Recognizer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The document of a server with a store, as it serves it."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'corrections.sqlite3'}")
    chosen = Settings(rate_limit="off", corrections_token=SecretStr(TOKEN))
    yield schemathesis.openapi.from_wsgi("/api/docs/openapi.json", create_app(recognizer, store, chosen))
    store.close()


@pytest.mark.filterwarnings(  # Werkzeug leaves the file of a form that breaks off to be collected
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_every_endpoint_responds_as_documented(api: BaseSchema, method: str, path: str, mode: GenerationMode) -> None:
    operation = api[path][method]

    @settings(max_examples=settings().max_examples // 10)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"})

    ask()
