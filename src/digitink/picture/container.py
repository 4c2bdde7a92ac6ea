"""Recognize and open AVIF and HEIC, the formats in which newer phones save photographs."""

import importlib.util
from typing import IO

from PIL import Image

AVIF, HEIC = "AVIF", "HEIF"  # as Pillow and pillow_heif call their formats

_HEAD = 512  # bytes in which a file's brands are looked for; libavif and libheif write up to 48
_OF_AVIF = {b"avif", b"avis"}
_OF_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_OF_BOTH = {b"mif1", b"msf1"}


def kind_of(file: IO[bytes]) -> str | None:
    """Return AVIF, HEIC or None, as the brands in a file's first box say (ISO/IEC 14496-12, 4.3).

    Where the first is one that both kinds have, the next that is not decides. Leaves the file where it stands.
    """
    stood = file.tell()
    head = file.read(_HEAD)
    file.seek(stood)
    if head[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    is_either = brands[0] in _OF_BOTH
    for brand in brands if is_either else brands[:1]:
        if brand in _OF_AVIF:
            return AVIF
        if brand in _OF_HEIC:
            return HEIC
    return HEIC if is_either else None


def is_readable(kind: str) -> bool:
    """Tell whether what decodes that kind is installed. Does not import it."""
    return importlib.util.find_spec("PIL._avif" if kind == AVIF else "pillow_heif") is not None


def open_kind(file: IO[bytes], kind: str) -> Image.Image:
    """Open a file of that kind. Its pixels are decoded when they are asked for; its EXIF says how to turn them.

    AVIF's decoder does not turn them as the container says, but puts that into the EXIF; HEIC's turns them, and says
    in the EXIF that they are upright. Neither believes the orientation that the EXIF had, as the formats want it.
    """
    # Neither by Image.open: for AVIF that imports all that Pillow can open, and HEIC would first have to be registered,
    # which changes what Pillow opens for everybody in this process.
    if kind == AVIF:
        from PIL import AvifImagePlugin

        return AvifImagePlugin.AvifImageFile(file)
    import pillow_heif  # 5 MB of memory, and not installed with everything

    return pillow_heif.HeifImageFile(file)  # type: ignore[no-untyped-call]
