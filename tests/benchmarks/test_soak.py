"""The service keeps at work through one fault of each kind, in what time the suite has for it."""

import sys
import time
from email.message import Message

import pytest

from benchmarks import soak
from benchmarks.soak import Plan, Soak
from benchmarks.steady import CLIENTS, DIGIT, NUMBER, Ledger, Question
from samples.servers.clients import CORRECTIONS, Response
from samples.servers.faults import submissions

DIGIT_7, NUMBER_42 = Question(DIGIT, b"", "7"), Question(NUMBER, b"", "42")
CORRECTED = Question(CORRECTIONS, b"", "")


@pytest.mark.skipif(sys.platform != "linux", reason="workers' memory is told by Linux alone")
def test_nothing_is_lost_or_wrong_through_a_fault_of_each_kind() -> None:
    try:
        done = soak.run(Plan(seconds=36, every=6, calibrating=3, most=100_000))
    except SystemExit as error:
        pytest.skip(str(error))
    assert done.failures() == []
    assert {soak.WORKER, soak.DATABASE, soak.REDIS, soak.SLOW, soak.HOSTILE} <= set(done.ledger.phases)
    assert done.ledger.acknowledged
    assert done.stored
    assert max(most for _, most in done.memory) < 400
    assert "corrections: " in done.table()


def ledger(*met: tuple[str, Question, int, bytes]) -> Ledger:
    """A ledger in which each fault was answered once, and of what else was met; a status of 0: the connection broke."""
    found = Ledger()
    for phase, question, status, body in met:
        found.phase = phase
        found.count(phase, DIGIT_7, Response(200, Message(), b"7"), 0.001)
        found.count(phase, question, Response(status, Message(), body) if status else None, 0.001)
        found.phases[phase].died = int(phase == soak.WORKER)
    return found


@pytest.mark.parametrize(
    ("met", "failure"),
    [
        (("disk full", DIGIT_7, 200, b"1"), "disk full: 1 answers were wrong"),
        (("disk full", NUMBER_42, 200, b'{"text": "41"}'), "disk full: 1 answers were wrong"),
        (("disk full", NUMBER_42, 200, b'{"text": "42"}'), None),
        (("disk full", DIGIT_7, 503, b""), "disk full: /predictImage was answered with 503, 1 times"),
        (("disk full", DIGIT_7, 0, b""), "disk full: 1 connections broke, and 0 workers died"),
        ((soak.WORKER, DIGIT_7, 0, b""), None),
        ((soak.DATABASE, CORRECTED, 503, b""), None),
        ((soak.DATABASE, CORRECTED, 500, b""), f"{soak.DATABASE}: {CORRECTIONS} was answered with 500, 1 times"),
        ((soak.DATABASE, DIGIT_7, 503, b""), f"{soak.DATABASE}: /predictImage was answered with 503, 1 times"),
    ],
)
def test_what_should_not_have_been_is_told(met: tuple[str, Question, int, bytes], failure: str | None) -> None:
    assert Soak(1, ledger(met), [], []).failures() == ([failure] if failure else [])


def test_a_dead_worker_breaks_no_more_connections_than_clients() -> None:
    found = ledger(*(CLIENTS + 1) * [(soak.WORKER, DIGIT_7, 0, b"")])
    assert Soak(1, found, [], []).failures() == [f"{soak.WORKER}: {CLIENTS + 1} connections broke, and 1 workers died"]


def test_a_late_refusal_counts_as_the_database_being_away() -> None:
    found = ledger((soak.WORKER, DIGIT_7, 200, b"7"))
    found.phase = soak.DATABASE
    found.count(soak.WORKER, CORRECTED, Response(503, Message(), b""), 20)
    assert Soak(1, found, [], []).failures() == []


def test_a_worker_that_dies_of_what_it_should_bear_is_told() -> None:
    found = ledger(("slow clients", DIGIT_7, 200, b"7"))
    found.phases["slow clients"].died = 1
    assert Soak(1, found, [], []).failures() == ["slow clients: 1 workers died"]


def test_corrections_that_are_lost_or_kept_twice_are_told() -> None:
    found, (first, second) = Ledger(), submissions(2)
    found.acknowledged = [first, second]
    stored = [(one.sha256, one.digit) for one in (first, second)]
    assert Soak(1, found, [], stored).failures() == []
    assert Soak(1, found, [], stored[:1]).failures() == ["1 corrections were acknowledged and are lost"]
    assert Soak(1, found, [], [*stored, stored[0]]).failures() == ["1 corrections were kept more than once"]


def test_memory_that_grows_is_seen() -> None:
    began = time.monotonic()
    grown = Soak(1, Ledger(), [(began + second, 100 + second) for second in range(101)], [])
    assert (grown.megabytes(0.25, 0.5), grown.megabytes(0.75, 1)) == (137.5, 187.5)
