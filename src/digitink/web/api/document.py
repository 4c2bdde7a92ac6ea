"""Write the API's OpenAPI document, with the labels of the model that is served."""

from collections.abc import Sequence
from typing import Any

from flask_openapi3 import OpenAPI

from digitink.labels import Digit

# What a schema says of a value that is a label, as JSON or as text; the document then names the labels.
LABEL, LABEL_AS_TEXT = {"format": "label"}, {"type": "string", "format": "label as text"}


class Described(OpenAPI):
    """An application with such a document."""

    labels: Sequence[Digit] = ()

    def generate_spec_json(self) -> None:
        """Make the document, when it is first asked for."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        _name_labels(self.spec_json, self.labels)


def _name_labels(node: Any, labels: Sequence[Digit]) -> None:
    """Put the labels in the place of what stands for them, anywhere below a part of a document."""
    if isinstance(node, dict):
        if node.get("format") == LABEL["format"]:
            _replace(node, list(labels))
        elif node.get("format") == LABEL_AS_TEXT["format"]:
            _replace(node, list(map(str, labels)))
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _name_labels(child, labels)


def _replace(schema: dict[str, Any], labels: list[Digit]) -> None:
    for name in ("format", "anyOf"):
        schema.pop(name, None)
    schema["enum"] = labels
