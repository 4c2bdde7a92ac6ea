"""Models with other labels than digits and with random weights: their predictions are wrong, but take the same path."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

LETTERS = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)]


def random_model(path: Path, labels: Sequence[object], rejects: bool) -> Path:
    """Write a linear network with random weights, and a card that says what its scores stand for.

    rejects: there is one more score, of what is none of the labels. Raises ImportError without the package onnx.
    """
    import onnx

    helper, floats, outputs = onnx.helper, onnx.TensorProto.FLOAT, len(labels) + rejects
    weights = np.random.default_rng(0).normal(0, 0.5, (784, outputs)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["seen"], ["flat"]), helper.make_node("MatMul", ["flat", "weights"], ["logits"])],
        "linear",
        [helper.make_tensor_value_info("seen", floats, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", floats, ["n", outputs])],
        [onnx.numpy_helper.from_array(weights, "weights")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    card = {"labels": labels, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "least_certainty": 0.0}
    path.with_suffix(".json").write_text(json.dumps(card))
    return path
