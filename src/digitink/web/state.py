"""What an application keeps: its recogniser, its store of corrections, its settings, its texts."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from digitink.corrections import Store
from digitink.corrections.opening import Opening
from digitink.recognizer import Recognizer
from digitink.web import languages
from digitink.web.middleware.metrics import Metrics
from digitink.web.settings import Settings


@dataclass(frozen=True)
class State:
    """Built once an application, and then only read."""

    settings: Settings
    recognizer: Recognizer
    corrections: Opening
    metrics: Metrics
    texts: dict[str, dict[str, Any]]  # all that its pages say, by language


def set_state(app: Flask, what: State) -> None:
    """Give an application what it keeps."""
    app.extensions["digitink"] = what


def state() -> State:
    """What the application that answers keeps."""
    what: State = current_app.extensions["digitink"]
    return what


def recognizer() -> Recognizer:
    """Its recogniser."""
    return state().recognizer


def store() -> Store | None:
    """Its store of corrections, or None where they are off."""
    return state().corrections.store


def texts() -> dict[str, Any]:
    """All that its pages say, in the language in which the request is answered."""
    return state().texts[languages.current()]
