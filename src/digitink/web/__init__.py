"""The web application: a page to draw on, and the address it asks."""

import json
from importlib.metadata import version
from pathlib import Path

from flask import Response
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError
from werkzeug.middleware.proxy_fix import ProxyFix

from digitink.corrections import Store, open_store
from digitink.corrections.opening import Opening
from digitink.recognizer import Recognizer
from digitink.web import about, corrections, gate, headers, limits, log, page, problems, reading, schemas
from digitink.web.body import said_wrong
from digitink.web.kept import Kept, keep
from digitink.web.metrics import Metrics
from digitink.web.settings import Settings

# Texts that no script of the page needs: it loads the less.
_IN_TEMPLATES = ("docs", "noScript", "notFound", "shortcuts", "steps", "tips", "tutorial")
_DOCS = "{% extends 'docs.html' %}"


def create_app(
    recognizer: Recognizer | None = None, store: Store | None = None, settings: Settings | None = None
) -> OpenAPI:
    """Build the application around a recogniser, by default one with the settings' model.

    Settings are by default those of the environment. Corrections are kept in the store, by default in the one that
    the settings name. Raises ModelError when the model cannot be loaded: a server that cannot read digits does not
    start; and pydantic's ValidationError when a setting is not what it should be.
    """
    settings = settings or Settings()
    app = OpenAPI(
        __name__,
        info=Info(title="digitink", version=version("digitink"), description="Reads the digits people draw."),
        security_schemes={"owner": {"type": "http", "scheme": "bearer", "description": "DIGITINK_CORRECTIONS_TOKEN"}},
        doc_prefix="/api/docs",
        validation_error_status=400,
        validation_error_model=schemas.Problem,
        validation_error_callback=_not_as_described,
    )
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body * 1024 * 1024, OPENAPI_HTML_STRING=_DOCS, SWAGGER_HTML_STRING=_DOCS
    )
    texts = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
    opening = Opening(lambda: store or open_store(settings.database_url))
    keep(app, Kept(settings, recognizer or Recognizer(settings.model), opening, Metrics(), texts))
    spoken = {name: texts[name] for name in texts if name not in _IN_TEMPLATES}
    app.context_processor(lambda: {"texts": texts, "scripts_texts": spoken})
    log.register(app)
    app.before_request(gate.refuse)
    problems.register(app)
    limits.register(app, settings)
    headers.register(app)
    app.register_blueprint(page.blueprint)
    for described in (reading.blueprint, corrections.blueprint, about.blueprint):
        app.register_api(described)
    app.wsgi_app = gate.Gate(app.wsgi_app, settings.max_body * 1024 * 1024)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def _not_as_described(error: ValidationError) -> Response:
    return problems.problem(400, "Bad Request", said_wrong(error) + "See /api/docs.")
