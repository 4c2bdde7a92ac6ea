"""Open a model file; find the shipped one."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from digitink.errors import ModelError
from digitink.labels import DIGITS, Digit, digit_of

if TYPE_CHECKING:
    # ONNX Runtime starts a thread when it is imported, and a process that forks then cannot end: so it is imported
    # when a model is loaded, which a server does in its workers.
    import onnxruntime

_FOLDER = Path(__file__).parent
SHIPPED = _FOLDER / "digits.onnx"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """A network that reads digits, ready to run, and what its card says of it.

    A copy, or a pickle that another process loads, opens the same file again; see __setstate__.
    """

    path: Path  # absolute
    sha256: str
    session: "onnxruntime.InferenceSession"
    shape: tuple[int, ...]  # of one picture, as the network's input wants it; none where it takes any
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[Digit, ...]:
        """What the network's scores stand for, in their order: what its card says, or else the ten digits."""
        return tuple(map(digit_of, self.card.get("labels", DIGITS)))

    def __getstate__(self) -> dict[str, Any]:
        """All but the session, which cannot leave its process.

        The path of a shipped model is relative to this package: another machine may have installed it elsewhere.
        """
        path = self.path.relative_to(_FOLDER) if self.path.is_relative_to(_FOLDER) else self.path
        return {**self.__dict__, "path": path, "session": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Open the model again. Raises ModelError when its file is gone or now holds other weights."""
        path = _FOLDER / state["path"]  # an absolute path stays as it is
        self.__dict__.update(state, path=path, session=_open_again(path, state["sha256"]))

    @property
    def temperature(self) -> float:
        """What logits are divided by to calibrate the confidence; see training/calibration.py."""
        return float(self.card.get("temperature", 1.0))

    @property
    def classes(self) -> int:
        """How many scores the network gives: one a label and, where there is one more, that of what is none of them."""
        return int(self.session.get_outputs()[0].shape[1])

    @property
    def least_certainty(self) -> float:
        """What is less certainly one of the labels than this is rejected; see docs/model-card.md."""
        return float(self.card.get("least_certainty", 0.5))

    def logits(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Run the network on (n, h, w) uint8 pictures; returns what it gives, (n, classes) float32.

        The first are the labels'; one more, where there is one, is that of what is none of them. A network that
        ends in a softmax is served as well: the logarithm undoes it.
        """
        logits = self.run(seen)
        if (logits >= 0).all() and np.allclose(logits.sum(axis=1), 1, atol=1e-3):
            return np.log(np.maximum(logits, 1e-12))
        return logits

    def run(self, seen: npt.NDArray[np.uint8]) -> Floats:
        """Return what the network gives of (n, h, w) uint8 pictures, as it is."""
        (output,) = self.session.run(None, self.inputs(seen))
        return np.asarray(output, np.float32)

    def inputs(self, seen: npt.NDArray[np.uint8]) -> dict[str, Floats]:
        """(n, h, w) uint8 pictures as the network's input wants them, float32 from 0 to 1, by its name."""
        pictures = seen.astype(np.float32) / np.float32(255)
        shape = self.shape or (1, *seen.shape[1:])
        return {self.session.get_inputs()[0].name: pictures.reshape(len(seen), *shape)}


def load(path: Path = SHIPPED, side: tuple[int, int] | None = (28, 28), channels: int = 1) -> Model:
    """Open an ONNX model and its card, the JSON file of the same name beside it.

    Takes one input, pictures of 28 x 28, or of another side (height, width), float32 from 0 to 1 in any layout of one
    channel, and gives a logit or a probability for each label that its card names, by default the ten digits; it may
    give one more, that of what is none of them. side None: pictures of any side, (n, 1, h, w), and maps of so many
    channels, (n, channels, h', w'). One thread: a server runs many pictures side by side, not one in pieces. Raises
    ModelError when a file is missing or damaged, or the weights are not those the card speaks of; only a model that is
    not shipped may come without a card.
    """
    content, sha256, card = examine(path)
    session = _open(content, path)
    shape = _picture_shape(session, path, side, _labels(card, path)) if side else _of_any_side(session, path, channels)
    return Model(path.absolute(), sha256, session, shape, card)


def _labels(card: dict[str, Any], path: Path) -> int:
    """Count the labels of a card. Raises ModelError where they are not each a text of its own."""
    labels = card.get("labels", list(DIGITS))
    if not isinstance(labels, list) or not all(isinstance(label, str) and label for label in labels):
        raise ModelError(f'The card of {path} should have its labels as a list of texts, such as ["A", "B"].')
    if len(set(labels)) < len(labels):
        raise ModelError(f"The card of {path} has a label twice.")
    return len(labels)


def _open(content: bytes, path: Path) -> "onnxruntime.InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # 6 MB less after a batch, and no slower
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own exceptions share no other base
        raise ModelError(f"{path} is not an ONNX model that can be run: {error}") from error


# A pool of processes pickles the recognizer anew with every task: 8 ms to open its models, where a digit takes 1 ms.
@lru_cache(maxsize=8)
def _open_again(path: Path, sha256: str) -> "onnxruntime.InferenceSession":
    """Return the session of a model that was opened elsewhere, made once. Raises ModelError, see Model.__setstate__."""
    content, found = _read_content(path)
    if found != sha256:
        raise ModelError(f"{path} has changed since the model was opened: its SHA-256 was {sha256}, now it is {found}.")
    return _open(content, path)


def examine(path: Path = SHIPPED) -> tuple[bytes, str, dict[str, Any]]:
    """Return a model file's weights, their SHA-256, and its card, without loading it. Raises ModelError, see load."""
    content, sha256 = _read_content(path)
    card = _read_card(path.with_suffix(".json"), required=path.parent == SHIPPED.parent)
    if card and card.get("sha256") != sha256:
        raise ModelError(
            f"{path} is damaged or not the model its card describes: its SHA-256 is {sha256}, "
            f"the card says {card.get('sha256')}. Install digitink again, or train the model again."
        )
    return content, sha256, card


def _read_content(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"There is no model at {path}: {error.strerror}.") from error
    return content, hashlib.sha256(content).hexdigest()


def _picture_shape(
    session: "onnxruntime.InferenceSession", path: Path, side: tuple[int, int], labels: int
) -> tuple[int, ...]:
    given, returned = session.get_inputs(), session.get_outputs()
    shape = tuple(given[0].shape[1:])
    fits = len(given) == len(returned) == 1 and all(isinstance(length, int) for length in shape)
    if not fits or np.prod(shape) != np.prod(side) or list(returned[0].shape[1:]) not in ([labels], [labels + 1]):
        raise ModelError(
            f"{path} is not a digit model that fits here: it should take pictures of {side[0]} x {side[1]} and give "
            f"{labels} or {labels + 1} numbers each. What they stand for if not for digits, its card says: labels."
        )
    return shape


def _of_any_side(session: "onnxruntime.InferenceSession", path: Path, channels: int) -> tuple[int, ...]:
    """No shape at all, for a network that takes pictures of any side. Raises ModelError for another."""
    given, returned = ([each.shape for each in some] for some in (session.get_inputs(), session.get_outputs()))
    fits = len(given) == len(returned) == 1 and len(given[0]) == len(returned[0]) == 4
    if not fits or given[0][1] != 1 or isinstance(given[0][3], int) or returned[0][1] != channels:
        raise ModelError(
            f"{path} is not a model that fits here: it should take pictures of any side and give {channels} "
            f"number{'s' * (channels > 1)} for each place in them."
        )
    return ()


def _read_card(path: Path, required: bool) -> dict[str, Any]:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if required:
            raise ModelError(f"The model's card {path} is missing. Install digitink again.") from error
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(f"The model's card {path} cannot be read: {error}.") from error
    if not isinstance(card, dict):
        raise ModelError(f"The model's card {path} should be a JSON object.")
    return card
