"""A form's boxes, and a character in each."""

from collections.abc import Sequence

import numpy as np

from samples.lines.characters import Character
from samples.lines.drawing import Page

_DARKEST_OF_LIGHT, _LIGHTEST = 140, 215  # gray levels of boxes that are printed faintly


def fill_boxes(page: Page, characters: Sequence[Character], rng: np.random.Generator) -> None:
    """Set each character into its box of a form; careless writers touch the boxes, and boxes share sides or do not."""
    careless = rng.random() < 0.4
    width, height = rng.uniform(0.95, 1.5), rng.uniform(1.25, 1.75)
    between = 0.0 if rng.random() < 0.5 else rng.uniform(0.08, 0.4)
    page.box_pen = rng.uniform(0.012, 0.035)
    page.box_gray = int(rng.integers(_DARKEST_OF_LIGHT, _LIGHTEST)) if rng.random() < 0.5 else None
    for place, character in enumerate(characters):
        left, top = place * (width + between), -(height + 1) / 2
        right, bottom = left + width, top + height
        page.boxes.append(np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]))
        room = 0.8 * width
        if character.width > room and not careless:
            character = character.shaped(max(0.7, room / character.width))
        high = -min(stroke[:, 1].min() for stroke in character.strokes)
        middle = float(np.clip(rng.normal(0, 0.1), -0.22, 0.22)) if careless else rng.normal(0, 0.04)
        sunk = float(np.clip(rng.normal(0, 0.15), -0.3, 0.3)) if careless else rng.normal(0, 0.05) + (high - 1) / 2
        lifted = character.shaped(drop=sunk)
        page.strokes += lifted.at(left + width / 2 - character.width / 2 + middle)
