"""GET /: the page to draw on."""

from flask import Blueprint, current_app, render_template

blueprint = Blueprint("page", __name__)


@blueprint.get("/")
def show() -> str:
    """The page, with all its texts from texts.json."""
    return render_template("page.html", texts=current_app.extensions["texts"])
