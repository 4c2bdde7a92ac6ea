"""What several tests share: the shipped recogniser, and a place for corrections that is nobody's own."""

from collections.abc import Iterator

import pytest

from digitink import Recognizer


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
