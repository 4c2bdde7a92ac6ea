"""In 8-bit integers a network is smaller and quicker, and answers as before."""

from pathlib import Path

import keras
import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from digitink import model
from digitink.errors import ModelError
from digitink.ink import finder
from digitink.training import network
from digitink.training.data import mnist
from digitink.training.export import convolutional, quantize
from digitink.training.tasks import digits as digits_task

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


@pytest.fixture(scope="module")
def exact(trained: Path, digits: Split, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network of a training as it was before."""
    path = tmp_path_factory.mktemp("exact") / "model.onnx"
    digits_task.export(keras.saving.load_model(trained / "model.keras"), path, digits[1].images[:100])
    return path


def test_it_predicts_nearly_the_same(exact: Path, trained: Path, digits: Split) -> None:
    images = digits[1].images
    before, after = (model.load(path).logits(images) for path in (exact, trained / "model.onnx"))
    assert (before.argmax(axis=1) == after.argmax(axis=1)).mean() > 0.99
    assert np.abs(before - after).mean() < 0.05 * before.std()


def test_a_batch_changes_no_prediction(trained: Path, digits: Split) -> None:
    net, images = model.load(trained / "model.onnx"), digits[1].images[:50]
    np.testing.assert_allclose(net.logits(images)[7], net.logits(images[7:8])[0], atol=1e-5)


def test_it_takes_a_third_of_the_room(exact: Path, trained: Path) -> None:
    assert (trained / "model.onnx").stat().st_size < exact.stat().st_size / 3


def test_no_sum_of_two_products_overflows_16_bits(trained: Path) -> None:
    """As vpmaddubsw has it, which processors without VNNI multiply with."""
    network = onnx.load(trained / "model.onnx").graph
    weights = [numpy_helper.to_array(one) for one in network.initializer]
    kernels = [one.astype(int) for one in weights if one.dtype == np.int8 and one.ndim == 4]
    assert len(kernels) == 8
    assert all(2 * 255 * np.abs(kernel).max() < 2**15 for kernel in kernels)


def test_a_model_that_would_predict_otherwise_is_kept(trained: Path, tmp_path: Path, digits: Split) -> None:
    net, path = keras.saving.load_model(trained / "model.keras"), tmp_path / "model.onnx"
    first, second = [layer for layer in net.layers if isinstance(layer, keras.layers.Conv2D)][:2]
    # One map of the first layer is so strong that the steps from 0 to it leave nothing of the others.
    norm = net.layers[net.layers.index(first) + 1]
    strength = np.array([1e4] + (first.filters - 1) * [1.0], np.float32)
    norm.gamma.assign(norm.gamma * strength)
    norm.beta.assign(norm.beta * strength)
    second.kernel.assign(second.kernel / strength[:, np.newaxis])
    digits_task.export(net, path, digits[1].images[:10])
    exact = path.read_bytes()
    with pytest.raises(ModelError, match=r"only \d+\.\d% of its answers"):
        quantize.quantize(path, digits[0].images[:300])
    assert path.read_bytes() == exact


def test_the_shipped_network_is_in_8_bits() -> None:
    kinds = {one.data_type for one in onnx.load(model.SHIPPED).graph.initializer}
    assert onnx.TensorProto.INT8 in kinds


@pytest.mark.parametrize("places", [(), (6,), (0, 6)])
def test_nodes_that_are_excluded_stay_in_floats(tmp_path: Path, places: tuple[int, ...]) -> None:
    net, path = network.build_finder((4, 6)), tmp_path / "finder.onnx"
    names = [layer.name for layer in net.layers if isinstance(layer, keras.layers.Conv2D)]
    excluded = [names[place] for place in places]
    convolutional.write(net, path)
    pictures = np.random.default_rng(0).integers(0, 256, (3, 32, 64), np.uint8)
    quantize.rewrite(path, finder.load(path).network, pictures, lambda _: 1.0, ["Conv"], part=1, exclude=excluded)
    graph = onnx.load(path).graph
    constants = {one.name for one in graph.initializer}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    assert [node.name for node in convolutions] == names
    assert {node.name for node in convolutions if node.input[1] in constants} == set(excluded)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_how_alike_it_must_be_can_be_set(tmp_path: Path, share: float) -> None:
    path = tmp_path / "finder.onnx"
    convolutional.write(network.build_finder((4, 6)), path)
    pictures, net, exact = np.zeros((1, 32, 32), np.uint8), finder.load(path).network, path.read_bytes()
    quantize.rewrite(path, net, pictures, lambda _: share, ["Conv"], least_alike=share)
    assert path.read_bytes() != exact
    with pytest.raises(ModelError, match=f"only {share:.1%} of its answers"):
        quantize.rewrite(path, net, pictures, lambda _: share, ["Conv"], least_alike=share + 0.01)
