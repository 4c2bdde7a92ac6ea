"""However a picture is given, one luminance array comes out, and what is no picture is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitink import UnreadablePicture, picture
from samples.drawing import data_url, png
from samples.hostile import saved as encoded
from tests.picture.ramp import LOSSLESS, RAMP


@pytest.mark.parametrize(("kind", "options"), LOSSLESS.items())
def test_a_lossless_file_gives_its_luminance_exactly(kind: str, options: dict[str, Any]) -> None:
    np.testing.assert_array_equal(picture.load(encoded(Image.fromarray(RAMP), kind, **options)), RAMP)


def test_a_jpeg_gives_its_luminance_nearly() -> None:
    loaded = picture.load(encoded(Image.fromarray(RAMP), "JPEG", quality=95))
    assert np.abs(loaded.astype(int) - RAMP).mean() < 2


def test_every_kind_of_source_gives_the_same_picture(tmp_path: Path) -> None:
    file = png(RAMP)
    path = tmp_path / "ramp.png"
    path.write_bytes(file)
    forms = (path, str(path), file, bytearray(file), memoryview(file), data_url(RAMP), Image.fromarray(RAMP), RAMP)
    for form in forms:
        np.testing.assert_array_equal(picture.load(form), RAMP)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "HSV", "I", "F"])
def test_black_and_white_survive_in_every_mode(mode: str) -> None:
    halves = np.zeros((20, 20), np.uint8)
    halves[:, 10:] = 255
    loaded = picture.load(Image.fromarray(halves).convert(mode))
    assert loaded[:, :10].max() <= 2
    assert loaded[:, 10:].min() >= 253


def test_a_photograph_is_turned_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    sideways = Image.fromarray(np.rot90(RAMP))
    loaded = picture.load(encoded(sideways, "PNG", exif=exif))
    np.testing.assert_array_equal(loaded, RAMP)


def test_the_first_picture_of_an_animation_is_taken() -> None:
    second = Image.fromarray(255 - RAMP)
    for kind in ("GIF", "AVIF"):
        moving = encoded(Image.fromarray(RAMP), kind, save_all=True, append_images=[second], **LOSSLESS[kind])
        np.testing.assert_array_equal(picture.load(moving), RAMP)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"GIF89a",
        b"not a picture at all",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0",  # Pillow would hand such to another program
        "data:image/png;base64,@@@",
        "data:image/png,plain",
        "data:text/plain;base64,aGVsbG8=",
        "there/is/no/such.png",
        "a\0b",
        "x" * 5000,
        np.zeros((0, 5)),
        np.zeros(7),
        np.zeros((4, 4, 2)),
        np.full((9, 9), np.nan),
        np.full((9, 9), "ink"),
        None,
        7,
    ],
)
def test_what_is_no_picture_is_refused_with_a_message(nonsense: picture.Picture) -> None:
    with pytest.raises(UnreadablePicture) as refusal:
        picture.load(nonsense)
    assert len(str(refusal.value)) > 20


@pytest.mark.parametrize("kind", ["PPM", "TGA", "ICO", "PCX"])
def test_kinds_not_on_the_list_are_refused_even_if_pillow_can(kind: str) -> None:
    with pytest.raises(UnreadablePicture, match="PNG, JPEG, WEBP, GIF, BMP, TIFF, AVIF, HEIC"):
        picture.load(encoded(Image.fromarray(RAMP), kind))


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture, match="cannot be opened"):
        picture.load(tmp_path)
