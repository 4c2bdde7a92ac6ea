"""The tasks whose pictures are made: of MNIST's digits, fonts, and real strokes."""

from abc import abstractmethod
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from digitink.training import train
from digitink.training.data import fonts, mnist, strokes

Sources = TypeVar("Sources")  # what pictures are made of


class Made(train.Task, Generic[Sources]):
    """Learns from pictures that are made, and is judged by pictures that are made of what was held out."""

    def __init__(self, recipe: train.Recipe, data: Path | None = None) -> None:
        """Take a recipe and, where it is not the cache, the folder that MNIST is in."""
        self.recipe = recipe
        self._data = data

    @abstractmethod
    def _sources(self, part: int, real: strokes.Strokes) -> Sources:
        """Gather what pictures to learn from are made of, part 0, or to judge by, 1; with the digits of real."""

    @cached_property
    def _learned(self) -> Sources:
        """What pictures to learn from are made of."""
        return self._sources(0, self._strokes)

    @cached_property
    def _unseen(self) -> Sources:
        """What those to judge by are made of: other digits, fonts and writers.

        mathnote's drawings are in both: few people made them, and there are signs nowhere else.
        """
        real = self._strokes
        return self._sources(1, strokes.Strokes(real.held_out, [], real.symbols, real.missing))

    @cached_property
    def _strokes(self) -> strokes.Strokes:
        return strokes.found()

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of strokes.SOURCES it does without."""
        return self._strokes.missing

    @property
    def sources(self) -> dict[str, str]:
        """Return the SHA-256 of all that it learns from, by name."""
        return mnist.SUMS | fonts.sums(fonts.CATALOG) | fonts.sums(fonts.PRINTED) | strokes.sums(self.missing)
