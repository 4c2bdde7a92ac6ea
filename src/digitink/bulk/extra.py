"""The packages of the extra `bulk`: imported when they are needed, and how to get them where they are missing."""

import importlib
from typing import Any

from digitink.errors import DigitinkError


class NotInstalled(DigitinkError):
    """A package of the extra `bulk` is missing."""


def imported(name: str) -> Any:
    """Import a module that needs the extra `bulk`. Raises NotInstalled."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise NotInstalled(f"This needs {error.name}: pip install 'digitink[bulk]'.") from error
