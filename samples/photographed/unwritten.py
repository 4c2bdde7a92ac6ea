"""Paint what nobody wrote on: printed pages, drawings, and no sheet at all."""

import numpy as np

from samples.photographed import prints
from samples.photographed.grounds import any_ground
from samples.photographed.papers import Area, Sheet, colored, kraft, lined, white
from samples.photographed.varied import (
    Rng,
    between,
    chance,
    lay,
    near,
    pick,
    scaled,
)


def printed_page(area: Area, rng: Rng) -> Sheet:
    """Take a page out of a book, a letter or a newspaper."""
    sheet = (white if chance(rng, 0.8) else colored)(area, rng)
    size, edge = max(9, round(max(area.shape) * scaled(rng, 0.012, 0.06))), round(0.06 * min(area.shape))
    shape = (area.shape[0] - 2 * edge, area.shape[1] - 2 * edge)
    text, color = prints.paragraphs(shape, size, rng), near(rng, (35, 35, 38), 15)
    if float(sheet.page.mean()) < 110:
        color = (235.0, 235.0, 230.0)
    lay(sheet.page, between(rng, 0.7, 1) * text, color, edge, edge)
    return sheet


def plotted_page(area: Area, rng: Rng) -> Sheet:
    """Take a page or a label with some lines in large plotter's type."""
    sheet = white(area, rng)
    size = max(14, round(max(area.shape) * scaled(rng, 0.03, 0.09)))
    for y in np.arange(size, area.shape[0] - 2 * size, size * between(rng, 1.6, 2.6)):
        row = prints.hershey(prints.words(rng, int(rng.integers(1, 6))), size, rng)
        lay(sheet.page, 0.9 * row[:, : area.shape[1] - size], (40, 40, 45), size // 2, int(y))
    return sheet


def pictured(area: Area, rng: Rng) -> Sheet:
    """Take a sheet or a wrapper with logos, faces or simple drawings, and a few words at times."""
    sheet = pick(rng, (white, white, lined, kraft))(area, rng)
    for _ in range(int(rng.integers(1, 4))):
        size = int(min(area.shape) * scaled(rng, 0.15, 0.7))
        picture, cover = prints.drawing(size, rng)
        left, top = (int(rng.integers(0, max(1, length - size))) for length in area.shape[::-1])
        under = sheet.page[top : top + size, left : left + size]
        under[:] = under + 0.95 * cover[..., np.newaxis] * (picture.astype(np.float32) - under)
    if chance(rng, 0.3):
        row = prints.line(prints.words(rng, 2), max(12, min(area.shape) // 14), rng)[:, : area.shape[1] // 2]
        lay(sheet.page, 0.9 * row, (60, 60, 70), area.shape[1] // 4, area.shape[0] * 4 // 5)
    return sheet


def ground_alone(area: Area, rng: Rng) -> Sheet:
    """Take no sheet at all: a desk or a fabric."""
    return Sheet(any_ground(area.shape, max(area.shape) / scaled(rng, 5, 20), rng))
