"""How often lines of handwriting are read exactly: MNIST's digits in a row, and real pen strokes in eight kinds.

Each number is in the hand of one of pendigits' 14 held-out writers; signs and letters are mathnote's. `samples.lines`
composes them.
"""

import argparse
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.latency import milliseconds
from digitink import Recognizer
from digitink.errors import DataError, EmptyPicture
from digitink.training.data import mnist
from digitink.training.evaluate import Evaluation
from samples.lines import KINDS, WITHOUT_DIGITS, Line, lines, string
from samples.lines.hands import real_strokes
from samples.writing import Hand, written

Bytes = npt.NDArray[np.uint8]

MNIST = "mnist"  # a row of the table, but no kind of line
_NO_PICTURE = np.zeros((0, 0), np.uint8)
# Of contact sheets: px of a picture's place, places in a row, pictures of a kind, and misses of a kind.
_CELL, _COLUMNS, _SHOWN, _MOST = (480, 110), 4, 24, 60


@dataclass(frozen=True)
class Outcome:
    """One line, what was read there, and how sure that is."""

    kind: str
    picture: Bytes
    label: str
    read: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether all is read as it is written; of letters, whether no digit is read."""
        if self.kind == WITHOUT_DIGITS:
            return not any(each.isdigit() for each in self.read)
        return self.read == self.label

    @property
    def caption(self) -> str:
        """What is written and what was read, for a contact sheet."""
        read = self.read.replace("\n", " | ") or "nothing"
        return f"{self.kind}: {self.label} -> {read} ({100 * self.confidence:.0f} %)"


def outcome(recognizer: Recognizer, kind: str, picture: Bytes, label: str) -> Outcome:
    """Read a line. Of signs `Reading.written` counts where there is one, or else the digits alone."""
    try:
        reading = recognizer.read(picture)
    except EmptyPicture:
        return Outcome(kind, picture, label, "", 0.0)
    if kind == "signs":
        read = getattr(reading, "written", None)
        if read is not None:
            return Outcome(kind, picture, label, read, reading.confidence)
        label = _digits(label)
    return Outcome(kind, picture, label, reading.text, reading.confidence)


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """One line of the table."""
    right = np.array([each.right for each in outcomes])
    cells = f"{name:10}{len(right):7}{100 * right.mean():9.2f}{100 * right.std() / np.sqrt(len(right)):7.2f}"
    if all(each.kind == WITHOUT_DIGITS for each in outcomes):
        return f"{cells}   without any digit; {100 - 100 * right.mean():.1f} % of the lines have one"
    labels, read = [each.label for each in outcomes], [each.read for each in outcomes]
    lengths = np.array([len(one) != len(other) for one, other in zip(labels, read, strict=True)])
    found = Evaluation(name, labels, read, np.array([each.confidence for each in outcomes]))
    cells += f"{100 * lengths.mean():8.2f}{100 * found.calibration_error:13.2f}"
    if right.all():
        return f"{cells}{'-':>13}"
    least_sure = np.argsort(found.confidence)[: max(1, len(right) // 10)]
    return f"{cells}{100 * np.sum(~right[least_sure]) / np.sum(~right):13.0f}"


def contact_sheet(captioned: Iterable[Line]) -> Bytes:
    """Pictures in a grid, each with its caption."""
    cells = []
    for picture, caption in captioned:
        cell = np.full((_CELL[1], _CELL[0]), 235, np.uint8)
        height, width = picture.shape
        scale = min((_CELL[0] - 8) / width, (_CELL[1] - 24) / height, 2)
        shown = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cell[20 : 20 + shown.shape[0], 4 : 4 + shown.shape[1]] = shown
        cv2.putText(cell, caption, (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 0, 1, cv2.LINE_AA)
        cells.append(cell)
    while len(cells) % _COLUMNS or not cells:
        cells.append(np.full((_CELL[1], _CELL[0]), 235, np.uint8))
    return np.vstack([np.hstack(cells[start : start + _COLUMNS]) for start in range(0, len(cells), _COLUMNS)])


def _pictures(kind: str, count: int, seed: int, held_out: bool) -> Iterator[Line]:
    if kind != MNIST:
        return lines(kind, count, seed)
    rng, digits = np.random.default_rng(seed), mnist.load()[1 if held_out else 2]
    return (string(digits, rng) for _ in range(count))


def _table(kinds: Sequence[str], count: int, seed: int, held_out: bool) -> list[Outcome]:
    """Print the table; give the first misses of each kind."""
    recognizer = Recognizer()
    print(f"{'':10}{'lines':>7}{'exact %':>9}{'+-':>7}{'length':>8}{'calibration':>13}{'least sure':>13}")
    outcomes: list[Outcome] = []
    misses: list[Outcome] = []
    for kind in kinds:
        pictures = _pictures(kind, count, seed, held_out)
        read = [outcome(recognizer, kind, picture, label) for picture, label in pictures]
        print(row(kind, read), flush=True)
        misses += [each for each in read if not each.right][:_MOST]
        outcomes += [replace(each, picture=_NO_PICTURE) for each in read]  # thousands of pictures would take gigabytes
    numbers = [each for each in outcomes if each.kind not in (MNIST, WITHOUT_DIGITS)]
    if len({each.kind for each in numbers}) > 1:
        print(row("all", numbers))
    with_signs = [each for each in outcomes if each.kind == "signs"]
    if with_signs and all(each.label.isdigit() for each in with_signs):
        print("signs: compared by their digits alone, as the reader gives no signs")
    return misses


def main() -> None:
    """Print a table, a row a kind of line, and the median time of a canvas of five digits."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=2000, help="lines of each kind")
    options.add_argument("--kind", choices=(MNIST, *KINDS), action="append", help="only this; may be repeated")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--held-out", action="store_true", help="of MNIST the held-out digits, to choose by")
    options.add_argument("--misses", metavar="PNG", help="draw here some misses of each kind")
    options.add_argument("--sheet", metavar="PNG", help="draw some lines of each kind here, and read none")
    chosen = options.parse_args()
    kinds = chosen.kind or (MNIST, *KINDS)
    try:
        real_strokes()
    except DataError as error:
        kinds = [kind for kind in kinds if kind == MNIST]
        print(f"{error} Only {MNIST} is measured.", file=sys.stderr)
    if chosen.sheet:
        drawn = ((kind, line) for kind in kinds for line in _pictures(kind, _SHOWN, chosen.seed, chosen.held_out))
        cv2.imwrite(chosen.sheet, contact_sheet((picture, f"{kind}: {label}") for kind, (picture, label) in drawn))
        return
    misses = _table(kinds, chosen.count, chosen.seed, chosen.held_out)
    if chosen.misses:
        cv2.imwrite(chosen.misses, contact_sheet((miss.picture, miss.caption) for miss in misses))
    cv2.setNumThreads(1)
    page, _ = written(["20735"], Hand(size=150, pen=0.08))
    recognizer = Recognizer()
    taken = sorted(milliseconds(lambda: recognizer.read(page), runs=100))
    tenth = len(taken) // 10
    print(
        f"a canvas of {page.shape[1]} x {page.shape[0]} with five digits: median {statistics.median(taken):.2f} ms "
        f"({taken[tenth]:.2f} to {taken[-tenth]:.2f})"
    )


if __name__ == "__main__":
    main()
