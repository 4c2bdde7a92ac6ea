"""The web application: a page to draw on, and the address it asks."""

import json
from pathlib import Path

from flask import Flask, Response

from digitink.recognizer import Recognizer
from digitink.web import page, problems, reading

# Room for the largest picture digitink decodes, as a JPEG in base64.
MAX_BODY = 32 * 1024 * 1024

# Nothing is loaded from, or sent to, any other address; nothing inline is run.
_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)


def create_app(recognizer: Recognizer | None = None) -> Flask:
    """Build the application around a recogniser, by default one with the shipped model.

    Raises ModelError when the model cannot be loaded: a server that cannot read digits does not start.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["recognizer"] = recognizer or Recognizer()
    app.extensions["texts"] = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
    app.register_blueprint(page.blueprint)
    app.register_blueprint(reading.blueprint)
    problems.register(app)
    app.after_request(_secure)
    return app


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
