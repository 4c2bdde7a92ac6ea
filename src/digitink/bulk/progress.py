"""Show progress: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click

from digitink.bulk.summary import Summary

# Seconds between two lines of a log.
_EVERY = 10.0


class Report(Protocol):
    """What is told after each part."""

    def __call__(self, summary: Summary) -> None:
        """Add what was read."""


@contextmanager
def reporting(parts: int, read: int) -> Iterator[Report]:
    """Show on standard error how many parts are read, of which some were before this began."""
    with _bar(parts, read) if sys.stderr.isatty() else _log(parts, read) as report:
        yield report


@contextmanager
def _bar(parts: int, read: int) -> Iterator[Report]:
    began, so_far = time.monotonic(), Summary()

    def told(_: object) -> str:
        return _rate(so_far, time.monotonic() - began)

    with click.progressbar(length=parts, label="Reading", file=sys.stderr, item_show_func=told) as bar:
        bar.update(read)
        bar.start = time.time()  # what was read before says nothing of how long the others take

        def report(summary: Summary) -> None:
            nonlocal so_far
            so_far += summary
            bar.update(1)

        yield report


@contextmanager
def _log(parts: int, read: int) -> Iterator[Report]:
    began = last = time.monotonic()
    before, so_far = read, Summary()

    def report(summary: Summary) -> None:
        nonlocal last, read, so_far
        read, so_far, now = read + 1, so_far + summary, time.monotonic()
        if now - last < _EVERY and read < parts:
            return
        last, left = now, (parts - read) * (now - began) / (read - before)
        click.echo(f"{read} of {parts} parts, {_rate(so_far, now - began)}, {_duration(left)} left", err=True)

    yield report


def _rate(summary: Summary, seconds: float) -> str:
    each = f"{summary.pictures:,} pictures, {summary.pictures / seconds:,.0f} a second"
    return f"{each}, {summary.refused.total():,} refused" if summary.refused else each


def _duration(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{round(seconds)} s"
