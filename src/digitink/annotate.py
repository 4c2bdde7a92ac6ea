"""Draw on a picture what was read in it: a box and a digit for each."""

from PIL import Image, ImageDraw, ImageOps

from digitink.picture import Picture, open_image
from digitink.results import Reading

_READ, _IGNORED = (36, 69, 156), (150, 150, 150)


def annotated(picture: Picture, reading: Reading) -> Image.Image:
    """Return the picture, RGB and upright, with the digits boxed and named, and what was ignored boxed in gray.

    Raises what picture.load raises.
    """
    image = ImageOps.exif_transpose(open_image(picture)).convert("RGB")
    canvas = ImageDraw.Draw(image)
    width = max(1, round(max(image.size) / 400))
    for mark in reading.ignored:
        canvas.rectangle(_corners(mark.box), outline=_IGNORED, width=width)
    for mark in reading.digits:
        canvas.rectangle(_corners(mark.box), outline=_READ, width=width)
        size = max(12, round(0.4 * mark.box[3]))
        x, y = mark.box[0], mark.box[1] - size - width
        canvas.text((x, max(0, y)), mark.prediction.label, fill=_READ, font_size=size)
    return image


def _corners(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    x, y, width, height = box
    return x, y, x + width, y + height
