"""What several tests share: the shipped recogniser, a place for corrections that is nobody's own, and marks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from digitink import Recognizer

# What takes long, by what makes it so: `make check` leaves it out, `make test` runs it too. See pyproject.toml.
_MARKS = {
    "training": ("training", "benchmarks/test_strings.py"),
    "notebook": ("test_notebook.py",),
    "browser": ("browser",),
    "server": (
        *("bulk", "deploy", "examples", "server", "test_cli.py", "test_docs_commands.py", "test_package.py"),
        *("benchmarks/test_soak.py", "web/test_log.py"),
    ),
    "fuzz": ("benchmarks/test_photographs.py", "web/test_hostile.py", "web/test_openapi.py", "web/test_phone.py"),
}


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark each test by where it lies."""
    for item in items:
        place = item.path.relative_to(Path(__file__).parent)
        for mark, places in _MARKS.items():
            if any(place.is_relative_to(each) for each in places):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The shipped model, loaded once."""
    return Recognizer()


@pytest.fixture(scope="session", autouse=True)
def corrections_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into the data folder of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("corrections") / "corrections.sqlite3"
        patch.setenv("DIGITINK_DATABASE_URL", f"sqlite:///{file}")
        patch.delenv("DIGITINK_CORRECTIONS_TOKEN", raising=False)
        yield
