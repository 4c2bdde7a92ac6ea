"""What a hostile file may cost is limited, and what is damaged is refused."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitink import PictureTooLarge, UnreadablePicture, picture
from digitink.picture import decode
from samples.hostile import saved as encoded
from tests.picture.ramp import CONTAINERS, RAMP


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and ends where they would begin."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 1000) + b"IDAT"


def test_forty_megapixels_are_the_limit() -> None:
    assert picture.load(Image.new("L", (8000, 5000))).shape == (5000, 8000)
    with pytest.raises(PictureTooLarge, match="40 megapixels"):
        picture.load(Image.new("L", (8000, 5001)))


def photo(width: int, height: int, **options: Any) -> bytes:
    """A JPEG as a phone saves it: its orientation, and a thumbnail in its EXIF."""
    thumbnail = encoded(Image.new("RGB", (160, 120), "white"), "JPEG")
    exif = Image.Exif()
    exif[0x0112] = 6
    ifd = exif.get_ifd(0x8769)
    ifd[0x927C] = thumbnail  # a maker's note: what else a header may hold, a JPEG's markers among it
    coarse = np.random.default_rng(0).integers(0, 256, (height // 50, width // 50, 3), np.uint8)
    return encoded(Image.fromarray(coarse).resize((width, height)), "JPEG", exif=exif, quality=90, **options)


WEB = picture.Limits(25_000_000, 6_250_000, 60)


@pytest.mark.parametrize("size", [(4000, 3000), (6000, 4000)])
@pytest.mark.parametrize(
    "options", [{"subsampling": 2}, {"subsampling": 0}, {"optimize": True}, {"restart_marker_rows": 1}]
)
def test_a_phone_s_photograph_is_no_costly_picture(size: tuple[int, int], options: dict[str, Any]) -> None:
    assert picture.load(photo(*size, **options), WEB).shape == size  # turned


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_nor_is_one_of_one_color_or_of_four(mode: str) -> None:
    assert picture.load(encoded(Image.new(mode, (3000, 2500)), "JPEG"), WEB).shape == (2500, 3000)


@pytest.mark.parametrize("stands", [0, 2, 300, 100_000])
def test_a_scan_is_looked_for_wherever_the_file_stands(stands: int) -> None:
    file = io.BytesIO(photo(400, 300))
    file.seek(stands)
    assert decode.is_interleaved(file, 3)
    assert not decode.is_interleaved(file, 4)
    assert file.tell() == stands


@pytest.mark.parametrize(
    "file",
    [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\0\0\xff\xe0\0\0" * 3, b"\xff\xd8" + 99 * b"\xff", b"\xff\xd8\xff\xda\0\x0c"],
)
def test_a_scan_that_is_not_there_is_not_looked_for_without_end(file: bytes) -> None:
    assert not decode.is_interleaved(io.BytesIO(file), 3)


def test_a_refusal_names_the_kind_of_picture() -> None:
    file = encoded(Image.new("RGB", (3000, 2500)), "JPEG", progressive=True)
    with pytest.raises(PictureTooLarge, match=r"3000 x 2500 pixels\. Of its kind, progressive JPEG, up to 6"):
        picture.load(file, WEB)


@pytest.mark.parametrize("side", [6400, 20_000, 100_000])
def test_a_large_picture_is_refused_by_its_header(side: int) -> None:
    # There are no pixels in this file: had decoding been tried, it would have been called damaged.
    with pytest.raises(PictureTooLarge):
        picture.load(png_header(side, side))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_decoding_ends_when_the_time_is_up(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(1_000_000))
    monkeypatch.setattr(
        "digitink.picture.decode.time.thread_time", lambda: next(seconds)
    )  # each look at the clock takes a second
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (600, 600), np.uint8))
    file = encoded(noise, kind)
    with pytest.raises(UnreadablePicture, match="too long to open"):
        picture.load(file, picture.Limits(seconds=60))
    assert picture.load(file, picture.Limits(seconds=1e6)).shape == (600, 600)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("WEBP", {}),
        ("AVIF", {}),
        ("HEIC", {}),
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


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", *CONTAINERS])
def test_a_truncated_file_is_unreadable(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    whole = encoded(Image.fromarray(noise), kind)
    with pytest.raises(UnreadablePicture):
        picture.load(whole[: len(whole) // 2])


def test_an_opened_image_with_damaged_pixels_is_unreadable() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    whole = encoded(Image.fromarray(noise), "PNG")
    with Image.open(io.BytesIO(whole[: len(whole) // 2])) as image, pytest.raises(UnreadablePicture):
        picture.load(image)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", *CONTAINERS])
def test_damage_anywhere_gives_a_picture_or_a_clear_refusal(kind: str) -> None:
    rng = np.random.default_rng(1)
    whole = np.frombuffer(encoded(Image.fromarray(RAMP), kind), np.uint8)
    for _ in range(60):
        damaged = whole.copy()
        damaged[rng.integers(0, len(damaged), 4)] = rng.integers(0, 256, 4)
        with suppress(UnreadablePicture, PictureTooLarge):  # any other kind of error fails the test
            assert picture.load(damaged.tobytes()).dtype == np.uint8
