"""GET /, the page to draw on; POST /, the same without JavaScript; /how-it-works; and what a browser asks besides."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import format_decimal

from digitink.errors import PictureError
from digitink.web import languages
from digitink.web.api.request import decoded
from digitink.web.state import recognizer, store, texts

blueprint = Blueprint("page", __name__)


@blueprint.get("/")
def show() -> str:
    """Show the page, with all its texts in the visitor's language."""
    return _page()


@blueprint.post("/")
def predict() -> str | tuple[str, int]:
    """Show the page with what was read in the picture of its plain form, which browsers without JavaScript send."""
    file = request.files.get("picture")
    if not file or not file.filename:
        return _page(problem=texts()["noScript"]["none"]), 400
    try:
        return _page(reading=recognizer().read(decoded(file.read())))
    except PictureError as error:
        return _page(problem=languages.message_of(error)), 422


@blueprint.get("/how-it-works")
def how() -> str:
    """One drawing through every step; what is said of the network comes from its card."""
    steps, model = texts()["steps"], recognizer().model
    layers = model.card.get("layers")  # the side of what each convolution gives, and its filters
    network = steps["network"]["other"]
    if layers and "parameters" in model.card:
        (side, _), (least, _) = layers[0], layers[-1]
        sentences = [steps["network"]["layers"].format(layers=len(layers), side=side, least=least)]
        if model.classes > len(model.labels):
            sentences.append(steps["network"]["noDigit"])
        sentences.append(steps["network"]["parameters"].format(parameters=format_decimal(model.card["parameters"])))
        if "members" in model.card:
            sentences.append(steps["network"]["members"].format(count=len(model.card["members"])))
        network = " ".join(sentences)
    numbers = steps["numbers"]["text"].format(temperature=format_decimal(model.temperature, "0.00"))
    return render_template("how.html", network=network, layers=layers, numbers=numbers)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Send the icon, where browsers look for one by themselves."""
    return current_app.send_static_file("favicon.ico")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Return what a browser needs to install the page, in the visitor's language."""
    return Response(render_template("manifest.webmanifest"), mimetype="application/manifest+json")


@blueprint.get("/worker.js")
def worker() -> Response:
    """Send the service worker: a browser lets it see what lies beside its own address, and below."""
    return current_app.send_static_file("js/worker.js")


def _page(**what: Any) -> str:
    return render_template("page.html", corrections=store() is not None, **what)
