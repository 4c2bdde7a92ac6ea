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
class Kept:
    """Built once an application, and then only read."""

    settings: Settings
    recognizer: Recognizer
    corrections: Opening
    metrics: Metrics
    texts: dict[str, dict[str, Any]]  # all that its pages say, by language


def keep(app: Flask, what: Kept) -> None:
    """Give an application what it keeps."""
    app.extensions["digitink"] = what


def kept() -> Kept:
    """What the application that answers keeps."""
    what: Kept = current_app.extensions["digitink"]
    return what


def recognizer() -> Recognizer:
    """Its recogniser."""
    return kept().recognizer


def store() -> Store | None:
    """Its store of corrections, or None where they are off."""
    return kept().corrections.store


def texts() -> dict[str, Any]:
    """All that its pages say, in the language in which the request is answered."""
    return kept().texts[languages.current()]
