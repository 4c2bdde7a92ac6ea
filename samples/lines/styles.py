"""How one line is written: its pen, slant, breadth, gaps, and how far it strays.

Lengths, here and in the files beside it, are in heights of the writer's digits. They were chosen by eye, on contact
sheets, so that lines look like people's and a person can read them; not by what a reader makes of them.
"""

from dataclasses import dataclass, replace

import numpy as np

_PENS = (0.03, 0.15)  # from a ballpoint to a marker


@dataclass(frozen=True)
class Style:
    """How one line is written."""

    pen: float
    slant: float
    wider: float
    gap: float
    uneven: float = 0.04  # how far sizes stray
    rise: float = 0.025  # how far characters stray from the baseline
    climb: float = 0.0  # degrees
    one: float | None = None  # how long a one is that is a stroke alone; None: as its writer writes it


def style_of(kind: str, rng: np.random.Generator) -> Style:
    """Choose how a line of a kind is written."""
    pen = spread(_PENS, rng)
    style = Style(pen, rng.normal(0.03, 0.07), rng.uniform(0.88, 1.12), rng.uniform(0.1, 0.45))
    if kind == "boxes":
        return replace(style, climb=rng.normal(0, 0.5))
    if kind == "amounts":
        return replace(style, one=rng.uniform(0.9, 1.3))
    if kind == "uneven":
        slant, climb = rng.uniform(-0.25, 0.5), rng.uniform(-5, 5)
        return Style(pen, slant, rng.uniform(0.8, 1.2), rng.uniform(0.04, 0.5), 0.16, 0.09, climb)
    return style


def spread(between: tuple[float, float], rng: np.random.Generator) -> float:
    """Draw a number between two, each doubling as likely as the next."""
    return float(np.exp(rng.uniform(*np.log(between))))
