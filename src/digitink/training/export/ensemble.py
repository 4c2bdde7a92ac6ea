"""Build an ensemble: several networks in one file, which outputs the mean of their logits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
from onnx import compose, helper

from digitink import model
from digitink.errors import ModelError
from digitink.training.data import held_out, mnist, strokes
from digitink.training.export import card
from digitink.training.tasks import digits

_INPUT, _OUTPUT = "picture", "logits"


def build(paths: Sequence[Path], folder: Path, data: Path | None = None) -> dict[str, Any]:
    """Write model.onnx, the mean of these networks' logits, and its card into folder. Returns the card.

    Networks of one recipe that began with other seeds err in different places, so that their mean errs less
    often than each (Hansen and Salamon 1990, "Neural network ensembles"). Raises ModelError and DataError.
    """
    if len(paths) < 2:
        raise ModelError("An ensemble needs two or more networks.")
    parts = [model.load(path) for path in paths]
    if any("recipe" not in part.card for part in parts):
        raise ModelError("A network without a card cannot be in an ensemble: its training data are unknown.")
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_mean([onnx.load(path) for path in paths]), folder / "model.onnx")
    known = {
        "recipe": parts[0].card["recipe"],
        "missing sources": [name for name in strokes.SOURCES if all(name in _missing(part) for part in parts)],
        "parameters": sum(part.card["parameters"] for part in parts),
        "layers": parts[0].card["layers"],
        "members": [{name: part.card[name] for name in ("sha256", "recipe", "seconds", "precision")} for part in parts],
    }
    augmented = bool(parts[0].card["recipe"]["drawing"])
    drawings = strokes.load().held_out if augmented else ()
    path = folder / "model.onnx"
    path.with_suffix(".json").unlink(missing_ok=True)  # the card of an earlier model speaks of other weights
    decided, measured = digits.examine(path, held_out.sets(mnist.load(data), drawings, augmented))
    sources = digits.sources(augmented, tuple(known["missing sources"]))
    return card.write(path, digits.Digits.name, decided, known, sources, measured)


def _missing(part: model.Model) -> Sequence[str]:
    """Return which of strokes.SOURCES a network did not learn from: of what an older card does not speak of, all."""
    return part.card.get("missing sources", strokes.SOURCES)


def _mean(networks: Sequence[onnx.ModelProto]) -> onnx.ModelProto:
    nodes, initializers, outputs = [], [], []
    for place, network in enumerate(networks):
        graph = compose.add_prefix(network, f"{place}/").graph
        given, output = graph.input[0].name, graph.output[0].name
        for node in graph.node:
            node.input[:] = [_INPUT if name == given else name for name in node.input]
        nodes += graph.node
        initializers += graph.initializer
        outputs.append(output)
    input_, output_ = networks[0].graph.input[0], networks[0].graph.output[0]
    input_.name, output_.name = _INPUT, _OUTPUT
    nodes.append(helper.make_node("Mean", outputs, [_OUTPUT]))
    ensemble = helper.make_model(
        helper.make_graph(nodes, "digits", [input_], [output_], initializers),
        opset_imports=networks[0].opset_import,
        ir_version=networks[0].ir_version,
    )
    onnx.checker.check_model(ensemble)
    return ensemble
