"""What an application keeps: its recogniser, its store of corrections, its texts."""

from typing import Any

from flask import Flask, current_app

from digitink.corrections import Store
from digitink.recognizer import Recognizer


def keep(app: Flask, recognizer: Recognizer, store: Store | None, texts: dict[str, Any]) -> None:
    """Give an application what it keeps; without a store, corrections are off."""
    app.extensions.update(recognizer=recognizer, corrections=store, texts=texts)


def recognizer() -> Recognizer:
    """The recogniser of the application that answers."""
    kept: Recognizer = current_app.extensions["recognizer"]
    return kept


def store() -> Store | None:
    """Its store of corrections, or None where they are off."""
    kept: Store | None = current_app.extensions["corrections"]
    return kept


def texts() -> dict[str, Any]:
    """All that its pages say."""
    kept: dict[str, Any] = current_app.extensions["texts"]
    return kept
