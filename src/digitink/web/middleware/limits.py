"""Limit the rate of requests by client: Flask-Limiter, counting in memory or, across workers and hosts, in Redis."""

import re
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RateLimitExceeded
from limits.errors import ConfigurationError

from digitink.errors import NotInstalled
from digitink.web.api import problems
from digitink.web.api.request import files_of_form
from digitink.web.settings import Settings

_View = TypeVar("_View", bound=Callable[..., object])

# Some proxies write a port too: 192.0.2.1:4711, [2001:db8::1]:4711.
_WITH_PORT = re.compile(r"(\[.*\]|[\d.]+):\d+")
_REDIS_PATIENCE = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}


def cost(digits: int, *, each_file: bool = False) -> Callable[[_View], _View]:
    """Declare on a route what a request costs, by the processor time and the disk that it takes; 1 is a single digit.

    each_file: of a form, each of its files costs that. A route that declares nothing costs 1 and, where it only shows
    something, such as a page, its files, or whether the server is well, nothing.
    """

    def declare(view: _View) -> _View:
        vars(view)["cost"] = digits, each_file  # what wraps the view takes that over
        return view

    return declare


def register(app: Flask, settings: Settings) -> None:
    """Have an application count what each address asks for, unless the rate limit is "off".

    Raises NotInstalled where Redis is asked for and its client is not there.
    """
    if settings.rate_limit == "off":
        return
    limiter = Limiter(
        _visitor,
        application_limits=[settings.rate_limit],
        application_limits_cost=_cost,
        strategy="sliding-window-counter",
        storage_uri=settings.redis_url or "memory://",
        storage_options=_REDIS_PATIENCE if settings.redis_url else {},  # type: ignore[arg-type]
        in_memory_fallback_enabled=bool(settings.redis_url),  # each worker counts for itself while Redis is away
        swallow_errors=True,
    )
    limiter.request_filter(lambda: _cost() == 0)
    try:
        limiter.init_app(app)
    except ConfigurationError as error:
        raise NotInstalled("Redis needs its client: pip install 'digitink[redis]'.") from error
    app.register_error_handler(RateLimitExceeded, lambda error: _refused(error, limiter))


def _visitor() -> str:
    """Return the visitor's address; of IPv6 the network, since a visitor has all of that (RFC 6177)."""
    remote = request.remote_addr or ""
    try:
        with_port = _WITH_PORT.fullmatch(remote)
        address = ip_address((with_port[1] if with_port else remote).strip("[]").partition("%")[0])
    except ValueError:  # a proxy that says something else: it counts as one visitor
        return remote or "nobody"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64)
    return str(address)


def _cost() -> int:
    """Return what the request costs: what its route declares, see cost."""
    declared = getattr(current_app.view_functions.get(request.endpoint or ""), "cost", None)
    if declared is None or request.method == "OPTIONS":
        return 0 if request.method in ("GET", "HEAD", "OPTIONS") else 1
    digits, each_file = declared
    return int(digits * max(1, len(files_of_form()))) if each_file else int(digits)


def _refused(_: RateLimitExceeded, limiter: Limiter) -> Response:
    breached = limiter.current_limit
    # The end of the window is rounded up; nobody has to wait for longer than the window is.
    seconds = max(1, min(breached.reset_at - int(time.time()), breached.limit.get_expiry())) if breached else 1
    response = problems.problem_or_page(
        429, "Too Many Requests", f"Too many requests: try again in {seconds} s.", seconds=seconds
    )
    response.headers["Retry-After"] = str(seconds)
    return response
