"""Quantize a network to 8-bit integers, which processors multiply several times as fast."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnxruntime import quantization
from onnxruntime.quantization.shape_inference import quant_pre_process

from digitink import model
from digitink.errors import ModelError

_PART = 100  # pictures that are run at a time
_LEAST_ALIKE = 0.98  # of the predictions: those that change are of digits that were nearly even before


def quantize(path: Path, pictures: npt.NDArray[np.uint8]) -> None:
    """Rewrite an ONNX network so that its convolutions multiply integers; what adds up to its answer stays in floats.

    pictures, (n, h, w) uint8, show which values each layer has. Raises ModelError where more than a few answers change.
    """
    net = model.load(path)
    before = net.logits(pictures).argmax(axis=1)

    def alike(done: Path) -> float:
        return float((model.load(done).logits(pictures).argmax(axis=1) == before).mean())

    rewrite(path, net, pictures, alike, ["Conv", "MaxPool"])


def rewrite(
    path: Path,
    net: model.Model,
    pictures: npt.NDArray[np.uint8],
    alike: Callable[[Path], float],
    operators: Sequence[str],
    part: int = _PART,
    least_alike: float = _LEAST_ALIKE,
    exclude: Sequence[str] = (),
) -> None:
    """Rewrite an ONNX network, opened as net, so that these operators work on integers.

    The range of each layer's values, as pictures (n, h, w) uint8 show it, is divided into 255 steps, and each channel's
    weights into 127 (Jacob et al. 2018, arXiv 1712.05877). A step more of the weights, which take 8 bits, and
    processors older than VNNI would overflow in adding two products up. Nodes named in exclude stay in floats. part of
    the pictures are run at a time. alike tells which share of the answers, 0 to 1, a rewritten file leaves as they
    were: ModelError where that is less than least_alike.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared, done = Path(folder, "prepared.onnx"), Path(folder, "done.onnx")
        # What normalizes is folded into the convolutions before it; Keras' own export has done so.
        folded = "BatchNormalization" not in _operators(path)
        quant_pre_process(path, prepared, skip_symbolic_shape=True, skip_optimization=folded)
        quantization.quantize_static(
            prepared,
            done,
            _Values(net, pictures, part),
            op_types_to_quantize=list(operators),
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=list(exclude),
        )
        if (share := alike(done)) < least_alike:
            raise ModelError(f"{path} gives only {share:.1%} of its answers in 8-bit integers: train it longer.")
        path.write_bytes(done.read_bytes())


def _operators(path: Path) -> set[str]:
    """List the operators that a network has."""
    return {node.op_type for node in onnx.load(path).graph.node}


class _Values(quantization.CalibrationDataReader):
    """Hands out the pictures that show which values there are."""

    def __init__(self, net: model.Model, pictures: npt.NDArray[np.uint8], part: int) -> None:
        self._inputs = (net.inputs(pictures[start : start + part]) for start in range(0, len(pictures), part))

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """Return the next part of them, as the network's input wants it; None after the last."""
        return next(self._inputs, None)
