"""Pictures made to harm a decoder: bombs, false headers, torn files, and files that are no pictures."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image

from samples.drawing import named, render

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "HEIC")
_SEVEN = render(named("7 crossed"))


def corpus() -> Iterator[tuple[str, bytes]]:
    """Every one of them, by name."""
    yield from _bombs()
    yield from _odd_shapes()
    yield from _torn()
    yield from _lying()
    yield from _dressed_up()
    yield from _rare()
    yield from _laden()
    yield from _tangled()
    yield from _long()
    yield from _costly()
    yield from _in_containers()


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file of that kind."""
    file = io.BytesIO()
    if kind == "HEIC":
        pillow_heif.from_pillow(picture).save(file, **options)
    else:
        picture.save(file, kind, **options)
    return file.getvalue()


def lying(file: bytes, width: int, height: int) -> bytes:
    """Have an AVIF or HEIC file say that it is of another size: what is in its box of sizes."""
    at = file.index(b"ispe") + 8
    return file[:at] + struct.pack(">II", width, height) + file[at + 8 :]


def repeated(file: bytes, times: int) -> bytes:
    """Have an AVIF or HEIC file hold its coded frame so many times instead of once."""
    start = file.index(b"mdat") + 4
    frame = file[start:]
    head = file[: start - 8].replace(struct.pack(">I", len(frame)), struct.pack(">I", len(frame) * times))
    return head + struct.pack(">I", len(frame) * times + 8) + b"mdat" + frame * times


def _bombs() -> Iterator[tuple[str, bytes]]:
    """As large as a header can say, and as large as is let through."""
    yield "png of 30000 x 30000", _png(30_000, 30_000, zlib.compress(b"\0" * 1_000_000, 9))
    yield "png of 2^31 - 1 a side", _png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0" * 1000))
    gif = saved(Image.new("P", (8, 8)), "GIF")
    yield "gif of 65535 x 65535", gif[:6] + b"\xff\xff\xff\xff" + gif[10:]
    small = saved(Image.new("L", (8, 8)), "WEBP", lossless=True)
    large = b"VP8X" + struct.pack("<IB", 10, 0) + b"\0\0\0" + b"\xfe\x3f\0" * 2  # the sides less one, in 24 bits
    yield "webp of 16383 x 16383", b"RIFF" + struct.pack("<I", len(small) + 10) + b"WEBP" + large + small[12:]
    yield "tiff of 9000 x 9000", saved(Image.new("1", (9000, 9000), 1), "TIFF", compression="group4")
    for kind, options in (("PNG", {}), ("GIF", {}), ("TIFF", {"compression": "tiff_adobe_deflate"}), ("BMP", {})):
        yield f"{kind} of 23.9 megapixels", saved(Image.new("1", (4000, 5990), 1), kind, **options)
    for mode in ("RGBA", "RGB", "CMYK", "I;16", "F"):
        yield (
            f"tiff of 23.9 megapixels in {mode}",
            saved(Image.new(mode, (4000, 5990)), "TIFF", compression="tiff_adobe_deflate"),
        )
    yield "jpeg of 23.9 megapixels", saved(Image.new("RGB", (4000, 5990), "white"), "JPEG")
    yield "progressive jpeg of 23.9 megapixels", saved(Image.new("RGB", (4000, 5990)), "JPEG", progressive=True)
    yield "webp of 7.9 megapixels", saved(Image.new("RGBA", (2800, 2820), (255, 255, 255, 9)), "WEBP", lossless=True)


def _odd_shapes() -> Iterator[tuple[str, bytes]]:
    for width, height in ((1, 100_000), (100_000, 1), (2, 50_000), (24_000, 1000), (1, 1), (3, 2)):
        for ink in (0, 255):
            yield f"{width} x {height} of {ink}", saved(Image.new("L", (width, height), ink), "PNG")
    stripe = np.full((20, 24_000), 255, np.uint8)
    stripe[5:15, ::7] = 0
    yield "a comb of 24000 x 20", saved(Image.fromarray(stripe), "PNG")


def _torn() -> Iterator[tuple[str, bytes]]:
    picture = Image.fromarray(_SEVEN)
    for kind in FORMATS:
        whole = saved(picture, kind)
        for share in (0.02, 0.1, 0.5, 0.9, 0.99):
            yield f"{kind} torn at {share:.0%}", whole[: round(share * len(whole))]
        yield f"{kind} with its middle overwritten", whole[:60] + b"\xaa" * (len(whole) - 90) + whole[-30:]
    yield "nothing", b""
    yield "one byte", b"\x89"


def _lying() -> Iterator[tuple[str, bytes]]:
    rows = zlib.compress(b"".join(b"\0" + bytes(row) for row in _SEVEN))
    height, width = _SEVEN.shape
    yield "png that says it is higher", _png(width, height * 20, rows)
    yield "png that says it is wider", _png(width * 20, height, rows)
    yield "png that says it is lower", _png(width, 3, rows)
    yield "png of no size", _png(0, 0, rows)
    yield "png of a depth that there is not", _png(width, height, rows, depth=7)
    yield (
        "png with a palette index beyond the palette",
        _png(width, height, rows, color=3, more=_chunk(b"PLTE", b"\0\0\0")),
    )
    bmp = bytearray(saved(Image.fromarray(_SEVEN), "BMP"))
    bmp[18:26] = struct.pack("<ii", 30_000, -30_000)
    yield "bmp that says it is huge", bytes(bmp)
    tiff = saved(Image.fromarray(_SEVEN), "TIFF")
    offset = struct.unpack("<I", tiff[4:8])[0]
    count = struct.unpack("<H", tiff[offset : offset + 2])[0]
    loop = offset + 2 + 12 * count
    yield "tiff whose directories go round", tiff[:loop] + struct.pack("<I", offset) + tiff[loop + 4 :]


def _dressed_up() -> Iterator[tuple[str, bytes]]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>7</text></svg>'
    head = b"\x89PNG\r\n\x1a\n"
    for name, content in (
        ("svg", svg),
        ("html", b"<html><script>alert(1)</script></html>"),
        ("pdf", b"%PDF-1.7\n1 0 obj<<>>endobj"),
        ("eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run"),
        ("xpm", b"/* XPM */ static char *x[] = {"),
        ("pickle", b"cos\nsystem\n(S'true'\ntR."),
        ("gzip", gzip.compress(b"\0" * 1_000_000)),
        ("npy", b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"),
    ):
        yield name, content
        yield f"{name} dressed as png", head + content
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("../../etc/passwd", "x" * 100_000)
    yield "zip", archive.getvalue()


def _rare() -> Iterator[tuple[str, bytes]]:
    gray, colors = Image.fromarray(_SEVEN), Image.fromarray(np.dstack([_SEVEN] * 3))
    yield "cmyk jpeg", saved(colors.convert("CMYK"), "JPEG")
    yield "16-bit png", saved(Image.fromarray(_SEVEN.astype(np.uint16) * 257), "PNG")
    yield "float tiff with numbers that are none", saved(Image.fromarray(np.full((90, 90), np.nan, np.float32)), "TIFF")
    yield "float tiff with endless numbers", saved(Image.fromarray(np.full((90, 90), np.inf, np.float32)), "TIFF")
    for compression in ("tiff_lzw", "packbits", "jpeg", "tiff_deflate"):
        yield f"{compression} tiff", saved(gray, "TIFF", compression=compression)
    yield "interlaced gif", saved(gray.convert("P"), "GIF", interlace=True)
    yield "png of one bit", saved(gray.convert("1"), "PNG")
    exif = Image.Exif()
    exif[0x0112] = 65_535
    yield "jpeg with an orientation that there is not", saved(colors, "JPEG", exif=exif)
    yield "png with broken exif", saved(gray, "PNG", exif=b"Exif\0\0MM\0\x2a\0\0\0\x08\xff\xff" + b"\xff" * 400)
    yield "png with a broken profile", saved(gray, "PNG", icc_profile=b"\xff" * 5000)


def _laden() -> Iterator[tuple[str, bytes]]:
    frames = [Image.new("P", (64, 64), shade % 255) for shade in range(2000)]
    for kind in ("GIF", "PNG"):
        yield f"animated {kind} of 2000 frames", saved(frames[0], kind, save_all=True, append_images=frames[1:])
    yield "animated webp", saved(frames[0].convert("RGB"), "WEBP", save_all=True, append_images=frames[1:200])
    yield "tiff of 300 pages", saved(frames[0], "TIFF", save_all=True, append_images=frames[1:300])
    text = _chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 60_000_000, 9))
    rows = zlib.compress(b"".join(b"\0" + bytes(row) for row in _SEVEN))
    yield "png with 60 MB of text", _png(_SEVEN.shape[1], _SEVEN.shape[0], rows, more=text)
    yield (
        "png with 60 MB of profile",
        _png(
            _SEVEN.shape[1],
            _SEVEN.shape[0],
            rows,
            more=_chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 60_000_000, 9)),
        ),
    )


def _tangled() -> Iterator[tuple[str, bytes]]:
    """Pages that are small to send and take long to read."""
    rng = np.random.default_rng(0)
    for cell in (2, 5, 12, 40):
        noise = rng.integers(0, 2, (1600 // cell, 1600 // cell), np.uint8).repeat(cell, 0).repeat(cell, 1) * 255
        yield f"noise of {cell} px", saved(Image.fromarray(noise), "PNG")
    smooth = Image.fromarray(rng.integers(0, 256, (400, 400), np.uint8)).resize((3200, 3200))
    yield "smooth noise", saved(smooth, "JPEG")
    for apart in (6, 12, 30):
        specks = np.full((1600, 1600), 255, np.uint8)
        for shift in range(apart // 2):
            specks[shift::apart, ::apart] = 0
        yield f"specks {apart} px apart", saved(Image.fromarray(specks), "PNG")
    sheet = np.tile(_SEVEN[::4, ::4], (40, 40))
    yield "1600 sevens", saved(Image.fromarray(sheet), "PNG")
    squares = np.kron(np.indices((50, 50)).sum(0) % 2, np.ones((32, 32), np.uint8)).astype(np.uint8) * 255
    yield "a chessboard", saved(Image.fromarray(squares), "PNG")
    waves = (127 + 127 * np.sin(np.arange(3000) / 3)).astype(np.uint8)
    yield "a thousand strokes side by side", saved(Image.fromarray(np.tile(waves, (120, 1))), "PNG")


def _long() -> Iterator[tuple[str, bytes]]:
    """Strokes many times as long as high, which might be digits that touch."""
    for width, height in ((300, 1), (100_000, 1), (9_000_000, 2), (24_000, 1000), (1000, 24_000)):
        block = Image.new("L", (width, height), 255)
        block.paste(0, (width // 3, height // 3, width // 3 + 1 + width // 9, height // 3 + 1 + height // 9))
        yield f"a stroke on {width} x {height}", saved(block, "PNG")
    comb = np.full((300, 1600), 255, np.uint8)
    comb[:, ::6] = 0
    comb[140:160] = 0
    yield "a comb that hangs together", saved(Image.fromarray(comb), "PNG")


def _costly() -> Iterator[tuple[str, bytes]]:
    """Small files for which a decoder takes more memory or time than their pixels do."""
    width, height = 6000, 3990
    row = np.random.default_rng(0).bytes(8 * width)
    for depth, color, size in ((8, 4, 2), (8, 6, 4), (16, 4, 4), (16, 2, 6), (16, 6, 8)):
        rows = _packed(
            b"\0" + row[: size * width], b"\4" + bytes(size * width), height
        )  # 4: Paeth's filter, the slowest
        yield f"png of 23.9 megapixels, {depth} bits, color {color}", _png(width, height, rows, depth, color)
    colors = Image.new("RGB", (width, height), (200, 100, 50))
    pixels = _packed(b"", bytes(4 * width), height + 1)
    gray = saved(colors.convert("L"), "JPEG")
    (start, end), *_ = _scans(gray)
    parts = [
        gray[start : start + 5] + bytes([place, 0x11 * (place > 1)]) + gray[start + 7 : end] for place in (1, 2, 3)
    ]
    three = saved(colors, "JPEG", subsampling=0)
    yield (
        "jpeg of 23.9 megapixels, one color after another",
        three[: _scans(three)[0][0]] + b"".join(parts) + b"\xff\xd9",
    )
    for name, sides in (("7.9", (2800, 2820)), ("23.9", (width, height))):
        slow = saved(Image.new("L", sides, 200), "JPEG", progressive=True)
        start, end = _scans(slow)[-1]
        yield f"jpeg of {name} megapixels, 3000 scans", slow[:end] + 3000 * slow[start:end] + b"\xff\xd9"
    slow = slow[:end] + 90 * slow[start:end] + b"\xff\xd9"
    yield "tiff of a jpeg of 90 scans", _tiff(width, height, slow, compression=7, bands=1)
    for name, more in (
        ("one strip", {}),
        ("turned", {274: 6}),
        ("one tile", {322: width, 323: 4000, 324: 4096, 325: len(pixels)}),
        ("a tile of 4 gigapixels", {322: 65_520, 323: 65_520, 324: 4096, 325: len(pixels)}),
        ("planes", {284: 2}),
    ):
        yield f"tiff of 23.9 megapixels, {name}", _tiff(width, height, pixels, more=more)
    yield "tiff of 280 x 280 in a large tile", _tiff(280, 280, pixels, more={322: width, 323: 4000, 324: 4096, 325: 9})
    frames = [Image.new("RGB", (2800, 2800), (shade, 0, 0)) for shade in (250, 0, 120)]
    yield "webp of large frames", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], method=0, quality=0)
    plain = saved(Image.fromarray(_SEVEN), "JPEG")
    yield "jpeg with 200000 comments", plain[:2] + 200_000 * b"\xff\xfe\0\2" + plain[2:]


def _in_containers() -> Iterator[tuple[str, bytes]]:
    """AVIF and HEIC, whose decoders nothing interrupts, and which may say one size and decode to another."""
    size = (6000, 3990)
    quick: dict[str, dict[str, Any]] = {"AVIF": {"speed": 10}, "HEIC": {"enc_params": {"preset": "ultrafast"}}}
    for kind, options in quick.items():
        for mode in ("RGB", "RGBA", "L"):
            whole = saved(Image.new(mode, size), kind, **options)
            yield f"{kind} of 23.9 megapixels in {mode}", whole
            if mode == "RGB":
                yield f"{kind} of 23.9 megapixels that says it is small", lying(whole, 64, 64)
                yield f"{kind} that says it is huge", lying(whole, 16_000, 16_000)
                yield f"{kind} of 23.9 megapixels, 200 frames", repeated(whole, 200)
        small = saved(Image.fromarray(_SEVEN), kind, **options)
        yield f"{kind} of no size", lying(small, 0, 0)
        yield f"{kind} that says it is smaller", lying(small, 40, 30)
    frames = [Image.new("RGB", (64, 64), (shade, 0, 0)) for shade in range(100)]
    yield "animated avif", saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], speed=10)
    yield "a container with nothing in it", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"


def _packed(first: bytes, row: bytes, count: int) -> bytes:
    """Compressed: a first row, then the same again and again, so many in all."""
    packer = zlib.compressobj(1)
    parts = [packer.compress(first)]
    parts += [packer.compress(min(100, count - 1 - done) * row) for done in range(0, count - 1, 100)]
    return b"".join(parts) + packer.flush()


def _scans(jpeg: bytes) -> list[tuple[int, int]]:
    """Return where a JPEG's scans begin and end."""
    found, at = [], 2
    while jpeg[at + 1] != 0xD9:
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] == 0xDA:
            while jpeg[after] != 0xFF or jpeg[after + 1] == 0:
                after += 1
            found.append((at, after))
        at = after
    return found


def _tiff(
    width: int, height: int, data: bytes, compression: int = 8, bands: int = 4, more: dict[int, int] | None = None
) -> bytes:
    """Write a TIFF whose data are one strip, at 4096; more are tags."""
    tags = {256: width, 257: height, 259: compression, 262: 1 if bands == 1 else 2, 273: 4096, 277: bands}
    tags |= {278: height, 279: len(data), **({338: 2} if bands == 4 else {}), **(more or {})}
    if 322 in tags:
        tags = {tag: value for tag, value in tags.items() if tag not in (273, 278, 279)}
    entries = {tag: struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items()}
    entries[258] = struct.pack("<HHIHH", 258, 3, 1, 8, 0) if bands == 1 else struct.pack("<HHII", 258, 3, bands, 4000)
    directory = struct.pack("<H", len(entries)) + b"".join(entries[tag] for tag in sorted(entries)) + bytes(4)
    return (b"II*\0\x08\0\0\0" + directory).ljust(4000, b"\0") + struct.pack("<HHHH", *4 * [8]).ljust(96, b"\0") + data


def _png(width: int, height: int, rows: bytes, depth: int = 8, color: int = 0, more: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + more + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
