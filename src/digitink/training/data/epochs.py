"""Make epochs on every core: parts are drawn in parallel, each the same whichever core draws it."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from digitink.parent import end_with_parent

Draw = Callable[[Any, np.random.Generator], Any]  # a part of an epoch, from what it is drawn from


@contextmanager
def drawn(draw: Draw, sources: Any, seed: int) -> Iterator[Callable[[int, int], list[Any]]]:
    """Start the processes that draw: (epoch, how many parts) -> what draw, which can be pickled, gives for each.

    Every epoch is drawn differently, every run alike, however many cores there are.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, _begin, (draw, sources, seed)) as pool:
        yield lambda number, parts: list(pool.map(_draw_part, [number] * parts, range(parts)))


def _begin(draw: Draw, sources: Any, seed: int) -> None:
    """Keep in a drawing process what it draws from: sending it with every part would take longer than drawing."""
    global _state
    _state = (draw, sources, seed)
    cv2.setNumThreads(1)  # there is a process for every core
    end_with_parent()


def _draw_part(epoch: int, part: int) -> Any:
    """Draw one part, in a drawing process."""
    draw, sources, seed = _state
    return draw(sources, np.random.default_rng([seed, epoch, part]))


_state: tuple[Draw, Any, int]
