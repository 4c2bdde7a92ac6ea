"""Application state: its recognizer, its store of corrections, its settings, its texts."""

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
    texts: dict[str, dict[str, Any]]  # of its pages, by language


def set_state(app: Flask, what: State) -> None:
    """Set the state of an application."""
    app.extensions["digitink"] = what


def state() -> State:
    """Return the state of the current application."""
    what: State = current_app.extensions["digitink"]
    return what


def recognizer() -> Recognizer:
    """Return its recognizer."""
    return state().recognizer


def store() -> Store | None:
    """Return its store of corrections, or None if they are off."""
    return state().corrections.store


def texts() -> dict[str, Any]:
    """Return all texts of its pages, in the language of the request."""
    return state().texts[languages.current()]
