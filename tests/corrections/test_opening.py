"""A store that cannot be opened is opened once it can be."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from digitink.corrections import Store
from digitink.corrections.opening import Opening
from digitink.errors import StoreError


def tries_on(before: Sequence[threading.Thread]) -> list[threading.Thread]:
    """The threads that go on trying to open a store, but for those that were there before: of another test's server."""
    return [thread for thread in threading.enumerate() if thread.name == "store" and thread not in before]


def comes_true(true: Callable[[], bool]) -> bool:
    """Wait until it is true, which may take its time on a busy machine; return whether it came to that."""
    end = time.monotonic() + 120
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
    assert comes_true(lambda: opening.store is not None)
    opening.check()
    opening.close()


def test_what_is_off_on_purpose_is_not_tried_again() -> None:
    tries: list[None] = []
    before = threading.enumerate()
    opening = Opening(lambda: tries.append(None), every=0.01)
    assert tries_on(before) == []
    opening.check()
    assert tries == [None]
    opening.close()


def test_one_that_is_closed_is_tried_no_more(tmp_path: Path) -> None:
    tries: list[None] = []

    def fail() -> Store:
        tries.append(None)
        raise StoreError("never")

    before = threading.enumerate()
    opening = Opening(fail, every=3600)
    (thread,) = tries_on(before)
    opening.close()
    thread.join(120)
    assert not thread.is_alive()
    assert len(tries) == 1
