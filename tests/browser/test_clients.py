"""What the documents and examples/ show in JavaScript asks from within a page too."""

import re
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]

CANVAS = """
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 280;
  const pen = canvas.getContext("2d");
  pen.lineWidth = 14;
  for (const [x, y] of [[70, 60], [210, 60], [120, 220]]) pen.lineTo(x, y);
  pen.stroke();
"""


def test_the_guide_s_function_reads_a_canvas(page: Page) -> None:
    guide = (ROOT / "docs/how-to/client.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```js\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert page.evaluate(f"async () => {{ {shown} {CANVAS} return await readDigit(canvas); }}") == 7
    empty = "document.createElement('canvas')"
    outcome = page.evaluate(
        f"async () => {{ {shown} return await readDigit({empty}).catch((error) => error.message); }}"
    )
    assert outcome.startswith("The picture is blank")


def test_the_example_is_a_module_for_pages(page: Page) -> None:
    page.context.route("**/client.mjs", lambda route: route.fulfill(path=ROOT / "examples/client.mjs"))
    outcome = page.evaluate(
        f"""async () => {{
          {CANVAS}
          const {{ readNumber }} = await import("/client.mjs");
          return await readNumber("", await new Promise((resolve) => canvas.toBlob(resolve)));
        }}"""
    )
    assert outcome["text"] == "7"
