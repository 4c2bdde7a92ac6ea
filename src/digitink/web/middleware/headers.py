"""Send security headers with every response."""

from flask import Flask, Response

_HEADERS = {
    # Nothing is loaded from, or sent to, any other address; nothing inline is run.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register(app: Flask) -> None:
    """Have an application send them."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    response.headers.extend(_HEADERS)
    return response
