"""Draw on the page's canvas as a hand does."""

from collections.abc import Sequence

from playwright.sync_api import Page

from samples.drawing import Drawing, Point


def corner(page: Page) -> tuple[float, float, float]:
    """Return where the canvas is on the page: its left, its top and its side, in pixels."""
    box = page.locator("#canvas").bounding_box()
    assert box
    return box["x"], box["y"], box["width"]


def draw(page: Page, drawing: Drawing, left: float = 0.3, top: float = 0.2, size: float = 0.6, steps: int = 2) -> None:
    """Draw with pointer events; place and size as shares of the canvas, steps the moves from point to point."""
    for stroke in _placed(page, drawing, left, top, size):
        page.mouse.move(*stroke[0])
        page.mouse.down()
        for x, y in stroke[1:]:
            page.mouse.move(x, y, steps=steps)
        page.mouse.up()


def by_hand(page: Page, drawing: Drawing) -> None:
    """Draw a large digit with what the screen has: a finger, or else a mouse."""
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        touch(page, drawing, left=0.2, top=0.15, size=0.65)
    else:
        draw(page, drawing, left=0.2, top=0.15, size=0.65)


def line(page: Page, start: Point, end: Point, steps: int = 10) -> None:
    """Draw a straight stroke; points as shares of the canvas's width."""
    x, y, side = corner(page)
    page.mouse.move(x + start[0] * side, y + start[1] * side)
    page.mouse.down()
    page.mouse.move(x + end[0] * side, y + end[1] * side, steps=steps)
    page.mouse.up()


def write(page: Page, drawings: Sequence[Drawing], size: float = 0.13, top: float = 0.1, steps: int = 2) -> None:
    """Draw digits side by side; sizes as shares of the canvas's width."""
    for place, drawing in enumerate(drawings):
        draw(page, drawing, left=0.05 + 1.3 * size * place, top=top, size=size, steps=steps)


def touch(page: Page, drawing: Drawing, left: float = 0.25, top: float = 0.15, size: float = 0.7) -> None:
    """Draw with a finger; place and size as shares of the canvas."""
    screen = page.context.new_cdp_session(page)
    for stroke in _placed(page, drawing, left, top, size):
        kinds = ["touchStart"] + ["touchMove"] * (len(stroke) - 1)
        for kind, (x, y) in zip(kinds, stroke, strict=True):
            screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _placed(page: Page, drawing: Drawing, left: float, top: float, size: float) -> list[list[Point]]:
    x, y, side = corner(page)
    return drawing.placed(x + left * side, y + top * side, size * side)


def set_size(page: Page, pixels: int) -> None:
    """Move the pen size slider."""
    page.locator("#size").fill(str(pixels))


def ink(page: Page) -> int:
    """Return how many of the canvas's pixels have ink."""
    count: int = page.evaluate(
        """() => {
            const canvas = document.getElementById("canvas");
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let count = 0;
            for (let place = 3; place < pixels.length; place += 4) count += pixels[place] > 0;
            return count;
        }"""
    )
    return count
