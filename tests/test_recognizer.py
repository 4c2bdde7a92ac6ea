"""A digit is read the same wherever it is, and every answer keeps its contract."""

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digitink import EmptyPicture, Prediction, Recognizer, UnreadablePicture
from samples.drawing import DRAWINGS, Drawing, data_url, photograph, png, render
from samples.writing import Hand, written

any_drawing = st.sampled_from(DRAWINGS)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_every_way_to_write_a_digit_is_read(recognizer: Recognizer, drawing: Drawing) -> None:
    prediction = recognizer.predict(render(drawing))
    assert prediction.digit == drawing.digit
    assert prediction.confidence > 0.9
    assert not prediction.rejected


@given(
    drawing=any_drawing,
    size=st.floats(40, 230),
    across=st.floats(0, 1),
    down=st.floats(0, 1),
    pen=st.floats(0.03, 0.15),
    inverted=st.booleans(),
)
@example(drawing=DRAWINGS[0], size=40, across=0, down=0, pen=0.03, inverted=True)
def test_a_digit_moved_scaled_or_inverted_is_read_the_same(
    recognizer: Recognizer, drawing: Drawing, size: float, across: float, down: float, pen: float, inverted: bool
) -> None:
    width = max(1.5, pen * size)
    room = 280 - size - 2 * width
    drawn = render(drawing, left=width + across * room, top=width + down * room, size=size, pen=width)
    assert recognizer.predict(255 - drawn if inverted else drawn).digit == drawing.digit


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_a_photographed_digit_is_read(recognizer: Recognizer, drawing: Drawing) -> None:
    shot = photograph(render(drawing), np.random.default_rng(drawing.digit))
    assert recognizer.predict(shot).digit == drawing.digit


def test_a_prediction_keeps_its_contract(recognizer: Recognizer) -> None:
    prediction = recognizer.predict(render(DRAWINGS[5]))
    assert type(prediction.digit) is int
    assert type(prediction.confidence) is float
    assert len(prediction.probabilities) == 10
    assert all(type(share) is float and 0 <= share <= 1 for share in prediction.probabilities)
    assert sum(prediction.probabilities) == pytest.approx(1)
    assert prediction.probabilities[prediction.digit] == prediction.confidence == max(prediction.probabilities)
    assert prediction.seen.shape == (28, 28)
    assert prediction.seen.dtype == np.uint8


def test_a_batch_is_read_as_one_by_one(recognizer: Recognizer) -> None:
    pictures = [render(drawing, left=5 + k, top=10, size=90 + k) for k, drawing in enumerate(DRAWINGS * 4)]
    batch = recognizer.predict_batch(iter(pictures))
    assert len(batch) == len(pictures)
    for picture, together in zip(pictures, batch, strict=True):
        alone = recognizer.predict(picture)
        assert together.digit == alone.digit
        assert together.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
        np.testing.assert_array_equal(together.seen, alone.seen)


def test_an_empty_batch_is_no_error(recognizer: Recognizer) -> None:
    assert recognizer.predict_batch([]) == []


def test_what_cannot_be_read_is_said(recognizer: Recognizer) -> None:
    blank = np.full((280, 280), 255, np.uint8)
    with pytest.raises(EmptyPicture):
        recognizer.predict(blank)
    with pytest.raises(EmptyPicture):
        recognizer.predict_batch([render(DRAWINGS[0]), blank])
    with pytest.raises(UnreadablePicture):
        recognizer.predict(b"nonsense")


def test_what_is_no_digit_is_rejected(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(0)
    checks = [rng.integers(0, 2, (9, 9)).repeat(20, 0).repeat(20, 1).astype(np.uint8) * 255 for _ in range(40)]
    filled = np.full((280, 280), 255, np.uint8)
    filled[40:240, 40:240] = 0
    assert all(prediction.rejected for prediction in recognizer.predict_batch([*checks, filled]))


def test_photographs_of_something_else_are_rejected(recognizer: Recognizer) -> None:
    data = pytest.importorskip("skimage.data")
    face = data.astronaut()[:220, 120:320]
    others = (data.camera(), data.coffee(), data.chelsea(), data.coins(), data.text())
    # Where the finder takes an edge for a stroke, that passes for a digit: in three of these.
    assert sum(prediction.rejected for prediction in recognizer.predict_batch([face, *others])) >= 3


def test_our_digits_are_not_rejected(recognizer: Recognizer) -> None:
    rejected = {str(drawing) for drawing in DRAWINGS if recognizer.predict(render(drawing)).rejected}
    assert rejected == set()


def test_rejected_digits_are_below_the_cards_certainty(recognizer: Recognizer) -> None:
    seen = np.stack([recognizer.predict(render(drawing)).seen for drawing in DRAWINGS])
    mixed = np.concatenate([seen, seen[::-1].transpose(0, 2, 1), seen[:, ::-1]])
    certainty = recognizer.certainty(mixed)
    assert (certainty <= recognizer.probabilities(mixed).max(axis=1) + 1e-12).all()
    for picture, certain in zip(mixed, certainty, strict=True):
        (prediction,) = recognizer._read(picture[np.newaxis])
        assert prediction.rejected == (certain < recognizer.model.least_certainty)


def test_threads_may_share_a_recognizer(recognizer: Recognizer) -> None:
    pictures = [render(drawing) for drawing in DRAWINGS] * 6
    with ThreadPoolExecutor(4) as threads:
        digits = list(threads.map(lambda picture: recognizer.predict(picture).digit, pictures))
    assert digits == [drawing.digit for drawing in DRAWINGS] * 6


# Each reads the pictures named after its first argument in other processes, and prints the digits.
_POOL = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from digitink import Recognizer
recognizer = Recognizer()
recognizer.predict(sys.argv[2])  # the session has run here before it is asked for elsewhere
with ProcessPoolExecutor(2, multiprocessing.get_context(sys.argv[1])) as pool:
    print(*(prediction.digit for prediction in pool.map(recognizer.predict, sys.argv[2:])))
"""
_JOBLIB = """
import sys
from joblib import Parallel, delayed
from digitink import Recognizer
recognizer = Recognizer()
calls = (delayed(recognizer.predict)(path) for path in sys.argv[2:])
print(*(prediction.digit for prediction in Parallel(n_jobs=2, backend=sys.argv[1])(calls)))
"""
_INHERITED = """
import multiprocessing, sys
from digitink import Recognizer
recognizer = Recognizer()
recognizer.predict(sys.argv[2])
def read(path):
    return recognizer.predict(path).digit  # the parent's own, without a pickle
with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
    print(*pool.map(read, sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("program", "way"),
    [
        (_POOL, "spawn"),
        pytest.param(_POOL, "forkserver", marks=pytest.mark.skipif(sys.platform == "win32", reason="not there")),
        pytest.param(_POOL, "fork", marks=pytest.mark.skipif(sys.platform == "win32", reason="not there")),
        pytest.param(_INHERITED, "fork", marks=pytest.mark.skipif(sys.platform == "win32", reason="not there")),
        (_JOBLIB, "loky"),
        (_JOBLIB, "multiprocessing"),
    ],
    ids=["spawn", "forkserver", "fork", "inherited", "loky", "multiprocessing"],
)
def test_processes_may_share_a_recognizer(program: str, way: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{place}.png" for place in range(len(DRAWINGS))]
    for path, drawing in zip(paths, DRAWINGS, strict=True):
        path.write_bytes(png(render(drawing)))
    command = [sys.executable, "-c", program, way, *map(str, paths)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ended.stdout.split() == [str(drawing.digit) for drawing in DRAWINGS], ended.stderr


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301
def test_a_copy_of_a_recognizer_reads_the_same(recognizer: Recognizer, copied: Callable[[Any], Any]) -> None:
    page = written(["1995", "07"], Hand())[0]
    assert copied(recognizer).read(page) == recognizer.read(page)


def test_what_was_read_may_be_compared_hashed_pickled_and_copied(recognizer: Recognizer) -> None:
    prediction, same, other = (recognizer.predict(render(DRAWINGS[place])) for place in (3, 3, 4))
    reading, again = (recognizer.read(written(["42"], Hand())[0]) for _ in range(2))
    for one, equal in ((prediction, same), (reading, again), (reading.digits[0], again.digits[0])):
        assert one == equal
        assert len({one, equal, copy.deepcopy(one)}) == 1
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(one, protocol)) == one  # noqa: S301
    assert prediction != other
    assert prediction != "3"
    assert reading != replace(reading, digits=(replace(reading.digits[0], prediction=other), *reading.digits[1:]))


def test_predictions_differ_if_what_was_seen_differs(recognizer: Recognizer) -> None:
    prediction = recognizer.predict(render(DRAWINGS[3]))
    seen = prediction.seen.copy()
    seen[0, 0] ^= 1
    assert prediction != replace(prediction, seen=seen)
    assert prediction != replace(prediction, seen=prediction.seen.reshape(14, 56))
    assert prediction == replace(prediction, seen=prediction.seen.copy(order="F"))


@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_what_was_seen_cannot_be_changed(recognizer: Recognizer, protocol: int) -> None:
    given = recognizer.predict(render(DRAWINGS[3])).seen.copy()
    prediction = Prediction(3, 0.9, (0.1,) * 10, False, given)
    hashed = hash(prediction)
    given[:] = 0
    assert hash(prediction) == hashed
    for one in (prediction, copy.deepcopy(prediction), pickle.loads(pickle.dumps(prediction, protocol))):  # noqa: S301
        assert (one.seen.shape, one.seen.dtype) == ((28, 28), np.uint8)
        with pytest.raises(ValueError, match="read-only"):
            one.seen[0, 0] = 1


def test_the_page_s_own_data_url_is_read(recognizer: Recognizer) -> None:
    assert recognizer.predict(data_url(render(DRAWINGS[-1]))).digit == DRAWINGS[-1].digit
