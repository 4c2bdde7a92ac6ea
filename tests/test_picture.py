"""Whatever the format, one luminance array comes out, and hostile files are refused."""

import importlib
import io
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageOps

from digitink import PictureTooLarge, UnreadablePicture, picture
from digitink.picture import container, decode
from samples.drawing import data_url, png
from samples.hostile import lying, repeated
from samples.hostile import saved as encoded

# A ramp with a corner of its own, so that turning or mirroring it shows.
RAMP: npt.NDArray[np.uint8] = np.tile(np.arange(0, 240, 6, dtype=np.uint8), (30, 1))
RAMP[:8, :8] = 255


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and ends where they would begin."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 1000) + b"IDAT"


LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "WEBP": {"lossless": True},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
    "HEIC": {"quality": -1, "chroma": 444, "matrix_coefficients": 0},
}
CONTAINERS = ["AVIF", "HEIC"]


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


# Neither limits anything of these, nor depends on how quick the machine is: what decodes them is another process.
APART = picture.Limits(seconds=60)
BOTH_WAYS = [pytest.param(picture.Limits(), id="here"), pytest.param(APART, id="apart")]


@pytest.mark.parametrize("limits", BOTH_WAYS)
@pytest.mark.parametrize("kind", CONTAINERS)
@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P"])
def test_avif_and_heic_give_what_a_png_gives(mode: str, kind: str, limits: picture.Limits) -> None:
    colors = np.dstack([RAMP, RAMP[::-1], 255 - RAMP, np.where(RAMP > 90, 255, 0)]).astype(np.uint8)
    image = Image.fromarray(colors if mode.endswith("A") else colors[..., :3]).convert(mode)
    expected = picture.load(encoded(image, "PNG"))
    np.testing.assert_allclose(picture.load(encoded(image, kind, **LOSSLESS[kind]), limits), expected, atol=1)


def test_heic_of_more_than_8_bits_is_brought_to_eight() -> None:
    deep = Image.fromarray(RAMP.astype(np.uint16) * 257)
    file = encoded(deep, "HEIC", **LOSSLESS["HEIC"])
    for limits in (picture.Limits(), APART):
        np.testing.assert_allclose(picture.load(file, limits), RAMP, atol=1)


@pytest.mark.parametrize("limits", BOTH_WAYS)
@pytest.mark.parametrize("kind", CONTAINERS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_avif_and_heic_are_turned_once(orientation: int, kind: str, limits: picture.Limits) -> None:
    """Their container says how; phones leave the orientation in the EXIF as well, and it is to be ignored."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    as_png = encoded(Image.fromarray(RAMP), "PNG", exif=exif.tobytes())
    turned = encoded(Image.fromarray(RAMP), kind, exif=exif.tobytes(), **LOSSLESS[kind])
    assert (struct.pack(">HHIH", 0x0112, 3, 1, orientation) in turned) == (kind == "HEIC")
    np.testing.assert_array_equal(picture.load(turned, limits), picture.load(as_png))
    upright = ImageOps.exif_transpose(picture.open_image(turned))  # as annotate.py has it
    np.testing.assert_array_equal(np.asarray(upright.convert("L")), picture.load(as_png))


@pytest.mark.parametrize("limits", BOTH_WAYS)
@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_container_s_size_is_judged_before_it_is_decoded(kind: str, limits: picture.Limits) -> None:
    # There are no pixels in these files: had decoding been tried, they would have been called damaged.
    file = lying(encoded(Image.new("L", (64, 64)), kind), 16_000, 16_000)
    with pytest.raises(PictureTooLarge, match=r"16000 x 16000 pixels\. Up to 40 megapixels") as refused:
        picture.load(file[: file.index(b"mdat") + 4] + bytes(len(file)), limits)
    assert "{width} x {height} pixels" in refused.value.message  # whoever translates it needs both, from wherever
    assert refused.value.values == {"width": 16_000, "height": 16_000, "most": 40}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_container_that_costs_its_pixels_may_have_all_of_them(kind: str) -> None:
    file = encoded(Image.new("RGB", (400, 300)), kind)
    assert picture.load(file, picture.Limits(120_000, 30_000, 60)).size == 120_000
    with pytest.raises(PictureTooLarge):
        picture.load(file, picture.Limits(119_999, 30_000, 60))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count a process's seconds")
def test_a_container_that_takes_too_long_is_refused() -> None:
    file = repeated(encoded(Image.new("RGB", (2000, 2000)), "AVIF", speed=10), 20_000)
    with pytest.raises(UnreadablePicture, match="too long to open"):
        picture.load(file, picture.Limits(seconds=0.3))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of memory")
def test_a_container_that_takes_too_much_memory_is_refused() -> None:
    """It says that it is small, and is decoded to 75 MB of planes and more."""
    file = lying(encoded(Image.new("RGB", (5000, 5000)), "AVIF", speed=10, subsampling="4:4:4"), 64, 64)
    assert picture.load(file).shape == (64, 64)
    with pytest.raises(UnreadablePicture, match="too much memory"):
        picture.load(file, picture.Limits(100_000, 100_000, 60))


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_damaged_container_is_refused_from_another_process_too(kind: str) -> None:
    rng = np.random.default_rng(1)
    whole = encoded(Image.fromarray(rng.integers(0, 256, (64, 64), np.uint8)), kind)
    with pytest.raises(UnreadablePicture, match="damaged"):
        picture.load(whole[: len(whole) // 2], APART)
    for _ in range(20):
        damaged = np.frombuffer(whole, np.uint8).copy()
        damaged[rng.integers(0, len(damaged), 4)] = rng.integers(0, 256, 4)
        with suppress(UnreadablePicture, PictureTooLarge):  # any other kind of error fails the test
            assert picture.load(damaged.tobytes(), APART).dtype == np.uint8


@pytest.mark.parametrize("file", [b"\0\0\0\x10ftypavif\0\0\0\0", b"\0\0\0\x10ftypheic", b"\0\0\0\0ftypmif1" + bytes(9)])
def test_an_empty_container_is_refused(file: bytes) -> None:
    for limits in (picture.Limits(), APART):
        with pytest.raises(UnreadablePicture, match="damaged"):
            picture.load(file, limits)


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (["avif", "mif1", "heic"], "AVIF"),
        (["avis", "msf1"], "AVIF"),
        (["heic", "mif1", "avif"], "HEIF"),
        (["hevc", "msf1"], "HEIF"),
        (["mif1", "miaf", "avif"], "AVIF"),
        (["mif1", "miaf", "heic"], "HEIF"),
        (["mif1"], "HEIF"),
        (["mp42", "avif"], None),
    ],
)
def test_the_brands_tell_avif_from_heic(brands: list[str], kind: str | None) -> None:
    first, *others = (brand.encode() for brand in brands)
    box = b"ftyp" + first + bytes(4) + b"".join(others)
    file = io.BytesIO(struct.pack(">I", len(box) + 4) + box + b"\0\0\0\x08avifheic")
    assert container.kind_of(file) == kind
    assert file.tell() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="its links are only for administrators")
def test_a_heic_without_a_decoder_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = encoded(Image.fromarray(RAMP), "HEIC")
    packages = Path(np.__file__).parents[1]
    for package in packages.iterdir():
        if not package.name.startswith(("pillow_heif", "_pillow_heif")):
            (tmp_path / package.name).symlink_to(package)
    monkeypatch.setattr(sys, "path", [str(tmp_path) if path == str(packages) else path for path in sys.path])
    monkeypatch.delitem(sys.modules, "pillow_heif")
    importlib.invalidate_caches()
    for limits in (picture.Limits(), APART):
        with pytest.raises(UnreadablePicture, match=r"Save it as JPEG, or install digitink\[heic\]"):
            picture.load(file, limits)


def test_a_server_never_imports_the_decoders_of_containers(tmp_path: Path) -> None:
    for kind in CONTAINERS:
        (tmp_path / kind).write_bytes(encoded(Image.fromarray(RAMP), kind))
    program = """
import sys
from digitink.picture import Limits, load
for path in sys.argv[1:]:
    load(path, Limits(seconds=60))
print({"pillow_heif", "PIL._avif"} & sys.modules.keys())
"""
    command = [sys.executable, "-c", program, *(str(tmp_path / kind) for kind in CONTAINERS)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "set()\n"


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
