"""The notebook runs from top to bottom, finds what it says, and is committed as a reader should see it."""

import json
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat", reason="the notebook's extra is not installed")
nbclient = pytest.importorskip("nbclient", reason="the notebook's extra is not installed")
for name in ("tensorflow", "keras", "tf2onnx", "sklearn", "matplotlib", "ipykernel"):
    pytest.importorskip(name, reason=f"the notebook needs {name}, which is not installed (or not made for this Python)")

from digitink.errors import DataError  # noqa: E402
from digitink.training.data import mnist  # noqa: E402

NOTEBOOK = Path(__file__).parents[1] / "notebooks/digits.ipynb"

# Least and most of each headline number. What depends on seed, threads and machine has room to.
RANGES = {
    "read_alike": (True, True),
    "nearest_mean": (0.8206, 0.8208),
    "same_seed_apart": (0, 0.05),
    "dense": (0.970, 0.982),
    "saved_apart": (0, 1e-5),
    "raw": (0.955, 0.972),
    "whitening": (0.945, 0.968),
    "scaling_not_applied": (0.75, 0.955),
    "whitening_fitted_anew": (0.4, 0.8),
    "conv": (0.985, 0.995),
    "dense_moved_4": (0.1, 0.5),
    "conv_moved_4": (0.9, 1),
    "dense_calibration_before": (0, 0.02),
    "dense_calibration_after": (0, 0.008),
    "conv_calibration_after": (0, 0.008),
    "drawn_naive": (0.3, 0.7),
    "drawn_dense": (0.88, 1),
    "drawn_conv": (0.85, 1),
    "drawn_shipped": (0.97, 1),
    "onnx_apart": (0, 1e-4),
    "onnx_changed": (0, 0),
    "times_faster": (5, 1e5),
}


def cells_of_code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def complaints(notebook: Any) -> list[str]:
    """What the outputs hold that a reader should not see: errors, and what was written to stderr."""
    return [
        str(output.get("text") or output.get("evalue"))
        for cell in cells_of_code(notebook)
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def headline(notebook: Any) -> dict[str, float]:
    (cell,) = (cell for cell in cells_of_code(notebook) if "headline" in cell.metadata.get("tags", []))
    return dict(json.loads("".join(output.text for output in cell.outputs)))


def outside(found: dict[str, float]) -> dict[str, float]:
    return {name: found[name] for name, (least, most) in RANGES.items() if not least <= found[name] <= most}


@pytest.fixture
def committed() -> Any:
    return nbformat.read(NOTEBOOK, 4)


def test_it_runs_from_top_to_bottom(committed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")
    for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))
    (tmp_path / "work").mkdir()
    before = NOTEBOOK.read_bytes()
    fresh = nbformat.from_dict(committed)
    for cell in cells_of_code(fresh):
        cell.outputs, cell.execution_count = [], None
    place = {"metadata": {"path": str(tmp_path / "work")}}
    nbclient.NotebookClient(fresh, timeout=900, kernel_name="python3", resources=place).execute()
    assert complaints(fresh) == []
    found = headline(fresh)
    assert found.keys() == RANGES.keys()
    assert outside(found) == {}
    assert NOTEBOOK.read_bytes() == before


def test_it_is_committed_as_it_ran(committed: Any) -> None:
    code = cells_of_code(committed)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs for cell in code)
    assert complaints(committed) == []
    assert outside(headline(committed)) == {}


def test_text_comes_before_each_cell_of_code(committed: Any) -> None:
    kinds = [cell.cell_type for cell in committed.cells]
    assert kinds[0] == kinds[-1] == "markdown"
    assert "code code" not in " ".join(kinds)


def test_it_is_small_and_names_no_folder_of_a_machine(committed: Any) -> None:
    assert NOTEBOOK.stat().st_size < 3_000_000
    for cell in cells_of_code(committed):
        for output in cell.outputs:
            output.get("data", {}).pop("image/png", None)
    text = nbformat.writes(committed)
    for folder in ("home", "root", "Users", "tmp", "work"):
        assert f"/{folder}/" not in text
    assert "site-packages" not in text
