"""Open the store of a server at the start or, where that fails, as soon as it can be."""

import logging
import threading
from collections.abc import Callable

from digitink.corrections.store import Store
from digitink.errors import StoreError

_log = logging.getLogger(__name__)


class Opening:
    """What may become a store: a database that starts after the server, or is repaired, is taken into use."""

    def __init__(self, opened: Callable[[], Store | None], every: float = 5.0) -> None:
        """Try to open the store, and go on trying every so many seconds while that raises StoreError.

        opened gives None where corrections are off because somebody wants it so.
        """
        self.store: Store | None = None
        self.wanted = True
        self._opened = opened
        self._closed = threading.Event()
        if not self._try():
            threading.Thread(target=self._go_on, args=(every,), name="store", daemon=True).start()

    def check(self) -> None:
        """See that corrections can be read, or are not wanted. Raises StoreError."""
        if self.store:
            self.store.check()
        elif self.wanted:
            raise StoreError("The store of corrections is not open.")

    def close(self) -> None:
        """Try no more, and close what is open."""
        self._closed.set()
        if self.store:
            self.store.close()

    def _try(self) -> bool:
        try:
            self.store = self._opened()
        except StoreError as error:
            _log.warning("Corrections are off. %s", error)
            return False
        self.wanted = self.store is not None
        return True

    def _go_on(self, every: float) -> None:
        while not self._closed.wait(every):
            if self._try():
                _log.info("Corrections are on.")
                return
