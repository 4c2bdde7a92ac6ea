"""Whatever the depth, the colors and the transparency, one array of gray levels shows the ink."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from digitink import picture
from samples.hostile import saved as encoded
from tests.picture.ramp import RAMP


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_brought_to_eight(kind: str) -> None:
    deep = RAMP.astype(np.uint16) * 257
    np.testing.assert_array_equal(picture.load(encoded(Image.fromarray(deep), kind)), RAMP)


@pytest.mark.parametrize(
    "array",
    [
        RAMP.astype(np.uint16) * 257,
        RAMP.astype(np.int64),
        RAMP / 255,
        RAMP.astype(np.float32),
        RAMP[..., np.newaxis],
        RAMP.astype(np.uint16),
        RAMP.astype(np.uint16) * 16,
        np.stack([RAMP] * 3, axis=-1),
        np.dstack([RAMP, RAMP, RAMP, np.full_like(RAMP, 255)]),
    ],
    ids=[
        "uint16",
        "int64",
        "floats to 1",
        "floats to 255",
        "(h, w, 1)",
        "8 bits in 16",
        "12 bits in 16",
        "RGB",
        "RGBA",
    ],
)
def test_arrays_of_other_types_and_shapes_are_the_same_picture(array: npt.NDArray[np.generic]) -> None:
    np.testing.assert_allclose(picture.load(array), RAMP, atol=1)


def test_floats_that_overshoot_are_floats_to_1() -> None:
    larger = np.asarray(Image.fromarray(RAMP / np.float32(255)).resize((100, 70), Image.Resampling.BICUBIC))
    assert 1 < larger.max() < 1.2
    for form in (larger, Image.fromarray(larger)):
        np.testing.assert_allclose(picture.load(form), (255 * larger).clip(0, 255), atol=1)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_that_hold_eight_are_eight(kind: str) -> None:
    np.testing.assert_array_equal(picture.load(encoded(Image.fromarray(RAMP.astype(np.uint16)), kind)), RAMP)


@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int64, np.uint16, np.float64])
def test_masks_are_black_and_white(kind: type[np.generic]) -> None:
    np.testing.assert_array_equal(picture.load((RAMP > 100).astype(kind)), np.where(RAMP > 100, 255, 0))


def test_a_mask_in_a_file_is_black_and_white() -> None:
    mask = Image.fromarray((RAMP > 100).astype(np.uint8))
    np.testing.assert_array_equal(picture.load(encoded(mask, "PNG")), np.where(RAMP > 100, 255, 0))


@pytest.mark.parametrize("kind", [np.uint16, np.int32, np.float32])
def test_a_large_mask_is_one_though_much_of_it_is_empty(kind: type[np.generic]) -> None:
    mask = np.zeros((1200, 1000), kind)
    mask[900:1000, 400:500] = 1
    np.testing.assert_array_equal(picture.load(Image.fromarray(mask)), np.where(mask == 1, 255, 0))


@pytest.mark.parametrize("ground", [(0, 90, 190), (40, 100, 160), (80, 110, 200)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_ink_as_bright_as_its_ground_differs_by_its_color(ground: tuple[int, int, int], mode: str) -> None:
    image = Image.new("RGB", (60, 40), ground)
    light = int(np.asarray(image.convert("L"))[0, 0])
    reds = [(red, green, green) for red in range(150, 256) for green in range(100)]
    ink = next(red for red in reds if Image.new("RGB", (1, 1), red).convert("L").getpixel((0, 0)) == light)
    image.paste(ink, (20, 10, 24, 30))
    loaded = picture.load(image.quantize(2) if mode == "P" else image.convert(mode))
    assert abs(int(loaded[20, 22]) - int(loaded[0, 0])) > 60
    assert len(np.unique(loaded)) == 2


def test_luminance_is_kept_where_it_shows_the_ink() -> None:
    page = np.full((40, 60, 3), (240, 230, 210), np.uint8)
    page[10:30, 20:24] = (30, 40, 140)
    np.testing.assert_array_equal(picture.load(page), np.asarray(Image.fromarray(page).convert("L")))


@pytest.mark.parametrize("ink", [0, 255])
def test_a_drawing_on_a_transparent_sheet_can_be_seen(ink: int) -> None:
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[10:30, 18:22] = [ink, ink, ink, 255]
    loaded = picture.load(Image.fromarray(rgba))
    assert abs(int(loaded[20, 20]) - int(loaded[0, 0])) == 255


@pytest.mark.parametrize("ink", [0, 255])
def test_bold_ink_on_a_transparent_sheet_can_be_seen(ink: int) -> None:
    """It is most of the picture, and yet no page: there is nothing on it."""
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[2:38, 6:34] = [ink, ink, ink, 255]
    loaded = picture.load(Image.fromarray(rgba))
    assert abs(int(loaded[20, 20]) - int(loaded[0, 0])) == 255


def test_a_palette_with_a_transparent_entry_is_transparent() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([0, 0, 0, 0, 0, 0])
    image.paste(1, (18, 10, 22, 30))
    loaded = picture.load(encoded(image, "PNG", transparency=0))
    assert loaded[0, 0] == 255
    assert loaded[20, 20] == 0


def test_the_transparent_margin_of_a_page_becomes_page() -> None:
    rgba = np.full((40, 40, 4), 255, np.uint8)
    rgba[18:22, 10:30, :3] = 0
    rgba[:4] = 0
    assert picture.load(Image.fromarray(rgba))[0].min() == 255
