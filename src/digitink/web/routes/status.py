"""Status routes: GET /api/v1/model, /healthz, /readyz and /metrics."""

from typing import Any

import numpy as np
from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.exceptions import NotFound, ServiceUnavailable

from digitink.errors import StoreError
from digitink.web.api import problems, schemas
from digitink.web.state import recognizer, state

blueprint = APIBlueprint("about", __name__, abp_tags=[Tag(name="The server")], abp_responses=problems.described(400))

_METRICS = {"description": "In Prometheus' format", "content": {"text/plain": {"schema": {"type": "string"}}}}


@blueprint.get("/api/v1/model", responses={200: schemas.Model})
def model() -> dict[str, Any]:
    """Say which model reads, and what is known of it."""
    return schemas.Model.of(recognizer().model)


@blueprint.get("/healthz", responses={200: schemas.Health})
def alive() -> dict[str, str]:
    """Say that the server is alive."""
    return {"status": "alive"}


@blueprint.get("/readyz", responses={200: schemas.Health, **problems.described(503)})
def ready() -> dict[str, str]:
    """Say that the model reads and the store of corrections can be used."""
    if not np.isfinite(recognizer().logits(np.zeros((1, 28, 28), np.uint8))).all():
        raise ServiceUnavailable("The model does not read.")
    try:
        state().corrections.check()
    except StoreError as error:
        raise ServiceUnavailable(str(error)) from error
    return {"status": "ready"}


@blueprint.get("/metrics", responses={200: _METRICS, **problems.described(404)})
def metrics() -> Response:
    """Show what was counted, for Prometheus."""
    if not state().settings.metrics:
        raise NotFound("Metrics are off on this server.")
    return Response(state().metrics.text(), content_type=CONTENT_TYPE_LATEST)
