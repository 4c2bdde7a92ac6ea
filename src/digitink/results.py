"""The results: a Prediction of one digit, a Reading of a number, and both as JSON values."""

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digitink.ink import Box
from digitink.labels import Digit


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was read in one picture. Two are equal when every field is, each pixel of `seen` included."""

    digit: Digit  # the best guess: 0..9, an int; of a model with other labels one of these, a str such as "A"
    confidence: float  # 0..1, calibrated: of the answers given with 0.9, nine in ten are right
    # One a label of the model, in its order, that sum to 1. Of a digit that only its line tells: one a digit.
    probabilities: tuple[float, ...]
    rejected: bool  # too doubtful to answer, or not a digit
    seen: npt.NDArray[np.uint8] = field(metadata={"json": False})  # (28, 28), light ink on black; read-only

    def __post_init__(self) -> None:
        seen = self.seen.copy()  # the caller's array may change, and a hash must not
        seen.setflags(write=False)
        object.__setattr__(self, "seen", seen)

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Prediction) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> tuple[Any, ...]:
        # By the constructor, which makes `seen` read-only: NumPy unpickles an array that can be written.
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    def _values(self) -> tuple[object, ...]:
        seen = self.seen.shape, self.seen.dtype.str, self.seen.tobytes()
        return self.digit, self.confidence, self.probabilities, self.rejected, seen

    @property
    def label(self) -> str:
        """The best guess as text: "7", "A"."""
        return str(self.digit)


@dataclass(frozen=True)
class Mark:
    """One digit of a number, or a mark beside it that is none."""

    box: Box  # x, y, width, height in the picture's px
    prediction: Prediction

    @property
    def seen(self) -> npt.NDArray[np.uint8]:
        """What the network saw of it, (28, 28), see Prediction."""
        return self.prediction.seen


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The number, or the numbers, in one picture."""

    text: str  # the digits, lines joined by a newline; empty where there is none
    written: str = ""  # the text with its signs: "3.14", "24.11.2026", "-12"
    confidence: float  # 0..1, that all that is written is right
    digits: tuple[Mark, ...]  # in the text's order
    ignored: tuple[Mark, ...]  # what is no digit and no sign: a letter, a stray dot
    turned: int = 0  # by how many degrees the picture was turned by the clock before it was read: 0, 90, 180 or 270


def as_record(result: Any) -> Any:
    """Return a Prediction, a Mark or a Reading as plain values for JSON: its fields by name, but what was seen."""
    if isinstance(result, tuple):
        return [as_record(each) for each in result]
    if not is_dataclass(result):
        return result
    shown = (each.name for each in fields(result) if each.metadata.get("json", True))
    return {name: as_record(getattr(result, name)) for name in shown}
