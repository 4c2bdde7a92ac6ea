"""End a process when the one that started it is gone: nobody else would tell it."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Have this process end, with status 1, as soon as that which started it through multiprocessing has ended."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
