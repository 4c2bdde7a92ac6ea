"""The web application: a page to draw on, and the API it asks. Knows the core and corrections; see create_app."""

from importlib.metadata import version
from typing import Any

from flask import Response
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError
from werkzeug.middleware.proxy_fix import ProxyFix

from digitink.corrections import Store, open_store
from digitink.corrections.opening import Opening
from digitink.recognizer import Recognizer
from digitink.web import catalogs, languages
from digitink.web.api import problems, schemas
from digitink.web.api.document import Described
from digitink.web.api.request import describe_errors
from digitink.web.middleware import compression, gate, headers, limits, log
from digitink.web.middleware.metrics import Metrics
from digitink.web.routes import corrections, pages, predict, status
from digitink.web.settings import Settings
from digitink.web.state import State, set_state, state, texts

# Texts that no script of the page needs: it loads the less.
_IN_TEMPLATES = ("docs", "noScript", "notFound", "problem", "shortcuts", "steps", "tips", "tutorial")
_DOCS = "{% extends 'docs.html' %}"


def create_app(
    recognizer: Recognizer | None = None, store: Store | None = None, settings: Settings | None = None
) -> OpenAPI:
    """Build the application around a recognizer, by default one with the settings' model.

    Settings are by default those of the environment. Corrections are kept in the store, by default in the one that
    the settings name. Raises ModelError when the model cannot be loaded: a server that cannot read digits does not
    start; and pydantic's ValidationError when a setting is not what it should be.
    """
    settings = settings or Settings()
    app = Described(
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
    opening = Opening(lambda: store or open_store(settings.database_url))
    recognizer = recognizer or Recognizer(settings.model)
    app.labels = recognizer.model.labels
    set_state(app, State(settings, recognizer, opening, Metrics(), catalogs.in_every_language()))
    app.context_processor(_template_texts)
    log.register(app)
    app.before_request(gate.refuse)
    languages.register(app)
    problems.register(app)
    limits.register(app, settings)
    headers.register(app)
    compression.register(app)
    app.register_blueprint(pages.blueprint)
    for described in (predict.blueprint, corrections.blueprint, status.blueprint):
        app.register_api(described)
    app.wsgi_app = gate.Gate(app.wsgi_app, settings.max_body * 1024 * 1024)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def _template_texts() -> dict[str, Any]:
    """Return what templates say, and of that what scripts say; and what may be the answer."""
    all_texts = texts() | {"labels": state().recognizer.model.labels}
    spoken = {name: text for name, text in all_texts.items() if name not in _IN_TEMPLATES}
    switch = {"languages": catalogs.LANGUAGES, "in_language": languages.address}
    return {"texts": all_texts, "scripts_texts": spoken, **switch}


def _not_as_described(error: ValidationError) -> Response:
    return problems.problem(400, "Bad Request", describe_errors(error) + "See /api/docs.")
