"""Write a fully convolutional Keras network as ONNX, for pictures of any side.

Keras' own export goes by way of TensorFlow, where enlarging a picture of unknown side becomes twenty operations; here
it stays the one it is. What was written can be read back, to be learned further.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import onnx
from keras import layers
from onnx import helper, numpy_helper

Constant = Callable[[str, Any], str]  # names a constant, and keeps it

_OPSET, _IR_VERSION = 17, 9  # of ONNX 1.13, which every ONNX Runtime that is allowed can read


def write(net: keras.Model, path: Path) -> None:
    """Write a network of one input and one output as ONNX: (n, h, w, 1) becomes (n, 1, h, w), and what it gives too.

    Its layers are convolutions, normalizations over the batch, rectifiers, pools, doublings and sums. Raises
    TypeError for another.
    """
    nodes, constants, names = [], [], {}

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        return name

    for layer in net.layers:
        names[id(layer.output)] = layer.name
        if not isinstance(layer, layers.InputLayer):
            given = layer.input if isinstance(layer.input, list) else [layer.input]
            kind, more, how = _node(layer, constant)
            nodes.append(
                helper.make_node(kind, [names[id(one)] for one in given] + more, [layer.name], layer.name, **how)
            )
    given, returned = (_info(names[id(tensor)], tensor) for tensor in (net.input, net.output))
    graph = helper.make_graph(nodes, net.name, [given], [returned], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
    made.ir_version = _IR_VERSION
    onnx.checker.check_model(made)
    onnx.save(made, path)


def _info(name: str, tensor: Any) -> onnx.ValueInfoProto:
    """Say what an input or an output of (n, h, w, c) is in ONNX; a side that is not fixed has a name."""
    _, high, wide, channels = tensor.shape
    shape = ["n", channels, high or f"{name}_h", wide or f"{name}_w"]
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)


def _node(layer: keras.Layer, constant: Constant) -> tuple[str, list[str], dict[str, Any]]:
    """Return an ONNX operator that does what a layer does: its kind, its inputs beside the layer's, and how."""
    name = layer.name
    if isinstance(layer, layers.Conv2D):
        kernel = np.asarray(layer.kernel).transpose(3, 2, 0, 1)
        more = [constant(f"{name}_kernel", kernel)] + ([constant(f"{name}_bias", layer.bias)] if layer.use_bias else [])
        around = [side // 2 if layer.padding == "same" else 0 for side in kernel.shape[2:]]
        return "Conv", more, {"kernel_shape": kernel.shape[2:], "pads": around * 2}
    if isinstance(layer, layers.BatchNormalization):
        parts = ("gamma", "beta", "moving_mean", "moving_variance")
        more = [constant(f"{name}_{part}", getattr(layer, part)) for part in parts]
        return "BatchNormalization", more, {"epsilon": layer.epsilon}
    if isinstance(layer, layers.Dropout):  # does nothing but in training
        return "Identity", [], {}
    if isinstance(layer, layers.ReLU):
        return "Relu", [], {}
    if isinstance(layer, layers.MaxPooling2D):
        return "MaxPool", [], {"kernel_shape": layer.pool_size, "strides": layer.strides}
    if isinstance(layer, layers.UpSampling2D):
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        return "Resize", ["", constant(f"{name}_scales", [1, 1, 2, 2])], how
    if isinstance(layer, layers.Add):
        return "Add", [], {}
    raise TypeError(f"{name}, a {type(layer).__name__}, cannot be written as ONNX here.")


def restore(net: keras.Model, path: Path, pictures: npt.NDArray[np.float32]) -> None:
    """Give a network the weights of a file that was exported of one like it, after quantize.rewrite made them integers.

    It has convolutions, and at its end perhaps a dense layer. In the file normalization is folded into the
    convolutions. It is unfolded here by what the network sees in pictures, (n, h, w, 1) from 0 to 1, so that it answers
    as before, in training too. Raises ValueError where the file holds another network.
    """
    graph = onnx.load(path).graph
    folded, dense = _folded(graph), [layer for layer in net.layers if isinstance(layer, layers.Dense)]
    convolutions = [layer for layer in net.layers if isinstance(layer, layers.Conv2D)]
    if len(folded) != len(convolutions):
        raise ValueError(f"{path} has {len(folded)} convolutions, and the network {len(convolutions)}.")
    for layer in dense:
        layer.set_weights(_dense(graph))
    for layer, (kernel, bias) in zip(convolutions, folded, strict=True):
        kernel = kernel.transpose(2, 3, 1, 0)
        if layer.use_bias:
            layer.set_weights([kernel, bias])
            continue
        # Normalization takes a kernel's size out again, but a step of learning goes the farther the smaller that is. So
        # it is made what it is before any learning (He et al. 2015, arXiv 1502.01852).
        size = np.sqrt(kernel[..., 0].size / 2 * np.maximum(kernel.var((0, 1, 2)), 1e-12))
        layer.set_weights([kernel / size])
        until = keras.Model(net.input, layer.output)
        seen = np.asarray(until(pictures), np.float32)
        mean, variance = seen.mean((0, 1, 2)), seen.var((0, 1, 2))
        normalization = next(
            other
            for other in net.layers
            if isinstance(other, layers.BatchNormalization) and other.input is layer.output
        )
        normalization.set_weights(
            [size * np.sqrt(variance + normalization.epsilon), bias + size * mean, mean, variance]
        )


def _folded(graph: onnx.GraphProto) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Read each convolution's kernel, (out, in, h, w), and bias, as floats, in the order in which they are run."""
    constants = _constants(graph)
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in constants:
            steps, scale = (constants[name] for name in node.input[:2])
            constants[node.output[0]] = steps * scale.reshape(-1, *[1] * (steps.ndim - 1)).astype(np.float32)
    return [(constants[node.input[1]], constants[node.input[2]]) for node in graph.node if node.op_type == "Conv"]


def _dense(graph: onnx.GraphProto) -> list[npt.NDArray[np.float32]]:
    """Read the one dense layer's kernel, (in, out), and bias."""
    constants = _constants(graph)
    inputs = [name for node in graph.node if node.op_type in ("MatMul", "Add") for name in node.input]
    return [constants[name] for name in inputs if name in constants]


def _constants(graph: onnx.GraphProto) -> dict[str, npt.NDArray[Any]]:
    """Read what a file holds beside its operators, by name."""
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
