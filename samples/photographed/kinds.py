"""List the kinds of picture that the judge shows: how each is made, and what is asked of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from PIL import Image

from samples.photographed import boards, camera, forms, lights, papers, scenes, unwritten, writing
from samples.photographed.scenes import SCENES, Photograph, Scene
from samples.photographed.varied import Rng, chance, pick
from samples.photographed.writing import Hands

Maker = Callable[[Hands, Rng], Photograph]


@dataclass(frozen=True)
class Kind:
    """A kind of picture."""

    group: str  # what it is counted with
    asked: str  # "digit", "text", "lines", or "nothing": that no digit is seen
    make: Maker


def picture(name: str, place: int, hands: Hands, seed: int = 0) -> Photograph:
    """Make the picture at that place of a kind: the same everywhere for a seed and the same hands."""
    return KINDS[name].make(hands, np.random.default_rng([seed, crc32(name.encode()), place]))


def _digit(scene: Scene) -> Maker:
    return lambda hands, rng: scenes.photograph(writing.write(hands, [writing.digits(rng, 1, 1)], rng), scene, rng)


def _number(scene: Scene) -> Maker:
    return lambda hands, rng: scenes.photograph(writing.write(hands, [writing.digits(rng, 2, 8)], rng), scene, rng)


def _ones(scene: Scene) -> Maker:
    """Write short numbers with many ones, each a stroke alone, as most people do who learned to write in English."""

    def make(hands: Hands, rng: Rng) -> Photograph:
        digits = ["1" if chance(rng, 0.45) else writing.digits(rng, 1, 1) for _ in range(int(rng.integers(2, 5)))]
        return scenes.photograph(writing.write(hands.with_plain_ones(rng), ["".join(digits)], rng), scene, rng)

    return make


_PHOTOGRAPHED = Scene(sizes=(800, 2000), heights=(0.04, 0.3), margins=(0.8, 5), edge=0.06, light=lights.any_light)
_SCANNED = replace(
    _PHOTOGRAPHED,
    lying=0,
    beyond=(0.1, 0.3),
    turn=0.008,
    tilt=0,
    light=lambda shape, _: np.ones(shape, np.float32),
    camera=camera.scanner,
)


def _form(cells: forms.Cells, scene: Scene) -> Maker:
    def make(hands: Hands, rng: Rng) -> Photograph:
        form = forms.form(cells, hands, rng)
        return scenes.photograph(form.writing, replace(scene, paper=form.paper), rng)

    return make


def _table(hands: Hands, rng: Rng) -> Photograph:
    form = forms.table(hands, rng)
    scene = replace(_PHOTOGRAPHED, sizes=(1200, 2000), turn=0.05, paper=form.paper)
    return scenes.photograph(form.writing, scene, rng)


def _empty_form(hands: Hands, rng: Rng) -> Photograph:
    form = forms.form(pick(rng, (forms.boxes, forms.separate, forms.comb)), hands, rng)
    scene = _SCANNED if chance(rng, 0.4) else _PHOTOGRAPHED
    scene = replace(scene, heights=(0.03, 0.09), paper=replace(form, captioned=True).paper)
    return scenes.photograph(scenes.NOTHING, scene, rng)


def _empty_table(hands: Hands, rng: Rng) -> Photograph:
    scene = replace(_PHOTOGRAPHED, heights=(0.03, 0.1), paper=forms.table(hands, rng).paper)
    return scenes.photograph(scenes.NOTHING, scene, rng)


def _nothing(*papers_: papers.Paper, lying: float = 0.3, beyond: tuple[float, float] = (-0.02, 0.18)) -> Maker:
    def make(_: Hands, rng: Rng) -> Photograph:
        scene = Scene(pick(rng, papers_), lying=lying, beyond=beyond, light=lights.any_light, glossy=chance(rng, 0.1))
        return scenes.photograph(scenes.NOTHING, scene, rng)

    return make


_STANDING = ("3", "4", "7")  # what stands on its head is no digit: a number with two of them has a way up
_TURNED = ("plain", "desk around", "ruled", "squared", "notebook", "shadow", "kraft", "whiteboard")


def _turned(quarters: int) -> Maker:
    """Turn a picture of a long number, or of lines of them, counterclockwise."""

    def make(hands: Hands, rng: Rng) -> Photograph:
        lines = _lines(rng)
        scene = replace(SCENES[pick(rng, _TURNED)], sizes=(800, 2000), heights=(0.05, 0.2))
        return _rotated(scenes.photograph(writing.write(hands, lines, rng), scene, rng), quarters)

    return make


def _lines(rng: Rng) -> list[str]:
    while True:
        many = chance(rng, 0.4)
        count = int(rng.integers(2, 6)) if many else 1
        lines = [writing.digits(rng, 2 if many else 4, 6 if many else 8) for _ in range(count)]
        if sum(digit in _STANDING for line in lines for digit in line) >= 2:
            return lines


def _rotated(taken: Photograph, quarters: int) -> Photograph:
    turn = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)[quarters - 1]
    ink, (width, height) = taken.ink, taken.picture.size
    for _ in range(quarters):
        ink = np.stack([ink[:, 1], width - ink[:, 0]], 1)
        width, height = height, width
    turned = np.asarray(taken.picture.transpose(turn))
    return scenes.saved(camera.file(turned, camera.Camera(quality=92)), taken.label, ink)


_WITH_ONES = ("plain", "shadow", "squared", "notebook")
_CELLS = {"boxes": forms.boxes, "separate boxes": forms.separate, "comb": forms.comb}

KINDS: dict[str, Kind] = {
    **{f"digit, {name}": Kind("digits", "digit", _digit(scene)) for name, scene in SCENES.items()},
    **{f"number, {name}": Kind("numbers", "text", _number(scene)) for name, scene in SCENES.items()},
    **{f"ones, {name}": Kind("ones", "text", _ones(SCENES[name])) for name in _WITH_ONES},
    **{f"{name}, photographed": Kind("forms", "text", _form(cells, _PHOTOGRAPHED)) for name, cells in _CELLS.items()},
    **{f"{name}, scanned": Kind("forms", "text", _form(cells, _SCANNED)) for name, cells in _CELLS.items()},
    "table": Kind("tables", "lines", _table),
    **{f"turned by {90 * quarters}": Kind("turned", "text", _turned(quarters)) for quarters in (1, 2, 3)},
    "empty paper": Kind("without handwriting", "nothing", _nothing(papers.white, papers.kraft, papers.colored)),
    "empty lined paper": Kind("without handwriting", "nothing", _nothing(papers.lined, papers.lined, papers.notebook)),
    "empty folded paper": Kind("without handwriting", "nothing", _nothing(papers.folded, papers.crumpled)),
    "empty board": Kind("without handwriting", "nothing", _nothing(boards.blackboard, boards.whiteboard)),
    "empty desk": Kind("without handwriting", "nothing", _nothing(unwritten.ground_alone, lying=0, beyond=(0.4, 0.5))),
    "printed page": Kind("without handwriting", "nothing", _nothing(unwritten.printed_page)),
    "page of large type": Kind("without handwriting", "nothing", _nothing(unwritten.plotted_page)),
    "drawings": Kind("without handwriting", "nothing", _nothing(unwritten.pictured)),
    "empty form": Kind("without handwriting", "nothing", _empty_form),
    "empty table": Kind("without handwriting", "nothing", _empty_table),
}
GROUPS = ("digits", "numbers", "ones", "forms", "tables", "turned", "without handwriting")


def large(hands: Hands, number: bool, seed: int = 0) -> Photograph:
    """Make a 12-megapixel photograph of one digit, or of a number."""
    rng = np.random.default_rng([seed, 12, number])
    scene = replace(SCENES["shadow"], sizes=(4000, 4001), heights=(0.1, 0.2), lying=0)
    while True:
        taken = (_number if number else _digit)(scene)(hands, rng)
        if 11.5e6 < taken.picture.width * taken.picture.height < 12.5e6:
            return taken
