"""What several tests share: the shipped recognizer, a place for corrections that is nobody's own, and marks."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digitink import Recognizer
from digitink.errors import DataError

if TYPE_CHECKING:
    from digitink.training.data.strokes import Strokes

# What takes long, by what makes it so: --quick leaves it out, for `make check`; `make test` runs it too. See
# pyproject.toml.
_MARKS = {
    "training": ("training", "benchmarks/test_strings.py", "samples"),
    "notebook": ("test_notebook.py",),
    "browser": ("browser",),
    "server": (
        *("bulk", "deploy", "examples", "server", "test_cli.py", "test_cli_read.py", "test_docs_commands.py"),
        *("benchmarks/test_soak.py", "test_package.py", "web/test_log.py"),
    ),
    "fuzz": ("benchmarks/test_photographs.py", "web/test_hostile.py", "web/test_openapi.py", "web/test_phone.py"),
}
# What takes longest comes first, so that no core is left with it when the others are done.
_FIRST = (
    *("test_notebook.py", "training/test_train.py", "training/tasks", "web/test_hostile.py", "browser"),
    *("bulk/test_cluster.py", "training", "benchmarks", "server", "deploy", "test_package.py", "test_docs_commands.py"),
    *("web/test_phone.py", "web/test_openapi.py"),
)

# How many examples are drawn of what is fuzzed: the same few for each run of the tests; for `make fuzz` many, and
# others each time. None is made smaller, which takes long. A test that is cheap, or costly, has more or fewer in
# proportion.
with suppress(ImportError):  # which the environment of examples/ has not
    from hypothesis import HealthCheck, Phase, settings

    _PHASES, _CHECKS = (Phase.explicit, Phase.generate), list(HealthCheck)
    _SHARED = settings(deadline=None, database=None, phases=_PHASES, suppress_health_check=_CHECKS)
    settings.register_profile("tests", _SHARED, max_examples=200, derandomize=True)
    settings.register_profile("fuzz", _SHARED, max_examples=4000, print_blob=True)
    settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests be quick."""
    parser.addoption("--quick", action="store_true", help="Leave out what takes long, and what it imports.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what --quick does; TensorFlow alone takes seconds to import."""
    place = collection_path.relative_to(Path(__file__).parent)
    quick = config.getoption("quick")
    return True if quick and any(place.is_relative_to(each) for marked in _MARKS.values() for each in marked) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by where it lies, and put first what takes longest."""
    places = {item: item.path.relative_to(Path(__file__).parent) for item in items}
    for item, place in places.items():
        for mark, marked in _MARKS.items():
            if any(place.is_relative_to(each) for each in marked):
                item.add_marker(mark)
    order = {item: [place.is_relative_to(each) for each in _FIRST] for item, place in places.items()}
    items.sort(key=lambda item: order[item].index(True) if any(order[item]) else len(_FIRST))


@pytest.fixture(scope="session")
def in_full(pytestconfig: pytest.Config) -> bool:
    """Whether `make fuzz` asks."""
    return bool(pytestconfig.getoption("--hypothesis-profile", None) == "fuzz")


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The shipped model, loaded once."""
    return Recognizer()


@pytest.fixture(scope="session")
def writers() -> "Strokes":
    """Real strokes; tests that want them are skipped where they are not installed."""
    from samples.lines.hands import real_strokes  # which `make core` does without

    try:
        return real_strokes()
    except DataError as error:
        pytest.skip(f"Real strokes cannot be had here: {error}")


@pytest.fixture(scope="session", autouse=True)
def corrections_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into the data folder of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("corrections") / "corrections.sqlite3"
        patch.setenv("DIGITINK_DATABASE_URL", f"sqlite:///{file}")
        patch.delenv("DIGITINK_CORRECTIONS_TOKEN", raising=False)
        yield
