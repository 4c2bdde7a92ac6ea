"""The page of Streamlit shows a table of what it is given. Where Streamlit is installed: make examples."""

from pathlib import Path

import numpy as np
import pytest

from samples.drawing import named, png, render

testing = pytest.importorskip("streamlit.testing.v1", reason="it is installed beside gradio: make examples")

PAGE = Path(__file__).parents[2] / "examples" / "streamlit_page.py"


def test_scans_become_a_table() -> None:
    page = testing.AppTest.from_file(str(PAGE), default_timeout=120).run()
    assert not page.exception
    assert not page.dataframe
    two = np.hstack([render(named("4 open")), render(named("2 plain"))])
    files = [("page.png", png(two), "image/png"), ("broken.png", b"none", "image/png")]
    page.file_uploader[0].set_value(files)
    page.run()
    assert not page.exception
    read, broken = page.dataframe[0].value.to_dict("records")
    assert (read["file"], read["number"]) == ("page.png", "42")
    assert 0.5 < read["confidence"] <= 1
    assert "picture" in broken["why not"]
