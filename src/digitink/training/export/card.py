"""Write a model's card: what was decided for it, how it was made, and what was measured of it."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tensorflow

from digitink.training.evaluate import Measured

_PACKAGES = ("digitink", "keras", "numpy", "opencv-python-headless", "tf2onnx")


def write(
    path: Path,
    name: str,
    decided: Mapping[str, float],
    known: Mapping[str, Any],
    sources: Mapping[str, str],
    measured: Sequence[Measured],
) -> dict[str, Any]:
    """Write the card of a network beside its ONNX file; returns it.

    decided is what whoever opens the network has to know, such as its temperature; known, how it was made; sources, the
    SHA-256 of each thing that it was made from.
    """
    card: dict[str, Any] = {
        "name": f"digitink {name}",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **decided,
        **known,
        "data": dict(sources),
        "versions": {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
        | {package: version(package) for package in _PACKAGES},
        "measured": {each.name: each.figures for each in measured},
    }
    path.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card
