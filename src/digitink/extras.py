"""Import packages that come with an extra when they are used, and say how to install what is missing."""

import importlib
import sys
from typing import Any

from digitink.errors import NotInstalled

_WITHOUT_TENSORFLOW = (3, 14)  # as the extra's own condition in pyproject.toml has it


def imported(module: str, extra: str) -> Any:
    """Import a module that needs the packages of an extra. Raises NotInstalled, which says how to install them."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name == "tensorflow" and sys.version_info >= _WITHOUT_TENSORFLOW:
            raise NotInstalled("This needs TensorFlow, which there is not for Python 3.14 yet: use 3.13.") from error
        raise NotInstalled(f"This needs {error.name}: pip install 'digitink[{extra}]'.") from error
