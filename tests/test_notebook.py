"""The notebook runs from top to bottom, finds what it says, and is committed as a reader should see it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

nbformat = pytest.importorskip("nbformat", reason="the notebook's extra is not installed")
nbclient = pytest.importorskip("nbclient", reason="the notebook's extra is not installed")
for name in ("tensorflow", "keras", "tf2onnx", "sklearn", "matplotlib", "ipykernel"):
    pytest.importorskip(name, reason=f"the notebook needs {name}, which is not installed (or not made for this Python)")

from digitink import Recognizer  # noqa: E402
from digitink.errors import DataError  # noqa: E402
from digitink.training.data import mnist  # noqa: E402
from digitink.training.tasks.digits import PRESETS  # noqa: E402

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it runs."""
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def fresh(folder: Path) -> Any:
    """What it is after it has run."""
    try:
        mnist.load()
    except DataError as error:
        pytest.skip(f"MNIST cannot be had here: {error}")
    before = NOTEBOOK.read_bytes()
    notebook = nbformat.read(NOTEBOOK, 4)
    for cell in cells_of_code(notebook):
        cell.outputs, cell.execution_count = [], None
    (folder / "work").mkdir()
    place = {"metadata": {"path": str(folder / "work")}}
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(variable, str(folder / variable.lower()))
        patch.setenv("MPLCONFIGDIR", str(folder / "matplotlib"))
        nbclient.NotebookClient(notebook, timeout=900, kernel_name="python3", resources=place).execute()
    assert NOTEBOOK.read_bytes() == before
    return notebook


def test_it_runs_from_top_to_bottom(fresh: Any) -> None:
    assert complaints(fresh) == []
    found = headline(fresh)
    assert found.keys() == RANGES.keys()
    assert outside(found) == {}


def test_the_quick_preset_reads_99_of_100(fresh: Any, folder: Path) -> None:
    """The notebook trains with it, as `digitink train --preset quick` does."""
    made = folder / "work" / "made" / "conv"
    card = json.loads((made / "model.json").read_text())
    assert card["recipe"].items() >= {"epochs": PRESETS["quick"].epochs, "drawing": None}.items()
    assert card["measured"]["MNIST test"]["accuracy"] >= 0.988
    assert "scribbles" not in card["measured"]
    assert Recognizer(made / "model.onnx").model.logits(np.zeros((2, 28, 28), np.uint8)).shape == (2, 10)


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
