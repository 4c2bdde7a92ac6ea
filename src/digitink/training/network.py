"""The network: six small convolutions and an average, 288 thousand weights."""

import keras
from keras import layers

from digitink import ink


def build(widths: tuple[int, ...] = (32, 64, 128), dropout: float = 0.3) -> keras.Model:
    """Return an untrained network, (n, 28, 28, 1) float32 from 0 to 1 -> (n, 10) float32 logits.

    Each width is two 3 x 3 convolutions, each normalised over the batch (Ioffe and Szegedy 2015,
    arXiv 1502.03167) before its rectifier; the picture is halved in between. Averaging over the last
    maps instead of flattening them (Lin et al. 2013, arXiv 1312.4400) keeps the weights few and lets
    a digit lie a pixel off.
    """
    picture = x = keras.Input((ink.SIDE, ink.SIDE, 1), name="picture")
    for stage, width in enumerate(widths):
        if stage:
            x = layers.MaxPooling2D()(x)
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
            x = layers.BatchNormalization(momentum=0.9)(x)
            x = layers.ReLU()(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(dropout)(x)
    return keras.Model(picture, layers.Dense(10, name="logits")(x), name="digits")
