"""The methods that are measured beside the finder: each finds ink, by itself and in the finder's place."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from benchmarks import binarization
from benchmarks.binarization import METHODS, WINDOW, Binarization, Road
from digitink import Recognizer
from samples.drawing import named, photograph, render

Bytes = npt.NDArray[np.uint8]

DRAWN = render(named("7 plain"))


def on_paper(drawn: Bytes) -> Bytes:
    """Photograph a drawing, in gray."""
    return np.asarray(Image.fromarray(photograph(drawn, np.random.default_rng(0))).convert("L"))


@pytest.mark.parametrize("method", METHODS)
def test_a_dark_digit_on_white_is_found(method: str) -> None:
    found = METHODS[method](DRAWN) > 0

    assert found[DRAWN < 64].mean() > 0.95
    assert found[DRAWN == 255].mean() < 0.02


@pytest.mark.parametrize("method", METHODS)
def test_an_even_page_has_no_ink(method: str) -> None:
    assert not METHODS[method](np.full((120, 160), 230, np.uint8)).any()


@pytest.mark.parametrize("method", ["background divided out", "Sauvola", "NICK"])  # the others always find something
def test_noise_on_an_empty_page_is_no_ink(method: str) -> None:
    found = METHODS[method](on_paper(np.full((280, 280), 255, np.uint8))) > 0

    assert found.mean() < 0.01


@pytest.mark.parametrize("turned_over", [False, True])
def test_ink_is_made_dark_whichever_way_it_is_drawn(turned_over: bool) -> None:
    given = 255 - DRAWN if turned_over else DRAWN

    assert (binarization.dark_on_light(given) == DRAWN).all()


def test_sauvola_thresholds_as_scikit_image_does() -> None:
    filters = pytest.importorskip("skimage.filters")
    gray, inner = on_paper(DRAWN), np.s_[WINDOW:-WINDOW, WINDOW:-WINDOW]
    ink = gray < filters.threshold_sauvola(gray, window_size=WINDOW, k=0.2, r=128)

    assert ((binarization.sauvola(gray) > 0) == ink)[inner].all()


@pytest.mark.parametrize("climb", [0, 7])
def test_cleaning_removes_lines_edges_and_specks_not_the_digit(climb: float) -> None:
    digit = np.where(DRAWN < 128, np.uint8(255), np.uint8(0))
    spoiled = digit.copy()
    cv2.line(spoiled, (0, 230), (280, round(230 - 280 * np.tan(np.radians(climb)))), 255, 3)
    spoiled[:12, 100:140] = spoiled[40:43, 20:23] = 255

    rest = binarization.cleaned(spoiled) > 0

    assert rest[digit > 0].mean() > 0.9
    assert rest[digit == 0].mean() < 0.01


def test_a_page_is_straightened() -> None:
    corners = np.array([(90, 60), (520, 40), (560, 420), (60, 400)], np.float32)
    desk = np.full((480, 640), 60, np.uint8)
    cv2.fillConvexPoly(desk, corners.astype(int), 230)

    found = binarization.page_corners(desk)
    page = np.asarray(binarization.straightened(Image.fromarray(desk)).convert("L"))

    assert found is not None
    assert np.abs(found - corners).max() < 6
    assert page.shape == pytest.approx((360, 480), abs=25)
    assert page.min() > 150


def test_without_a_page_the_picture_stays_as_it_is() -> None:
    plate = cv2.circle(np.full((300, 400), 60, np.uint8), (200, 150), 120, 230, -1)
    picture = Image.fromarray(plate)

    assert binarization.page_corners(plate) is None
    assert binarization.straightened(picture) is picture


def test_a_recognizer_reads_with_a_method_in_the_finders_place() -> None:
    picture = photograph(DRAWN, np.random.default_rng(0))
    recognizer = Road("Sauvola, cleaned", "Sauvola", cleans=True).recognizer(WINDOW)

    assert isinstance(recognizer.finder, Binarization)
    assert recognizer.predict(picture).digit == 7
    assert not isinstance(Recognizer().finder, Binarization)


def test_the_table_has_a_row_a_method_and_a_column_a_group() -> None:
    rows = [Road("one", "Otsu"), Road("two", None)]
    found = [{"one": (0.5, [10.0]), "two": (1.0, [20.0, 40.0])}, {"one": (0.25, [30.0]), "two": (1.0, [20.0])}]

    assert list(binarization.table(["digit, plain", "empty desk"], found, rows)) == [
        "| finds the ink | digits | without handwriting | ms |",
        "| --- | ---: | ---: | ---: |",
        "| one | 50.0 | 75.0 | 20 |",
        "| two | 100.0 | 0.0 | 20 |",
    ]
