"""Measure how real pen strokes are read: accuracy, calibration, and how many letters and signs are rejected.

The strokes are not part of this repository and are for examination alone. FOLDER holds them beside the
score.py that replays them on a canvas, or on photographed paper.
"""

import argparse
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt

from digitink import EmptyPicture, Prediction, Recognizer
from digitink.labels import NOT_A_DIGIT
from digitink.training.evaluate import Evaluation

Floats = npt.NDArray[np.float64]

ACCEPTED = 0.99  # share of the digits to keep when thresholds are compared


def score_of(folder: Path) -> ModuleType:
    """Return the module score.py."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    return score


def read(
    recognizer: Recognizer, score: ModuleType, path: Path, limit: int | None, paper: bool
) -> Iterator[tuple[str, Prediction | None, float]]:
    """Return what each drawing is, what it is read as, and how certainly; None where no ink is found."""
    for label, _, _, picture in score.pictures(path, path.stem, limit=limit, paper=paper):
        try:
            prediction = recognizer.predict(picture)
        except EmptyPicture:
            yield label, None, 0.0
            continue
        yield label, prediction, float(recognizer.certainty(prediction.seen[np.newaxis])[0])


def is_accepted(prediction: Prediction | None) -> bool:
    """Tell whether a drawing is taken for a digit."""
    return prediction is not None and not prediction.rejected


def spread(hits: npt.NDArray[np.bool_]) -> str:
    """Return a share with its standard error, in per cent."""
    return f"{100 * hits.mean():.2f} +- {100 * hits.std() / np.sqrt(len(hits)):.2f} %"


def main() -> None:
    """Print what was measured, on the canvas and on paper."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--model", type=Path)
    options.add_argument("--limit", type=int, help="read so many drawings of each kind only")
    chosen = options.parse_args()
    recognizer, score = Recognizer(chosen.model), score_of(chosen.folder)
    for paper in (False, True):
        digits, letters = (
            list(read(recognizer, score, chosen.folder / f"{kind}.npz", chosen.limit, paper))
            for kind in ("digits", "letters")
        )
        accepted = np.array([is_accepted(prediction) for _, prediction, _ in digits])
        found = Evaluation(
            "digits",
            labels=np.array([int(label) for label, _, _ in digits]),
            predictions=np.array([prediction.digit if prediction else NOT_A_DIGIT for _, prediction, _ in digits]),
            confidence=np.array([prediction.confidence if prediction else 0.0 for _, prediction, _ in digits]),
            is_rejected=~accepted,
        )
        away = np.array([not is_accepted(prediction) for _, prediction, _ in letters])
        threshold = np.quantile([certain for *_, certain in digits], 1 - ACCEPTED)
        print("photographed paper" if paper else "canvas")
        error = 100 * found.calibration_error
        print(f"  {len(found)} digits: {spread(found.right)} right, calibration error {error:.2f} %")
        print(f"  kept {spread(accepted)}; of {len(letters)} letters and signs turned away {spread(away)}")
        least = recognizer.model.least_certainty
        would = spread(np.array([certain for *_, certain in letters]) < threshold)
        print(
            f"  a threshold of {threshold:.3f} instead of {least:.3f} would keep {ACCEPTED:.0%} and turn away {would}"
        )


if __name__ == "__main__":
    main()
