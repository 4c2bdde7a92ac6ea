"""A model's card: what is decided for it on held-out digits, and what is known of it."""

import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow

from digitink import model
from digitink.recognizer import Recognizer, certainty_of
from digitink.training import calibration, evaluate
from digitink.training.data import fonts, held_out, mnist, strokes

_PACKAGES = ("digitink", "keras", "numpy", "opencv-python-headless", "tf2onnx")


def write(path: Path, drawn_anew: bool, known: dict[str, Any], data: Path | None = None) -> dict[str, Any]:
    """Decide, examine, and write the card beside an ONNX file; returns it.

    drawn_anew tells whether the network learnt from digits drawn anew, and what is no digit; known is what
    else the card says, among it `without` which of strokes.SOURCES the network learnt. Decisions are made on
    held-out digits; the test set is read once, after them. Raises DataError and ModelError.
    """
    digits = held_out.digits(data) if drawn_anew else held_out.plain(data)
    sources = dict(mnist.SUMS)
    if drawn_anew:
        sources |= {package: entry["sha256"] for package, entry in fonts.CATALOGUE.items()}
        sources |= strokes.sums(known["without"])
    file = path.with_suffix(".json")
    file.unlink(missing_ok=True)  # the card of an earlier model speaks of other weights
    card: dict[str, Any] = {
        "name": "digitink digits",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **_decisions(model.load(path), digits),
        **known,
        "data": sources,
        "versions": {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
        | {name: version(name) for name in _PACKAGES},
    }
    file.write_text(json.dumps(card), encoding="utf-8")  # the recogniser wants the decisions
    sets = {"MNIST test": mnist.load(data)[2]} | digits
    if drawn_anew:
        sets |= held_out.nothing(data)
    card["measured"] = {row.name: row.figures for row in evaluate.examine(Recognizer(path), sets)}
    file.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def _decisions(net: model.Model, digits: dict[str, mnist.Digits]) -> dict[str, float]:
    """The temperature and the least certainty, from digits that are held out.

    The temperature is that of MNIST's digits, plain and (for a network that was trained so) drawn anew, and of
    real pens' where there are any. The least certainty is what 99 in 100 digits of hands never seen reach: those
    of the held-out fonts; or, of a network that knows MNIST alone, 995 in 1,000 of its plain digits.
    """
    known = [some for name, some in digits.items() if name != held_out.FONT_DIGITS]
    labels = np.concatenate([some.labels for some in known])
    logits = np.concatenate([net.logits(some.images) for some in known])
    temperature = calibration.fit_temperature(logits[:, :10], labels)
    strangers = digits.get(held_out.FONT_DIGITS)
    last = net.logits(strangers.images) if strangers else logits
    certainty = certainty_of(last.astype(np.float64) / temperature)
    kept = 0.99 if strangers else 0.995
    return {"temperature": temperature, "least_certainty": calibration.least_certainty(certainty, kept)}
