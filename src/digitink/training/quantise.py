"""Bring a network's products into 8-bit integers, which processors multiply several times as fast."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnxruntime import quantization
from onnxruntime.quantization.shape_inference import quant_pre_process

from digitink import model
from digitink.errors import ModelError

_PART = 100  # pictures that are run at a time
_LEAST_ALIKE = 0.98


def quantise(
    path: Path, pictures: npt.NDArray[np.uint8], load: Callable[[Path], model.Model] = model.load, digits: int = 1
) -> None:
    """Rewrite an ONNX network so that its convolutions multiply integers; what adds up to its answer stays in floats.

    pictures, (n, h, w) uint8, show which values each layer has: that range is divided into 255 steps, and each
    channel's weights into 127 (Jacob et al. 2018, arXiv 1712.05877). A step more of the weights, which take 8 bits, and
    processors older than VNNI would overflow in adding two products up. load opens the network, whose logits begin
    with those of so many digits. Raises ModelError where more than a few answers change.
    """
    before = load(path)
    said = _answers(before.logits(pictures), digits)
    with tempfile.TemporaryDirectory() as folder:
        prepared, done = Path(folder, "prepared.onnx"), Path(folder, "done.onnx")
        quant_pre_process(path, prepared, skip_symbolic_shape=True, skip_optimization=True)
        quantization.quantize_static(
            prepared,
            done,
            _Values(before, pictures),
            op_types_to_quantize=["Conv", "MaxPool"],
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
        alike = float((_answers(load(done).logits(pictures), digits) == said).mean())
        if alike < _LEAST_ALIKE:
            raise ModelError(f"{path} gives only {alike:.1%} of its answers in 8-bit integers: train it longer.")
        path.write_bytes(done.read_bytes())


def _answers(logits: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.intp]:
    return (
        logits.argmax(axis=1) if count == 1 else logits[:, : 10 * count].reshape(len(logits), count, 10).argmax(axis=2)
    )


class _Values(quantization.CalibrationDataReader):
    """Hands out the pictures that show which values there are."""

    def __init__(self, net: model.Model, pictures: npt.NDArray[np.uint8]) -> None:
        self._inputs = (net.inputs(pictures[start : start + _PART]) for start in range(0, len(pictures), _PART))

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """The next part of them, as the network's input wants it; None after the last."""
        return next(self._inputs, None)
