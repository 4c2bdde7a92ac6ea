"""Surfaces are as large as asked, about as light as things are, and of many kinds."""

import numpy as np
import pytest

from digitink.training.data import surfaces

SURFACES = dict.fromkeys((*surfaces.SHEETS, *surfaces.DESKS, surfaces.things, surfaces.any_sheet, surfaces.any_desk))


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
@pytest.mark.parametrize("size", [(90, 120), (130, 40), (33, 250)])
def test_a_surface_is_as_large_as_asked_and_sends_light_back(surface: surfaces.Surface, size: tuple[int, int]) -> None:
    for seed in range(10):
        made = surface(*size, rng(seed))
        assert made.shape == size
        assert made.dtype == np.float32
        assert np.isfinite(made).all()
        assert -0.1 <= made.mean() <= 1.1
        assert made.std() < 0.5


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
def test_a_seed_makes_the_same_and_another_makes_another(surface: surfaces.Surface) -> None:
    np.testing.assert_array_equal(surface(60, 80, rng(3)), surface(60, 80, rng(3)))
    assert (surface(60, 80, rng(3)) != surface(60, 80, rng(4))).any()


def test_paper_is_light_and_blackboards_are_dark() -> None:
    papers, boards = (
        [kind(40, 40, rng(seed)).mean() for seed in range(100)] for kind in (surfaces.paper, surfaces.board)
    )
    assert min(papers) > 0.4
    assert np.mean(np.array(boards) < 0.4) == pytest.approx(0.7, abs=0.12)  # the others are whiteboards


def test_clouds_are_as_coarse_as_asked() -> None:
    steps = []
    for coarse in (2, 8, 30):
        made = surfaces.clouds(120, 120, coarse, rng())
        assert 0.3 < made.std() < 1.2
        steps.append(np.abs(np.diff(made)).mean() / made.std())
    assert steps[0] > 2 * steps[1] > 4 * steps[2]


def test_a_thing_hides_what_is_under_it() -> None:
    for seed in range(40):
        dark, light = np.zeros((80, 100), np.float32), np.ones((80, 100), np.float32)
        where = surfaces.lay_thing(dark, rng(seed))
        np.testing.assert_array_equal(surfaces.lay_thing(light, rng(seed)), where)
        assert where.dtype == np.uint8
        assert where.shape == (80, 100)
        np.testing.assert_allclose(dark[where == 255], light[where == 255], atol=1e-6)
        assert (dark[where == 0] == 0).all()
        assert (light[where == 0] <= 1).all()  # its shadow


def test_things_are_small_and_large() -> None:
    shares = [(surfaces.lay_thing(np.ones((80, 100), np.float32), rng(seed)) > 0).mean() for seed in range(100)]
    assert np.quantile(shares, 0.25) < 0.02
    assert np.quantile(shares, 0.9) > 0.05
    assert 0.2 < max(shares) < 1
