"""Clients that ask at a steady rate, know the right answers, and take down what they meet."""

import http.client
import itertools
import json
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from digitink import Recognizer
from samples.drawing import DRAWINGS, data_url, render
from samples.servers.clients import CORRECTIONS, Broken, Response, Server, ask, eventually
from samples.servers.faults import Submission, submissions
from samples.writing import Hand, written

CLIENTS = 16
DIGIT, NUMBER = "/predictImage", "/api/v1/number"
# A number every so many requests, and every so many something that is corrected.
_NUMBERS, _CORRECTIONS = 10, 50
_LAST = 600  # seconds in which the last answers come, on a machine that is busy with other work too
_DISTINCT = 160_000  # corrections that can be told apart


@dataclass(frozen=True)
class Question:
    """A request whose right answer is known."""

    path: str
    body: bytes
    right: str

    def is_right(self, body: bytes) -> bool:
        """Tell whether it was answered so."""
        if self.path == DIGIT:
            return body.decode() == self.right
        response = json.loads(body)
        return bool(response["text"] == self.right if self.path == NUMBER else response["undo"])


def questions(recognizer: Recognizer) -> list[Question]:
    """Digits and numbers, with what the same models read in them in this process."""

    def question(path: str, picture: object, right: str) -> Question:
        return Question(path, json.dumps({"data": picture}).encode(), right)

    digits = []
    for drawing in DRAWINGS:
        picture = render(drawing)
        digits.append(question(DIGIT, data_url(picture), str(recognizer.predict(picture).digit)))
    numbers = []
    for year in range(1990, 2000):
        page, _ = written([str(year)], Hand())
        numbers.append(question(NUMBER, data_url(page), recognizer.read(page).text))
    each, many = itertools.cycle(digits), itertools.cycle(numbers)
    return [next(each if turn % _NUMBERS else many) for turn in range(len(digits) * _NUMBERS)]


@dataclass
class Phase:
    """What the requests met that were sent in some stretch of time."""

    times: int = 0
    right: int = 0
    wrong: int = 0
    refused: Counter[tuple[str, int, str]] = field(
        default_factory=Counter
    )  # by path, status, and when: see Ledger.count
    broken: int = 0  # connections
    died: int = 0  # workers
    waits: list[float] = field(default_factory=list)  # seconds from when a request was due to its answer

    def within(self, share: float) -> float:
        """Return the seconds that this share of the requests waited at the most."""
        waits = sorted(self.waits)
        return waits[int(share * (len(waits) - 1))] if waits else 0.0


class Ledger:
    """What was asked, and what came of it."""

    def __init__(self) -> None:
        self.phase = ""  # that which is on
        self.phases: defaultdict[str, Phase] = defaultdict(Phase)
        self.acknowledged: list[Submission] = []
        self.waiting: deque[Submission] = deque()  # corrections that are not acknowledged yet
        self._lock = threading.Lock()

    def count(self, phase: str, question: Question, response: Response | None, waited: float) -> None:
        """Take down an answer to what was sent in a phase, or None where the connection broke, which is now.

        What waits long for its turn may be answered in another phase: a refusal is taken down with both.
        """
        with self._lock:
            at = self.phases[phase]
            at.waits.append(waited)
            if response is None:
                self.phases[self.phase].broken += 1
            elif response.status not in (200, 201):
                at.refused[question.path, response.status, self.phase] += 1
            elif question.is_right(response.body):
                at.right += 1
            else:
                at.wrong += 1

    def misses(self, stored: Sequence[tuple[str, int | str | None]]) -> list[str]:
        """Say what is wrong with the corrections that are kept, given the SHA-256 and the digit of each."""
        found = Counter(stored)
        lost = {(one.sha256, one.digit) for one in self.acknowledged} - set(found)
        twice = [one for one, times in found.items() if times > 1]
        each = {"acknowledged and are lost": lost, "kept more than once": twice}
        return [f"{len(some)} corrections were {what}" for what, some in each.items() if some]


class Clients:
    """They ask the same questions again and again, each over a connection that is kept alive."""

    def __init__(self, server: Server, asked: Sequence[Question], ledger: Ledger) -> None:
        self._server, self._questions, self._ledger = server, asked, ledger
        self._new = iter(range(_DISTINCT))

    @contextmanager
    def asking(self, rate: float, most: int) -> Iterator[None]:
        """Ask so often a second meanwhile, and so many times at the most; at the end wait for the last answers.

        A rate of 0 is as often as they are answered.
        """
        self._began, self._pause = time.monotonic(), 1 / rate if rate else 0.0
        self._turns, self._lock, self._over = iter(range(most)), threading.Lock(), threading.Event()
        threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join(_LAST)
                assert not thread.is_alive(), "a client still waits for its answer"

    def finish(self) -> None:
        """Send the corrections that were not acknowledged until all are."""

        def is_finished() -> bool:
            with closing(self._server.connection()) as connection:
                while self._ledger.waiting:
                    if not self._correct(connection, time.monotonic()):
                        return False
            return True

        assert eventually(is_finished), "corrections are refused for good"

    def _work(self) -> None:
        with closing(self._server.connection(_LAST)) as connection:
            while (turn := self._turn()) is not None:
                due = self._began + turn * self._pause if self._pause else time.monotonic()
                if self._over.wait(max(0.0, due - time.monotonic())):
                    return
                if turn % _CORRECTIONS:
                    self._ask(connection, self._questions[turn % len(self._questions)], due)
                else:
                    self._correct(connection, due)

    def _turn(self) -> int | None:
        with self._lock:
            return next(self._turns, None)

    def _correct(self, connection: http.client.HTTPConnection, due: float) -> bool:
        """Send a correction that waits, or else a new one; return whether it was acknowledged."""
        try:
            one = self._ledger.waiting.popleft()
        except IndexError:
            with self._lock:
                number = next(self._new, None)
            if number is None:
                return False
            (one,) = submissions(1, number)
        response = self._ask(connection, Question(CORRECTIONS, one.body, ""), due)
        if response is not None and response.status in (200, 201):
            self._ledger.acknowledged.append(one)
            return True
        self._ledger.waiting.append(one)
        return False

    def _ask(self, connection: http.client.HTTPConnection, question: Question, due: float) -> Response | None:
        phase, response = self._ledger.phase, None
        try:
            response = ask(connection, "POST", question.path, question.body)
        except Broken:
            connection.close()
        self._ledger.count(phase, question, response, time.monotonic() - due)
        return response
