"""Whatever the format, one luminance array comes out, and hostile files are refused."""

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from digitink import PictureTooLarge, UnreadablePicture, picture
from tests.drawing import data_url, png

# A ramp with a corner of its own, so that turning or mirroring it shows.
RAMP: npt.NDArray[np.uint8] = np.tile(np.arange(0, 240, 6, dtype=np.uint8), (30, 1))
RAMP[:8, :8] = 255


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and ends where they would begin."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 1000) + b"IDAT"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_lossless_file_gives_its_luminance_exactly(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    np.testing.assert_array_equal(picture.load(encoded(Image.fromarray(RAMP), kind, **options)), RAMP)


def test_a_jpeg_gives_its_luminance_nearly() -> None:
    loaded = picture.load(encoded(Image.fromarray(RAMP), "JPEG", quality=95))
    assert np.abs(loaded.astype(int) - RAMP).mean() < 2


def test_paths_bytes_data_urls_images_and_arrays_are_the_same_picture(tmp_path: Path) -> None:
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
        np.stack([RAMP] * 3, axis=-1),
        np.dstack([RAMP, RAMP, RAMP, np.full_like(RAMP, 255)]),
    ],
    ids=["uint16", "int64", "floats to 1", "floats to 255", "(h, w, 1)", "RGB", "RGBA"],
)
def test_arrays_of_other_types_and_shapes_are_the_same_picture(array: npt.NDArray[np.generic]) -> None:
    np.testing.assert_allclose(picture.load(array), RAMP, atol=1)


def test_bits_are_black_and_white() -> None:
    np.testing.assert_array_equal(picture.load(RAMP > 100), np.where(RAMP > 100, 255, 0))


@pytest.mark.parametrize("ink", [0, 255])
def test_a_drawing_on_a_transparent_sheet_can_be_seen(ink: int) -> None:
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[10:30, 18:22] = [ink, ink, ink, 255]
    loaded = picture.load(Image.fromarray(rgba))
    assert abs(int(loaded[20, 20]) - int(loaded[0, 0])) == 255


def test_a_palette_with_a_transparent_entry_is_a_transparent_sheet() -> None:
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


def test_a_photograph_is_turned_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    sideways = Image.fromarray(np.rot90(RAMP))
    loaded = picture.load(encoded(sideways, "PNG", exif=exif))
    np.testing.assert_array_equal(loaded, RAMP)


def test_the_first_picture_of_an_animation_is_taken() -> None:
    second = Image.fromarray(255 - RAMP)
    gif = encoded(Image.fromarray(RAMP), "GIF", save_all=True, append_images=[second])
    np.testing.assert_array_equal(picture.load(gif), RAMP)


def test_forty_megapixels_are_the_limit() -> None:
    assert picture.load(Image.new("L", (8000, 5000))).shape == (5000, 8000)
    with pytest.raises(PictureTooLarge, match="40 megapixels"):
        picture.load(Image.new("L", (8000, 5001)))


@pytest.mark.parametrize("side", [6400, 20_000, 100_000])
def test_a_large_picture_is_refused_by_its_header(side: int) -> None:
    # There are no pixels in this file: had decoding been tried, it would have been called damaged.
    with pytest.raises(PictureTooLarge):
        picture.load(png_header(side, side))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_decoding_ends_when_the_time_is_up(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(1_000_000))
    monkeypatch.setattr(
        "digitink.picture.time.thread_time", lambda: next(seconds)
    )  # each look at the clock takes a second
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (600, 600), np.uint8))
    file = encoded(noise, kind)
    with pytest.raises(UnreadablePicture, match="too long to decode"):
        picture.load(file, picture.Limits(seconds=60))
    assert picture.load(file, picture.Limits(seconds=1e6)).shape == (600, 600)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("WEBP", {}),
        ("JPEG", {"progressive": True}),
        ("TIFF", {"compression": "tiff_lzw", "tiffinfo": {274: 6}}),
        ("TIFF", {"compression": "tiff_lzw", "tiffinfo": {278: 300}}),
    ],
)
def test_what_takes_more_memory_has_a_limit_of_its_own(kind: str, options: dict[str, object]) -> None:
    file = encoded(Image.new("RGB", (400, 300)), kind, **options)
    assert picture.load(file, picture.Limits(120_000, 120_000)).size == 120_000
    with pytest.raises(PictureTooLarge):
        picture.load(file, picture.Limits(120_000, 119_999))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_truncated_file_is_unreadable(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    whole = encoded(Image.fromarray(noise), kind)
    with pytest.raises(UnreadablePicture):
        picture.load(whole[: len(whole) // 2])


def test_an_opened_image_whose_pixels_turn_out_damaged_is_unreadable() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    whole = encoded(Image.fromarray(noise), "PNG")
    with Image.open(io.BytesIO(whole[: len(whole) // 2])) as image, pytest.raises(UnreadablePicture):
        picture.load(image)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_damage_anywhere_gives_a_picture_or_a_clear_refusal(kind: str) -> None:
    rng = np.random.default_rng(1)
    whole = np.frombuffer(encoded(Image.fromarray(RAMP), kind), np.uint8)
    for _ in range(60):
        damaged = whole.copy()
        damaged[rng.integers(0, len(damaged), 4)] = rng.integers(0, 256, 4)
        with suppress(UnreadablePicture, PictureTooLarge):  # any other kind of error fails the test
            assert picture.load(damaged.tobytes()).dtype == np.uint8


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
def test_kinds_that_are_not_on_the_list_are_refused_though_pillow_reads_them(kind: str) -> None:
    with pytest.raises(UnreadablePicture, match="PNG, JPEG, WEBP, GIF, BMP, TIFF"):
        picture.load(encoded(Image.fromarray(RAMP), kind))


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture, match="cannot be opened"):
        picture.load(tmp_path)
