"""Measure the time to 99.0 % of MNIST's test digits: digitink's quick preset against Keras' own example.

The example is the convnet of keras.io, "Simple MNIST convnet": its network, batch and optimizer, epoch by
epoch until it reads 99.0 %. Both are timed from the first to the last batch, in turns on the same machine;
what each needs besides (fetching, exporting, examining) is left out.
"""

import argparse
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
from keras import layers

from digitink.training import train
from digitink.training.data import mnist
from digitink.training.tasks.digits import PRESETS, Digits

GOAL = 0.99
# The example's 15 are not always enough.
MOST_EPOCHS = 30


def example(seed: int) -> tuple[float, float]:
    """Train keras.io's convnet until it reaches the goal: the seconds that took, and the accuracy."""
    training, _, test = mnist.load()
    keras.utils.set_random_seed(seed)
    net = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    pictures, labels = train.as_input(training.images), keras.utils.to_categorical(training.labels, 10)
    seconds, right = 0.0, 0.0
    for _ in range(MOST_EPOCHS):
        started = time.perf_counter()
        net.fit(pictures, labels, batch_size=128, epochs=1, verbose=0)
        seconds += time.perf_counter() - started
        predictions = net.predict(train.as_input(test.images), batch_size=500, verbose=0).argmax(axis=1)
        right = float(np.mean(predictions == test.labels))
        if right >= GOAL:
            break
    return seconds, right


def quick(seed: int) -> tuple[float, float]:
    """Train with the quick preset: the seconds, and the accuracy."""
    with tempfile.TemporaryDirectory() as folder:
        card = train.train(Digits(replace(PRESETS["quick"], seed=seed)), Path(folder))
    return card["seconds"], card["measured"]["MNIST test"]["accuracy"]


def main() -> None:
    """Print a table, a row a run, and the ratio of the medians."""
    runs = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    runs.add_argument("--runs", type=int, default=3)
    taken: dict[str, list[float]] = {"keras.io": [], "quick": []}
    print(f"{'seed':>4}{'keras.io':>12}{'right':>9}{'quick':>12}{'right':>9}")
    for seed in range(1, runs.parse_args().runs + 1):
        columns = ""
        for name, work in (("keras.io", example), ("quick", quick)):
            seconds, right = work(seed)
            taken[name].append(seconds if right >= GOAL else float("inf"))
            columns += f"{seconds:>10.1f} s{right:>9.2%}"
        print(f"{seed:>4}{columns}", flush=True)
    slow, fast = (statistics.median(taken[name]) for name in ("keras.io", "quick"))
    pairs = [slow / fast for slow, fast in zip(taken["keras.io"], taken["quick"], strict=True)]
    print(f"\nquick reaches {GOAL:.1%} {slow / fast:.1f} times faster ({min(pairs):.1f} to {max(pairs):.1f})")


if __name__ == "__main__":
    main()
