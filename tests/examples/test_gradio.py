"""The Sketchpad of gradio reads what is drawn on it, in ten lines. Where gradio is installed: make examples."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from samples.drawing import named, render
from samples.servers.clients import eventually
from samples.servers.start import free_port

gradio_client = pytest.importorskip("gradio_client", reason="gradio wants an older Pillow: make examples")

PROGRAM = Path(__file__).parents[2] / "examples" / "gradio_sketchpad.py"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the example's page is."""
    port = free_port()
    quiet = {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(tmp_path), "GRADIO_ANALYTICS_ENABLED": "False"}
    command = [sys.executable, "-u", str(PROGRAM)]
    log = tmp_path / "log"
    with (
        log.open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | quiet) as page,
    ):
        try:
            at = f"http://127.0.0.1:{port}"
            assert eventually(lambda: at in log.read_text() or page.poll() is not None)
            assert page.poll() is None, log.read_text()
            yield at
        finally:
            page.terminate()


def sketch(levels: np.ndarray, folder: Path) -> dict[str, object]:
    """What a Sketchpad sends: a stroke on a layer that is transparent elsewhere."""
    picture = Image.new("RGBA", levels.shape[::-1])
    picture.putalpha(Image.fromarray(255 - levels))
    picture.save(folder / "drawn.webp", lossless=True)
    layer = gradio_client.handle_file(folder / "drawn.webp")
    return {"background": None, "layers": [layer], "composite": layer}


def test_a_drawing_is_read_and_an_empty_pad_is_told(address: str, tmp_path: Path) -> None:
    client = gradio_client.Client(address, verbose=False, download_files=str(tmp_path))
    output = client.predict(sketch(render(named("7 crossed")), tmp_path), api_name="/probabilities")
    assert output["label"] == "7"
    assert len(output["confidences"]) == 3
    with pytest.raises(Exception, match="The picture is blank"):
        client.predict(sketch(np.full((280, 280), 255, np.uint8), tmp_path), api_name="/probabilities")
    client.close()


def test_it_has_ten_lines() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    first = ast.parse(text).body[0].end_lineno
    assert len([line for line in text.splitlines()[first:] if line.strip()]) <= 10
