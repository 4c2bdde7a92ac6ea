"""How photographs are read, kind by kind: digits, numbers, forms and tables, and how often digits are seen in none.

The pictures are made of the project's own strokes and, where DIGITINK_DATA is set, of writers held out from training.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.latency import milliseconds
from digitink import PictureError, Recognizer
from samples.photographed import GROUPS, KINDS, Hands, Photograph, held_out, large, picture

_SHOWN = 6  # pictures of each kind on a contact sheet
_CELL = (320, 270)  # px, of a picture on it


@dataclass(frozen=True)
class Outcome:
    """How a picture was read."""

    right: float  # 0 or 1; of a table, the share of its lines
    predicted: str
    refused: str | None  # the kind of PictureError
    milliseconds: float


def judge(recognizer: Recognizer, taken: Photograph, asked: str) -> Outcome:
    """Read a picture as its kind is to be read."""
    start, refused, predicted = time.perf_counter(), None, ""
    try:
        if asked == "digit":
            predicted = str(recognizer.predict(taken.picture).digit)
        else:
            predicted = recognizer.read(taken.picture).text
    except PictureError as error:
        refused = type(error).__name__
    spent = 1e3 * (time.perf_counter() - start)
    right = in_order(taken.label, predicted) if asked == "lines" else float(predicted == taken.label)
    return Outcome(right, predicted, refused, spent)


def in_order(label: str, predicted: str) -> float:
    """Give the share of the label's lines that are in the answer, in their order."""
    lines, given = label.split("\n"), predicted.split("\n")
    best = np.zeros((len(lines) + 1, len(given) + 1), int)
    for row, line in enumerate(lines):
        for column, other in enumerate(given):
            same = best[row, column] + (line == other)
            best[row + 1, column + 1] = max(same, best[row, column + 1], best[row + 1, column])
    return float(best[-1, -1] / len(lines))


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """Print a kind's line: per cent right, wrong and refused, why, and the median time."""
    right = 100 * statistics.fmean(outcome.right for outcome in outcomes)
    refusals = Counter(outcome.refused for outcome in outcomes if outcome.refused)
    # Where nothing is written, a refusal is right.
    wrong = [outcome for outcome in outcomes if outcome.right < 1 and not outcome.refused]
    wrongly = 100 * sum(1 - outcome.right for outcome in wrong) / len(outcomes)
    refused = 100 * refusals.total() / len(outcomes)
    spent = statistics.median(outcome.milliseconds for outcome in outcomes)
    why = ", ".join(f"{count} {kind}" for kind, count in refusals.most_common())
    return f"{name:30}{right:8.1f}{wrongly:8.1f}{refused:9.1f}{spent:8.1f}  {why}".rstrip()


def contact_sheet(cells: Iterator[tuple[Photograph, str]], columns: int) -> Image.Image:
    """Set pictures in rows, each with a caption below it."""
    placed = list(cells)
    rows = -(-len(placed) // columns)
    sheet = Image.new("RGB", (columns * _CELL[0], max(1, rows) * _CELL[1]), "white")
    pen = ImageDraw.Draw(sheet)
    for place, (taken, text) in enumerate(placed):
        x, y = place % columns * _CELL[0], place // columns * _CELL[1]
        small = taken.picture.copy()
        small.thumbnail((_CELL[0] - 6, _CELL[1] - 24), Image.Resampling.BOX)
        sheet.paste(small, (x + 3, y + 3))
        pen.text((x + 3, y + _CELL[1] - 18), text.replace("\n", " / ")[:52], fill="black")
    return sheet


def _timed(recognizer: Recognizer, hands: Hands) -> str:
    """Read 12 megapixels from a file's bytes, on one thread."""
    digit, number = large(hands, False).file, large(hands, True).file
    work = (lambda: recognizer.predict(digit)), (lambda: recognizer.read(number))
    medians = [statistics.median(milliseconds(each, 10)) for each in work]
    return f"a 12-megapixel JPEG, one thread: one digit {medians[0]:.0f} ms, a number {medians[1]:.0f} ms"


def _table(names: Sequence[str], count: int, seed: int, hands: Hands) -> list[tuple[Photograph, str]]:
    """Print the table and the means; give what was misread, with captions."""
    recognizer, misses = Recognizer(), []
    means: dict[str, list[float]] = {group: [] for group in GROUPS}
    print(f"{'':30}{'right %':>8}{'wrong':>8}{'refused':>9}{'ms':>8}")
    for name in names:
        kind, outcomes = KINDS[name], []
        for place in range(count):
            taken = picture(name, place, hands, seed)
            outcomes.append(judge(recognizer, taken, kind.asked))
            if outcomes[-1].right < 1:
                taken.picture.thumbnail(_CELL)  # a thousand of them in full would take gigabytes
                shown = outcomes[-1].refused or outcomes[-1].predicted
                misses.append((replace(taken, file=b""), f"{name}: {taken.label} -> {shown}"))
        means[kind.group].append(statistics.fmean(outcome.right for outcome in outcomes))
        print(row(name, outcomes), flush=True)
    for group, shares in means.items():
        if shares and group == "without handwriting":
            print(f"without handwriting, with a digit: {100 - 100 * statistics.fmean(shares):.1f} %")
        elif shares:
            print(f"{group}: {100 * statistics.fmean(shares):.1f} % right")
    print(_timed(recognizer, hands))
    return misses


def main() -> None:
    """Print a table of all kinds, or draw some pictures of each."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=40, help="pictures of each kind")
    options.add_argument("--kind", help="only kinds whose names hold this")
    options.add_argument("--sheet", metavar="PNG", help="draw some pictures of each kind here, and read none")
    options.add_argument("--misses", metavar="PNG", help="draw here what was misread")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    hands = held_out()
    names = [name for name in KINDS if (chosen.kind or "") in name]
    if chosen.sheet:
        shown = ((name, picture(name, place, hands, chosen.seed)) for name in names for place in range(_SHOWN))
        contact_sheet(((taken, f"{name}: {taken.label}") for name, taken in shown), _SHOWN).save(chosen.sheet)
        return
    writers = f"; {hands.drawings} held-out drawings" if hands.drawings else ""
    print(f"{chosen.count} pictures of each kind; the project's own strokes{writers}; ms a picture, the median")
    misses = _table(names, chosen.count, chosen.seed, hands)
    if chosen.misses:
        contact_sheet(iter(misses), _SHOWN).save(chosen.misses)


if __name__ == "__main__":
    main()
