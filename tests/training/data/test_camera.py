"""Lamps and cameras change a scene, but leave it legible."""

import numpy as np
import pytest

from digitink.training.data import camera

FINE = camera.Legible(blur=0, noise=0)
EDGE = np.repeat(np.array([[0.2, 0.8]], np.float32), 50, axis=1).repeat(80, axis=0)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def steepest(picture: camera.Bytes) -> float:
    """How steep an edge is, as a share of the levels it lies between."""
    levels = picture.mean(axis=0)
    return float(np.abs(np.diff(levels)).max() / max(1, np.ptp(levels)))


def test_light_falls_on_all_of_a_scene() -> None:
    for seed in range(40):
        light = camera.lights(EDGE, rng(seed))
        assert light.shape == EDGE.shape
        assert light.dtype == np.float32
        assert np.isfinite(light).all()
        assert light.min() > 0


@pytest.mark.parametrize("tone", [0.05, 0.3, 1])
def test_a_camera_mostly_exposes_for_what_is_bright(tone: float) -> None:
    scene = np.full((60, 80), tone, np.float32)
    brightest = np.array([np.quantile(scene * camera.lights(scene, rng(seed)), 0.98) for seed in range(100)])
    assert 0.5 < np.mean((brightest > 0.45) & (brightest < 1.15)) <= 1


def test_a_shadow_darkens_some_of_a_picture_and_never_all_light() -> None:
    shadows = np.stack([camera.shadow(60, 90, rng(seed)) for seed in range(200)])
    assert shadows.shape == (200, 60, 90)
    assert shadows.dtype == np.float32
    assert shadows.min() >= 0.3 - 1e-5
    assert shadows.max() <= 1
    shaded = (shadows < 0.95).mean(axis=(1, 2))
    assert (shaded > 0).mean() > 0.7
    assert (shaded < 1).mean() > 0.8


def test_a_lamp_shines_on_one_shot_in_seven() -> None:
    shone = 0
    for seed in range(300):
        shot = camera.glare(EDGE, rng(seed))
        assert (shot >= EDGE).all()
        shone += bool((shot > EDGE).any())
    assert shone / 300 == pytest.approx(0.15, abs=0.06)


def test_a_picture_is_as_large_as_its_scene_and_alike_for_a_seed() -> None:
    rough = camera.Legible(blur=2, noise=0.1)
    first, again, other = (camera.taken(EDGE, rough, rng(seed)) for seed in (1, 1, 2))
    assert first.dtype == np.uint8
    assert first.shape == EDGE.shape
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_what_was_darker_stays_darker() -> None:
    rough = camera.Legible(blur=2, noise=0.1)
    for legible in (FINE, rough):
        for seed in range(100):
            picture = camera.taken(EDGE, legible, rng(seed))
            assert picture[:, 60:].mean() - picture[:, :40].mean() > 30


def test_no_camera_blurs_more_than_is_legible() -> None:
    fine, blurred = (
        np.array([steepest(camera.taken(EDGE, camera.Legible(blur, 0), rng(seed))) for seed in range(60)])
        for blur in (0, 4)
    )
    assert fine.min() > 0.6
    assert np.median(blurred) < 0.5 * np.median(fine)
    assert blurred.min() > 0.03


def test_noise_is_no_stronger_than_asked() -> None:
    gray = np.full((100, 100), 0.5, np.float32)
    none, some = (
        [camera.taken(gray, camera.Legible(0, noise), rng(seed)).astype(int).std() / 255 for seed in range(60)]
        for noise in (0, 0.1)
    )
    assert max(none) < 0.01
    assert np.median(some) > 0.005


@pytest.mark.parametrize("size", [(1, 1), (3, 200)])
def test_a_strip_can_be_photographed(size: tuple[int, int]) -> None:
    scene = np.full(size, 0.5, np.float32)
    for seed in range(20):
        shot = camera.glare(scene * camera.lights(scene, rng(seed)), rng(seed))
        assert camera.taken(shot, camera.Legible(2, 0.1), rng(seed)).shape == size
