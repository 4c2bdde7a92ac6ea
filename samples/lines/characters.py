"""One character of a line, as strokes in heights of its writer's digits, made from a drawing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitink.training.data import strokes

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Character:
    """One character's strokes, each (n, 2), y down, the baseline at 0; x begins at 0."""

    label: str
    strokes: list[Floats]

    @property
    def width(self) -> float:
        """Measure how far it goes to the right."""
        return float(max(stroke[:, 0].max() for stroke in self.strokes))

    def shaped(self, scale: float = 1, wider: float = 1, slant: float = 0, drop: float = 0) -> "Character":
        """Return the same, scaled, stretched, leaning to the right by slant a height, and moved down."""
        shape = np.array([[scale * wider, 0], [-slant * scale, scale]])
        moved = [stroke @ shape for stroke in self.strokes]
        left = min(stroke[:, 0].min() for stroke in moved)
        return Character(self.label, [stroke - [left, -drop] for stroke in moved])

    def at(self, x: float) -> list[Floats]:
        """Return its strokes, moved to the right by x."""
        return [stroke + np.array([x, 0]) for stroke in self.strokes]


def upright(drawing: strokes.Drawing, height: float, foot: float = 0) -> Character:
    """Make a drawing a character of this height that ends at foot, below the baseline where that is above 0."""
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = height / max(float(high[1] - low[1]), 0.01)
    moved = [(stroke - [low[0], high[1]]) * scale + [0, foot] for stroke in drawing.strokes]
    return Character(drawing.label, [_smooth(np.asarray(stroke, np.float64)) for stroke in moved])


def wide(drawing: strokes.Drawing, width: float, middle: float) -> Character:
    """Make a drawing a character of this width around a middle: for signs that may have no height."""
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = width / max(float(high[0] - low[0]), 0.01)
    center = (low[1] + high[1]) / 2
    moved = [(stroke - [low[0], center]) * scale + [0, middle] for stroke in drawing.strokes]
    return Character(drawing.label, [_smooth(np.asarray(stroke, np.float64)) for stroke in moved])


def downstroke(height: float, rng: np.random.Generator) -> Character:
    """Write a one as a single stroke down, as most people do who learned to write in English."""
    x = np.array([rng.normal(0, 0.04), rng.normal(0, 0.03), 0])
    y = np.array([-1, -rng.uniform(0.4, 0.6), 0])
    return Character("1", [_smooth(np.stack([x - x.min(), y * height], axis=1))])


def _smooth(stroke: Floats, steps: int = 4) -> Floats:
    """Draw a Catmull-Rom curve through a stroke's points: tablets give few where the pen is fast."""
    if len(stroke) < 3:
        return stroke
    padded = np.concatenate([2 * stroke[:1] - stroke[1:2], stroke, 2 * stroke[-1:] - stroke[-2:-1]])
    before, start, end, after = (padded[k : len(padded) - 3 + k, np.newaxis] for k in range(4))
    t = (np.arange(steps) / steps)[:, np.newaxis]
    curve = start + t / 2 * (
        end - before + t * (2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before))
    )
    return np.concatenate([curve.reshape(-1, 2), stroke[-1:]])
