"""The web application: a page to draw on, and the address it asks."""

import json
import logging
import os
from pathlib import Path

from flask import Flask, Response

from digitink.corrections import Store, from_environment
from digitink.errors import StoreError
from digitink.recognizer import Recognizer
from digitink.web import corrections, kept, page, problems, reading

_log = logging.getLogger(__name__)

# Room for the largest picture digitink decodes, as a JPEG in base64.
MAX_BODY = 32 * 1024 * 1024

# Nothing is loaded from, or sent to, any other address; nothing inline is run.
_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)


def create_app(recognizer: Recognizer | None = None, store: Store | None = None) -> Flask:
    """Build the application around a recogniser, by default one with the shipped model.

    Corrections are kept in the store, by default in the one that the environment names; without any they are off.
    Raises ModelError when the model cannot be loaded: a server that cannot read digits does not start.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["CORRECTIONS_TOKEN"] = os.environ.get("DIGITINK_CORRECTIONS_TOKEN", "")
    texts = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
    kept.keep(app, recognizer or Recognizer(), store or _store(), texts)
    app.register_blueprint(page.blueprint)
    app.register_blueprint(reading.blueprint)
    app.register_blueprint(corrections.blueprint)
    problems.register(app)
    app.after_request(_secure)
    return app


def _store() -> Store | None:
    """The store of the environment, or None where it is off or fails: the page reads digits without it."""
    try:
        return from_environment()
    except StoreError as error:
        _log.warning("Corrections are off. %s", error)
        return None


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
