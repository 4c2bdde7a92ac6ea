"""Log one line per request, with an id that is also in the response; never a picture or a client's address."""

import logging
import re
import sys
import time
import uuid
from typing import Literal

import structlog
from flask import Flask, Response, g, request
from structlog.typing import Processor

from digitink.web.state import state

_log = logging.getLogger("digitink.web")
_SENT_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def configure(kind: Literal["text", "json", "off"]) -> None:
    """Have this process write its log on standard error: as logfmt, as JSON, or (off) only what goes wrong."""
    stamps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper("iso", key="time"),
        structlog.processors.format_exc_info,
    ]
    logfmt = structlog.processors.LogfmtRenderer(key_order=["time", "level", "event"])
    renderer: Processor = structlog.processors.JSONRenderer() if kind == "json" else logfmt
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING if kind == "off" else logging.INFO, force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # It names the visitor's address.
    logging.getLogger("flask-limiter").addFilter(lambda record: "exceeded" not in record.msg)


def register(app: Flask) -> None:
    """Have an application tell, and count, each of its requests."""
    app.before_request(_begin)
    app.after_request(_tell)
    app.teardown_request(lambda _: structlog.contextvars.clear_contextvars())


def _begin() -> None:
    sent = request.headers.get("X-Request-ID", "")
    # Only a proxy of ours is believed: anybody else could make two requests look like one.
    believed = state().settings.proxies and _SENT_ID.fullmatch(sent)
    g.request_id = sent if believed else uuid.uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _tell(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    # The rule, not the path: a path is whatever a visitor makes up.
    route = request.url_rule.rule if request.url_rule else "none"
    fields = {"method": request.method, "route": route, "status": response.status_code, "ms": round(1000 * seconds, 1)}
    _log.info("request", extra=fields)
    state().metrics.count_request(request.method, route, response.status_code, seconds)
    response.headers["X-Request-ID"] = g.request_id
    return response
