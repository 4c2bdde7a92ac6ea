"""Build the networks: the one that reads digits, the one that reads lines, and the one that finds ink, a U-Net."""

from functools import partial
from typing import Any

import keras
import tensorflow
from keras import layers

from digitink import ink, labels
from digitink.numbers import strip

_FAR = 17  # columns that a column of a line looks at in the end: with what they have seen, two digits on each side


def build(
    widths: tuple[int, ...] = (32, 64, 128),
    depths: tuple[int, ...] = (2, 3, 3),
    outputs: int = labels.NOT_A_DIGIT + 1,
    dropout: float = 0.3,
    precision: str = "float32",
    fused: bool = False,
) -> keras.Model:
    """Return an untrained network, (n, 28, 28, 1) float32 from 0 to 1 -> (n, outputs) float32 logits.

    The first are the labels', the last that of what is no digit. There are as many 3 x 3
    convolutions of each width as `depths` says, each normalized over the batch (Ioffe and Szegedy 2015,
    arXiv 1502.03167) before its rectifier; between widths the picture is halved. Averaging over the last
    maps instead of flattening them (Lin et al. 2013, arXiv 1312.4400) keeps the weights few and lets a
    digit lie a pixel off.

    precision is a Keras dtype policy: "mixed_bfloat16" multiplies in 16 bits and keeps weights in 32. fused
    takes a faster normalization to train with. Either way the weights are the same, in the same order.
    """
    picture = keras.Input((ink.SIDE, ink.SIDE, 1), name="picture")
    x = layers.GlobalAveragePooling2D()(_convolved(picture, widths, depths, precision, fused))
    x = layers.Dropout(dropout)(x)
    return keras.Model(picture, layers.Dense(outputs, name="logits")(x), name="digits")


def convolutions(net: keras.Model) -> list[tuple[int | None, int]]:
    """List a network's convolutions: the side of what each gives, in px, None where it takes any; and its filters."""
    found = [layer for layer in net.layers if isinstance(layer, layers.Conv2D)]
    return [(layer.output.shape[1], layer.filters) for layer in found]


def build_finder(
    widths: tuple[int, ...] = (16, 24, 48, 64, 96, 96), precision: str = "float32", fused: bool = False
) -> keras.Model:
    """Return an untrained network, (n, h, w, 1) float32 from 0 to 1 -> (n, h, w, 1) float32 logits of ink's coverage.

    h and w are multiples of 2 to the power of one less than there are widths. A U-Net (Ronneberger, Fischer and Brox
    2015, arXiv 1505.04597): the picture is halved after each width and what was seen there is brought back step by
    step, so that each pixel is judged by its surroundings, near and far. What comes back is added to what was seen on
    the way, not set beside it (Chaurasia and Culurciello 2017, "LinkNet", arXiv 1707.03718), which halves the products.
    precision and fused are those of `build`.
    """
    picture = keras.Input((None, None, 1), name="picture")
    seen, x = [], picture
    for stage, width in enumerate(widths):
        if stage:
            x = layers.MaxPooling2D(dtype=precision)(x)
        x = _block(_block(x, width, 3, precision, fused), width, 3, precision, fused)
        seen.append(x)
    for width, skip in zip(widths[-2::-1], seen[-2::-1], strict=True):
        x = layers.UpSampling2D(dtype=precision)(_block(x, width, 1, precision, fused))
        x = _block(layers.Add(dtype=precision)([x, skip]), width, 3, precision, fused)
    return keras.Model(picture, layers.Conv2D(1, 1, name="logits", dtype="float32")(x), name="finder")


def build_lines(
    widths: tuple[int, ...] = (16, 32, 80, 128), dropout: float = 0.2, precision: str = "float32", fused: bool = False
) -> keras.Model:
    """Return an untrained network, (n, strip.HEIGHT, w, 1) from 0 to 1 -> (n, 1, w / strip.STEP, BLANK + 1) logits.

    For each column of a line they say which mark is there, or nothing new, as connectionist temporal classification
    wants it (Graves et al. 2006, "Connectionist temporal classification"). The picture is halved in height after each
    width, in width after the first alone, since two slim digits stand close together; then what is one above the
    other is summed up, and twice each column looks at its neighbors, then at two digits to either side: a stroke alone
    is a one, one of a row of strokes a box's side. That does here what recurrence does elsewhere (Coquenet et al. 2019,
    arXiv 1912.03126), and faster. precision and fused are those of `build`.
    """
    block = partial(_block, precision=precision, fused=fused)
    x = picture = keras.Input((strip.HEIGHT, None, 1), name="picture")
    for stage, (width, depth) in enumerate(zip(widths, (2, 2, 3, 1), strict=True)):
        if stage:
            x = layers.MaxPooling2D((2, strip.STEP if stage == 1 else 1), dtype=precision)(x)
        for _ in range(depth):
            x = block(x, width, 3)
    high = strip.HEIGHT // 2 ** (len(widths) - 1)
    x = block(x, widths[-1], (high, 1), padding="valid")
    for wide in (5, 5, _FAR):
        x = block(x, widths[-1], (1, wide))
    x = layers.Dropout(dropout)(x)
    return keras.Model(picture, layers.Conv2D(labels.BLANK + 1, 1, name="logits", dtype="float32")(x), name="lines")


def _block(x: Any, width: int, size: int | tuple[int, int], precision: str, fused: bool, padding: str = "same") -> Any:
    """Add a convolution of size x size, or (high, wide), normalized over the batch, and its rectifier."""
    normalization = FusedBatchNormalization if fused else layers.BatchNormalization
    x = layers.Conv2D(width, size, padding=padding, use_bias=False, dtype=precision)(x)
    return layers.ReLU(dtype=precision)(normalization(momentum=0.9, dtype=precision)(x))


def _convolved(picture: Any, widths: tuple[int, ...], depths: tuple[int, ...], precision: str, fused: bool) -> Any:
    """Add as many convolutions of each width as depths says, the picture halved between widths."""
    x = picture
    for stage, (width, depth) in enumerate(zip(widths, depths, strict=True)):
        if stage:
            x = layers.MaxPooling2D(dtype=precision)(x)
        for _ in range(depth):
            x = _block(x, width, 3, precision, fused)
    return x


@keras.saving.register_keras_serializable("digitink")
class FusedBatchNormalization(layers.BatchNormalization):
    """Keras' batch normalization by TensorFlow's fused operation, which also takes 16-bit pictures.

    Of Keras' own many small operations, training on two cores would spend a third of its time.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "dtype": "float32", "autocast": False})

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:  # noqa: ARG002
        """Normalize (n, h, w, c) over all but c, and in training remember the mean and the variance."""
        known = None if training else (self.moving_mean.value, self.moving_variance.value)
        mean, variance = known or (None, None)
        outputs, mean, variance = tensorflow.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma.value, self.beta.value, mean, variance, self.epsilon, is_training=known is None
        )
        if known is None:
            for running, seen in ((self.moving_mean, mean), (self.moving_variance, variance)):
                running.assign(running * self.momentum + seen * (1 - self.momentum))
        return outputs
