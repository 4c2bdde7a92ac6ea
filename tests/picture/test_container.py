"""AVIF and HEIC give what other files give, and are decoded where they can do no harm."""

import importlib
import io
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from digitink import PictureTooLarge, UnreadablePicture, picture
from digitink.picture import container
from samples.hostile import lying, repeated
from samples.hostile import saved as encoded
from tests.picture.ramp import CONTAINERS, LOSSLESS, RAMP

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
