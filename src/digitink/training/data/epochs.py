"""Make epochs on every core: parts are drawn in parallel, each the same whichever core draws it."""

import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from digitink.parent import end_with_parent

# Draws a part of an epoch, of what is drawn from: so many examples, or those that are wanted.
Draw = Callable[[Any, Any, np.random.Generator], Any]


@contextmanager
def drawn(draw: Draw, sources: Any, seed: int) -> Iterator[Callable[[int, Iterable[Any]], list[Any]]]:
    """Start the processes that draw: (epoch, what is wanted of each part) -> what draw gives for each.

    draw and sources can be pickled. Every epoch is drawn differently, every run alike, however many cores there are.
    """
    context = multiprocessing.get_context("spawn")  # TensorFlow's threads do not survive a fork
    with ProcessPoolExecutor(os.cpu_count(), context, _begin, (draw, sources, seed)) as pool:
        yield lambda epoch, wanted: list(pool.map(_draw_part, itertools.repeat(epoch), itertools.count(), wanted))


def _begin(draw: Draw, sources: Any, seed: int) -> None:
    """Keep in a drawing process what it draws from: sending it with every part would take longer than drawing."""
    global _state
    _state = (draw, sources, seed)
    cv2.setNumThreads(1)  # there is a process for every core
    end_with_parent()


def _draw_part(epoch: int, part: int, wanted: Any) -> Any:
    """Draw one part, in a drawing process."""
    draw, sources, seed = _state
    return draw(sources, wanted, np.random.default_rng([seed, epoch, part]))


_state: tuple[Draw, Any, int]
