"""What only some of digitink needs comes with extras: import it when it is used, and say how to install it."""

import importlib
from typing import Any

from digitink.errors import NotInstalled


def imported(module: str, extra: str) -> Any:
    """Import a module that needs the packages of an extra. Raises NotInstalled, which says how to install them."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise NotInstalled(f"This needs {error.name}: pip install 'digitink[{extra}]'.") from error
