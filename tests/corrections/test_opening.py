"""A store that cannot be opened is opened once it can be."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digitink.corrections import Store
from digitink.corrections.opening import Opening
from digitink.errors import StoreError


def soon(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within ten seconds."""
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def test_a_database_that_is_mended_is_taken_into_use(tmp_path: Path) -> None:
    file = tmp_path / "store"
    file.write_bytes(b"no database" * 1000)
    opening = Opening(lambda: Store(f"sqlite:///{file}"), every=0.05)
    assert opening.store is None
    with pytest.raises(StoreError, match="not open"):
        opening.check()
    file.unlink()
    assert soon(lambda: opening.store is not None)
    opening.check()
    opening.close()


def test_what_is_off_on_purpose_is_not_tried_again() -> None:
    tries: list[None] = []
    opening = Opening(lambda: tries.append(None), every=0.01)
    time.sleep(0.1)
    opening.check()
    assert tries == [None]
    opening.close()


def test_one_that_is_closed_is_tried_no_more(tmp_path: Path) -> None:
    tries: list[None] = []

    def fail() -> Store:
        tries.append(None)
        raise StoreError("never")

    opening = Opening(fail, every=0.05)
    opening.close()
    time.sleep(0.2)
    assert len(tries) == 1
