"""A convolutional network written as ONNX answers as Keras does, for pictures of any side."""

from pathlib import Path

import keras
import numpy as np
import onnx
import onnxruntime
import pytest

from digitink.ink import finder
from digitink.training import network
from digitink.training.export import convolutional, quantize


def untrained() -> keras.Model:
    """A small network, its normalization as far from doing nothing as a training leaves it."""
    keras.utils.set_random_seed(1)
    net, rng = network.build_finder((4, 6, 8)), np.random.default_rng(0)
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            ranges = ((0.5, 1.5), (-0.5, 0.5), (-0.2, 0.2), (0.1, 0.6))  # gamma, beta, mean and variance
            layer.set_weights([rng.uniform(low, high, layer.gamma.shape) for low, high in ranges])
    return net


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[keras.Model, Path]:
    net, path = untrained(), tmp_path_factory.mktemp("onnx") / "finder.onnx"
    convolutional.write(net, path)
    return net, path


@pytest.mark.parametrize("side", [(32, 48), (68, 20)])
def test_it_answers_as_keras_does(written: tuple[keras.Model, Path], side: tuple[int, int]) -> None:
    net, path = written
    pictures = np.random.default_rng(2).random((2, *side, 1), np.float32)
    wanted = np.asarray(net(pictures))
    assert wanted.std() > 0.1
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: pictures.transpose(0, 3, 1, 2)})
    np.testing.assert_allclose(found.transpose(0, 2, 3, 1), wanted, atol=1e-4, rtol=1e-4)


def test_its_form_is_as_old_as_the_oldest_runtime_allowed(written: tuple[keras.Model, Path]) -> None:
    made = onnx.load(written[1])
    assert made.ir_version <= 9
    assert [opset.version for opset in made.opset_import] == [17]


def test_its_nodes_are_named_as_keras_layers(written: tuple[keras.Model, Path]) -> None:
    net, path = written
    assert [node.name for node in onnx.load(path).graph.node] == [layer.name for layer in net.layers[1:]]


def test_a_layer_it_does_not_know_is_named(tmp_path: Path) -> None:
    picture = keras.Input((None, None, 1))
    net = keras.Model(picture, keras.layers.Softmax(name="shares")(picture))
    with pytest.raises(TypeError, match="shares, a Softmax"):
        convolutional.write(net, tmp_path / "finder.onnx")
    assert not (tmp_path / "finder.onnx").exists()


@pytest.fixture(scope="module")
def integers(written: tuple[keras.Model, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("integers") / "finder.onnx"
    path.write_bytes(written[1].read_bytes())
    pictures = np.random.default_rng(4).integers(0, 256, (8, 32, 64), np.uint8)
    quantize.rewrite(path, finder.load(path).network, pictures, lambda _: 1.0, ["Conv"], part=1)
    return path


@pytest.mark.parametrize("training", [False, True])
def test_what_became_integers_goes_on_as_it_was(
    written: tuple[keras.Model, Path], integers: Path, training: bool
) -> None:
    pictures = np.random.default_rng(3).random((8, 32, 64, 1), np.float32)
    again = network.build_finder((4, 6, 8))
    convolutional.restore(again, integers, pictures)
    wanted, found = np.asarray(written[0](pictures)), np.asarray(again(pictures, training=training))
    assert np.abs(found - wanted).mean() < 0.05 * wanted.std()


def test_a_file_of_another_network_is_refused(integers: Path) -> None:
    with pytest.raises(ValueError, match="has 11 convolutions, and the network 7"):
        convolutional.restore(network.build_finder((4, 6)), integers, np.zeros((2, 32, 32, 1), np.float32))
