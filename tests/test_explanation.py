"""An explanation shows the steps as they were taken, and what the answer hung on."""

import numpy as np
import pytest

from digitink import EmptyPicture, Recognizer
from digitink.explanation import explain, heat
from digitink.picture import load
from samples.drawing import DRAWINGS, Drawing, named, photograph, render


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_it_explains_the_answer_that_is_given(recognizer: Recognizer, drawing: Drawing) -> None:
    picture = render(drawing)
    explanation, prediction = explain(recognizer, picture), recognizer.predict(picture)
    assert explanation.prediction.digit == prediction.digit == drawing.digit
    assert explanation.prediction.probabilities == prediction.probabilities
    np.testing.assert_array_equal(explanation.prediction.seen, prediction.seen)
    assert int(np.argmax(explanation.logits[:10])) == prediction.digit
    assert explanation.heat.shape == (28, 28)
    assert 0.2 < explanation.heat.max() <= 1
    assert explanation.heat.min() >= -1


@pytest.mark.parametrize("side", [280, 500, 1400])
def test_box_and_frame_lie_on_the_drawing_at_any_size(recognizer: Recognizer, side: int) -> None:
    share = side / 280
    picture = render(named("8 plain"), 60 * share, 50 * share, 160 * share, 14 * share, (side, side))
    explanation = explain(recognizer, picture)
    rows, columns = np.nonzero(picture < 128)
    ends = [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
    assert explanation.size == (side, side)
    assert explanation.box == pytest.approx(ends, abs=0.02 * side)
    x, y, width, height = explanation.frame
    assert width == pytest.approx(height, rel=0.1)
    assert height == pytest.approx(ends[3] * 28 / 20, rel=0.03)
    # The ink's center of mass is the frame's middle, to a pixel of the 28.
    weights = 255.0 - picture
    down, across = np.mgrid[0:side, 0:side]
    center = ((across * weights).sum() / weights.sum(), (down * weights).sum() / weights.sum())
    assert (x + width / 2, y + height / 2) == pytest.approx(center, abs=height / 28)


def test_a_part_of_a_photograph_is_placed_in_the_whole(recognizer: Recognizer) -> None:
    page = np.full((900, 1200), 255, np.uint8)
    page[500:780, 700:980] = render(named("3 round"))
    explanation = explain(recognizer, photograph(page, np.random.default_rng(2)))
    x, y, width, height = explanation.box
    assert explanation.prediction.digit == 3
    assert 700 < x < x + width < 980
    assert 500 < y < y + height < 780


def test_covering_what_mattered_most_changes_the_prediction_most(recognizer: Recognizer) -> None:
    changed = []
    for drawing in DRAWINGS:
        seen = recognizer.see(load(render(drawing)))
        carried = heat(recognizer, seen)
        inked = np.flatnonzero(seen > 60)
        ordered = inked[np.argsort(carried.ravel()[inked])]
        count = len(ordered) // 3
        shares = []
        for some in (ordered[-count:], ordered[:count]):
            covered = seen.copy().ravel()
            covered[some] = 0
            shares.append(recognizer.probabilities(covered.reshape(1, 28, 28))[0, drawing.digit])
        changed.append(shares[0] < shares[1])
    assert np.mean(changed) > 0.85


def test_covering_nothing_that_is_there_explains_nothing(recognizer: Recognizer) -> None:
    seen = recognizer.see(load(render(named("1 a stroke"))))
    assert heat(recognizer, seen)[:, :3].tolist() == np.zeros((28, 3)).tolist()


def test_a_blank_picture_has_nothing_to_explain(recognizer: Recognizer) -> None:
    with pytest.raises(EmptyPicture):
        explain(recognizer, np.full((50, 50), 255, np.uint8))
