"""GET /, the page to draw on; POST /, the same without JavaScript; GET /how-it-works, /favicon.ico and /worker.js."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from digitink.errors import PictureError
from digitink.web.body import decoded
from digitink.web.kept import recognizer, store, texts

blueprint = Blueprint("page", __name__)


@blueprint.get("/")
def show() -> str:
    """The page, with all its texts from texts.json."""
    return _page()


@blueprint.post("/")
def answer() -> str | tuple[str, int]:
    """The page with what was read in the picture of its plain form, which browsers without JavaScript send."""
    file = request.files.get("picture")
    if not file or not file.filename:
        return _page(problem=texts()["noScript"]["none"]), 400
    try:
        return _page(reading=recognizer().read(decoded(file.read())))
    except PictureError as error:
        return _page(problem=str(error)), 422


@blueprint.get("/how-it-works")
def how() -> str:
    """One drawing through every step; what is said of the network comes from its card."""
    steps, model = texts()["steps"], recognizer().model
    recipe = model.card.get("recipe") or {}
    layers = _layers(recipe)
    network = steps["network"]["other"]
    if layers and "weights" in model.card:
        network = steps["network"]["text"].format(
            layers=len(layers),
            weights=f"{model.card['weights']:,}",
            epochs=recipe["epochs"],
            eleventh=steps["network"]["eleventh"] if recipe.get("drawing") else "",
        )
        if "joined" in model.card:
            network += steps["network"]["joined"].format(count=len(model.card["joined"]))
    numbers = steps["numbers"]["text"].format(temperature=f"{model.temperature:.2f}")
    return render_template("how.html", network=network, layers=layers, numbers=numbers)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon, where browsers look for one by themselves."""
    return current_app.send_static_file("favicon.ico")


@blueprint.get("/worker.js")
def worker() -> Response:
    """The service worker: a browser lets it see what lies beside its own address, and below."""
    return current_app.send_static_file("js/worker.js")


def _layers(recipe: dict[str, Any]) -> list[tuple[int, int]]:
    """The side of the picture in each layer, and how many filters look at it; none where the card does not say."""
    stages = zip((28, 14, 7), recipe.get("widths", ()), recipe.get("depths", ()), strict=False)
    return [(side, width) for side, width, depth in stages for _ in range(depth)]


def _page(**what: Any) -> str:
    return render_template("page.html", corrections=store() is not None, **what)
