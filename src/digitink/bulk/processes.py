"""Read many pictures in order, in this process or in several."""

import itertools
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2

from digitink.annotate import annotated
from digitink.bulk.files import STANDARD_INPUT
from digitink.errors import DigitinkError, PictureError
from digitink.parent import end_with_parent
from digitink.recognizer import Recognizer
from digitink.results import Reading

Outcome = Reading | PictureError

# Pictures that a process must have to read before it is worth starting. To start one takes 0.2 s of processor time, as
# much as to read 45 scans of 400 x 150 px at 4.6 ms each, or 4 photographs of 1600 x 1200 px at 54 ms.
_WORTH = 20
# Pictures a process that are read ahead of the one whose turn it is, so that a slow one holds up nobody.
_AHEAD = 16


class CannotAnnotate(DigitinkError):
    """A folder into which no picture can be written."""


class ProcessDied(DigitinkError):
    """A process that read pictures was ended from outside."""


@dataclass(frozen=True)
class _Task:
    path: str
    drawing: Path | None  # where to draw what was read


def read_all(
    paths: Sequence[str], recognizer: Recognizer, annotate: Path | None = None, jobs: int | None = None
) -> Generator[tuple[str, Outcome], None, None]:
    """Yield each path with what was read there, or why nothing could be, in the order of the paths.

    - is standard input. Into the folder annotate, each picture is drawn with what was read in it. At most so many
    processes as jobs read, by default one a core; few pictures are read in this one. Close the iterator to end the
    processes early. Raises CannotAnnotate and ProcessDied.
    """
    tasks = _tasks(paths, annotate)
    processes = min(jobs or cores(), len(paths) // _WORTH)
    if processes > 1:
        yield from _read_side_by_side(tasks, recognizer, processes)
    else:
        for task in tasks:
            yield task.path, _read(recognizer, task)


def _tasks(paths: Sequence[str], annotate: Path | None) -> Iterator[_Task]:
    """One a path. Raises CannotAnnotate rather than draw over one of the pictures."""
    taken: set[str] = set()
    pictures = {os.path.realpath(path) for path in paths} if annotate else set()
    for path in paths:
        name = "standard-input" if path == STANDARD_INPUT else Path(path).stem
        drawing = annotate / f"{_unlike(taken, name)}.png" if annotate else None
        if drawing and os.path.realpath(drawing) in pictures:
            raise CannotAnnotate(
                f"{drawing} is one of the pictures, and would be drawn over. Choose another --annotate."
            )
        yield _Task(path, drawing)


def _unlike(taken: set[str], name: str) -> str:
    """Return a name that is not taken yet: pictures of several folders may be called alike."""
    names = (f"{name}-{number}" if number > 1 else name for number in itertools.count(1))
    free = next(one for one in names if one not in taken)
    taken.add(free)
    return free


def _read(recognizer: Recognizer, task: _Task) -> Outcome:
    picture: bytes | Path = sys.stdin.buffer.read() if task.path == STANDARD_INPUT else Path(task.path)
    try:
        reading = recognizer.read(picture)
        if task.drawing:
            _draw(picture, reading, task.drawing)
    except PictureError as error:
        return error
    return reading


def _draw(picture: bytes | Path, reading: Reading, path: Path) -> None:
    image = annotated(picture, reading)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
    except OSError as error:
        reason = error.strerror or error
        raise CannotAnnotate(f"Cannot write into {path.parent}: {reason}. Choose another --annotate.") from error


def _read_side_by_side(tasks: Iterable[_Task], recognizer: Recognizer, processes: int) -> Iterator[tuple[str, Outcome]]:
    """Return what read_all yields; memory holds no more than _AHEAD tasks and outcomes a process."""
    ahead: deque[tuple[str, Callable[[], Outcome]]] = deque()
    with _pool(recognizer, processes) as pool:
        for task in tasks:
            if task.path == STANDARD_INPUT:  # this process alone has it, and reads it in its turn
                ahead.append((task.path, partial(_read, recognizer, task)))
            else:
                ahead.append((task.path, _submitted(pool, task).result))
            if len(ahead) == _AHEAD * processes:
                path, outcome = ahead.popleft()
                yield path, outcome()
        for path, outcome in ahead:
            yield path, outcome()


@contextmanager
def _pool(recognizer: Recognizer, processes: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes that read with a copy of the recognizer; an exception in the block ends them at once.

    They are spawned: a fork would copy the threads' locks of ONNX Runtime and OpenCV without the threads.
    """
    others = set(multiprocessing.active_children())
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, _begin, (recognizer,)) as pool:
        try:
            yield pool
        except BaseException as error:
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise ProcessDied(
                    "A process that read pictures was killed, perhaps for want of memory. Try fewer of them: --jobs 1."
                ) from error
            raise


def _submitted(pool: ProcessPoolExecutor, task: _Task) -> Future[Outcome]:
    """Submit a task; the pool may start a process for it.

    A new process inherits which signals are blocked. Ctrl-C reaches each process of the terminal, and only this one
    shall answer: in the others it stays blocked, or they would all print a traceback, those too that still import.
    """
    if sys.platform == "win32":
        return pool.submit(_read_here, task)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_read_here, task)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "win32":
        return min(os.cpu_count() or 1, 61)  # more processes than 61 it cannot wait for
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# What follows runs in the processes started.

_recognizer: Recognizer


def _begin(recognizer: Recognizer) -> None:
    global _recognizer
    _recognizer = recognizer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows knows no blocking
    cv2.setNumThreads(1)  # the cores are taken by the other processes
    end_with_parent()


def _read_here(task: _Task) -> Outcome:
    return _read(_recognizer, task)
