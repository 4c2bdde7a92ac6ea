"""What may go wrong around a server: killed workers, power cuts, databases and clocks that fail, slow clients."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from digitink import model
from digitink.corrections import Store
from tests.corrections import postgres
from tests.drawing import data_url, named, png, render
from tests.serving import DIGITINK
from tests.web import redis
from tests.web.clients import CORRECTIONS, PATIENCE, SEVEN, Answer, Broken, Load, Server, ask, eventually, running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")

CLOCK = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *now)
{
    char said[32] = "";
    int failed = syscall(SYS_clock_gettime, which, now);
    if (failed == 0 && which == CLOCK_REALTIME) {
        int file = open(getenv("CLOCK"), O_RDONLY);
        if (read(file, said, sizeof said - 1) > 0)
            now->tv_sec += atol(said);
        close(file);
    }
    return failed;
}
"""
TOKEN = {"DIGITINK_CORRECTIONS_TOKEN": "the server's"}
BEARER = {"Authorization": "Bearer the server's"}


@dataclass(frozen=True)
class Said:
    """One of many different drawings, and what somebody says it is."""

    body: bytes
    sha256: str  # of the drawing as the store keeps it
    digit: int


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Postgres]:
    """A running PostgreSQL."""
    yield from postgres.lent()


@pytest.fixture
def counts() -> Iterator[redis.Redis]:
    """A running Redis."""
    yield from redis.lent()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk takes root's rights")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


@pytest.fixture
def clock(tmp_path: Path) -> dict[str, str]:
    """The environment of a server whose clock is so many seconds off as the file that CLOCK names says.

    faketime would not do: where it leaves the monotonic clock alone, as a clock that is set does, nothing can sleep.
    """
    compiler, source, library = shutil.which("cc"), tmp_path / "clock.c", tmp_path / "clock.so"
    if compiler is None or sys.platform != "linux":
        pytest.skip("lending a server another clock takes Linux and a C compiler")
    source.write_text(CLOCK)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    (tmp_path / "clock").write_text("0")
    return {"LD_PRELOAD": str(library), "CLOCK": str(tmp_path / "clock")}


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"


def said(count: int) -> list[Said]:
    """So many drawings that differ in one pixel of the margin."""
    drawing = render(named("7 crossed"), 16, 12, 38, 5, (64, 64)).copy()
    shades = 20
    many = []
    for number in range(count):
        drawing[0] = 255
        drawing[0, number // shades] = 254 - number % shades
        body = json.dumps({"data": data_url(drawing), "digit": number % 10}).encode()
        many.append(Said(body, hashlib.sha256(png(drawing)).hexdigest(), number % 10))
    return many


# Workers


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept alive", "closed"])
def test_a_killed_worker_takes_down_its_own_requests_alone(tmp_path: Path, keep_alive: bool) -> None:
    with running(tmp_path, "off", "--workers", "2") as server, Load(server, keep_alive).by(6) as load:
        assert load.goes_on(60)
        killed = server.workers()[0]
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: killed not in server.workers() and len(server.workers()) == 2)
        assert load.goes_on(100)
    assert {(answer.status, answer.body) for answer in load.answers} == {(200, b"7")}
    assert all(count == 1 for count in Counter(client for client, *_ in load.broken).values()), load.broken
    assert all(connected for _, connected, _ in load.broken), load.broken


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept alive", "closed"])
def test_a_server_that_is_told_to_stop_cuts_no_request(tmp_path: Path, keep_alive: bool) -> None:
    with running(tmp_path, "off", "--workers", "2") as server, Load(server, keep_alive, patient=False).by(12) as load:
        assert load.goes_on(60)
        server.process.send_signal(signal.SIGTERM)
        load.wait()
        assert server.process.wait(PATIENCE) == 0
    assert {(answer.status, answer.body) for answer in load.answers} == {(200, b"7")}
    # Nobody listens any more: that alone ends a client.
    assert [(connected, type(error)) for _, connected, error in load.broken] == 12 * [(False, ConnectionRefusedError)]
    assert "level=error" not in server.log.read_text()


# Corrections


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_was_acknowledged_is_kept_once_through_ten_power_cuts(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    url = request.getfixturevalue("sqlite_url" if database == "sqlite" else "cluster_url")
    many = said(1000)
    waiting, acknowledged, others = deque(many), list[Said](), list[Answer]()
    for life in range(11):
        with running(tmp_path, url, "--workers", "2", "--log", "off") as server:
            clients = [threading.Thread(target=_correct, args=(server, waiting, acknowledged, others)) for _ in "1234"]
            for client in clients:
                client.start()
            if life < 10:
                assert eventually(lambda wanted=(life + 1) * 90: len(acknowledged) >= wanted)  # type: ignore[misc]
                server.kill()
            for client in clients:
                client.join(PATIENCE)
                assert not client.is_alive()
    assert others == []
    assert len(acknowledged) == 1000
    store = Store(url)
    kept = sorted((correction.sha256, correction.answer) for correction in store.all())
    store.close()
    assert kept == sorted((one.sha256, one.digit) for one in many)


def _correct(server: Server, waiting: deque[Said], acknowledged: list[Said], others: list[Answer]) -> None:
    """Send what waits until nothing does or the server is gone; what it did not answer goes on waiting."""
    with closing(server.connection()) as connection:
        while waiting:
            one = waiting.popleft()
            try:
                answer = ask(connection, "POST", CORRECTIONS, one.body)
            except Broken:
                waiting.append(one)
                return
            if answer.status in (200, 201):
                acknowledged.append(one)
            else:
                others.append(answer)


@pytest.fixture
def cluster_url(cluster: postgres.Postgres) -> str:
    """The URL of an empty database in PostgreSQL."""
    return cluster.database()


@contextmanager
def away(cluster: postgres.Postgres) -> Iterator[None]:
    """Stop PostgreSQL, and start it again."""
    cluster.control("stop", "-m", "fast")
    try:
        yield
    finally:
        options = f"-c listen_addresses=127.0.0.1 -p {cluster.port} -k {cluster.folder} -c fsync=off"
        cluster.control("start", "-o", options)


def refused(answer: Answer) -> bool:
    """Whether something fails as it should, so that a person and a program can understand."""
    return (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json")


def ready(server: Server) -> int:
    """The status of its readiness."""
    return server.ask("GET", "/readyz").status


def test_a_database_that_goes_and_comes_back_takes_corrections_alone_with_it(
    tmp_path: Path, cluster: postgres.Postgres
) -> None:
    first, second, third = said(3)
    with running(tmp_path, cluster.database(), "--workers", "2") as server:
        assert server.correct(first.body).status == 201
        with away(cluster):
            for _ in range(4):
                answer = server.correct(second.body)
                assert refused(answer)
                assert int(answer.headers["Retry-After"]) > 0
                assert server.reads()
            assert ready(server) == 503
        statuses = [server.correct(one.body).status for one in (second, first, third)]
        assert statuses == [201, 200, 201]
        assert ready(server) == 200


def test_a_database_that_starts_after_the_server_is_taken_into_use(tmp_path: Path, cluster: postgres.Postgres) -> None:
    url = cluster.database()
    with ExitStack() as stack:
        with away(cluster):
            server = stack.enter_context(running(tmp_path, url, "--workers", "1"))
            page = server.ask("GET", "/")
            assert (page.status, b'id="correct"' in page.body) == (200, False)
            assert refused(server.correct())
            assert ready(server) == 503
            assert server.reads()
        assert eventually(lambda: ready(server) == 200)
        assert server.correct().status == 201
        assert b'id="correct"' in server.ask("GET", "/").body


def test_a_full_disk_takes_corrections_alone_with_it(tmp_path: Path, disk: Path) -> None:
    many = said(200)
    with running(tmp_path, f"sqlite:///{disk / 'corrections.sqlite3'}", "--workers", "2") as server:
        kept = [one for one in many[:20] if server.correct(one.body).status == 201]
        assert len(kept) == 20
        filler = _filled(disk)
        # What SQLite has of the disk already may hold a few more.
        for one in many[20:]:
            answer = server.correct(one.body)
            if answer.status != 201:
                break
            kept.append(one)
        for one in many[-5:]:
            assert refused(server.correct(one.body))
            assert server.reads()
        filler.unlink()
        kept += [one for one in many[-5:] if server.correct(one.body).status == 201]
    store = Store(f"sqlite:///{disk / 'corrections.sqlite3'}")
    found = Counter((correction.sha256, correction.answer) for correction in store.all())
    store.close()
    assert many[-1] in kept
    assert found == Counter((one.sha256, one.digit) for one in kept)


def test_a_full_disk_for_temporary_files_stops_no_reading(tmp_path: Path, disk: Path) -> None:
    with running(tmp_path, "off", "--workers", "2", environment={"TMPDIR": str(disk)}) as server:
        _filled(disk)
        assert eventually(lambda: len(server.workers()) == 2)  # the second starts while the first answers
        workers = server.workers()
        statuses = [server.ask("GET", path).status for path in ("/", "/how-it-works", "/healthz", "/readyz", "/no")]
        assert statuses == [200, 200, 200, 200, 404]
        assert all(server.reads() for _ in range(10))
        assert server.workers() == workers


def test_a_large_picture_is_refused_where_the_disk_for_it_is_full(tmp_path: Path, disk: Path) -> None:
    noise = np.random.default_rng(3).integers(200, 256, (700, 700), np.uint8)
    large = json.dumps({"data": data_url(noise)}).encode()
    with running(tmp_path, "off", "--workers", "1", environment={"TMPDIR": str(disk)}) as server:
        assert all(server.reads() for _ in range(20))
        assert server.ask("POST", "/predictImage", large).status in (200, 422)
        _filled(disk)
        assert refused(server.ask("POST", "/predictImage", large))
        assert server.reads()


def _filled(disk: Path) -> Path:
    """A file that leaves no room for another byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    return filler


def test_a_file_that_is_no_database_turns_corrections_alone_off(tmp_path: Path) -> None:
    file = tmp_path / "corrections.sqlite3"
    file.write_bytes(np.random.default_rng(1).bytes(50_000))
    with running(tmp_path, f"sqlite:///{file}", "--workers", "1") as server:
        page = server.ask("GET", "/")
        assert (page.status, b'id="correct"' in page.body) == (200, False)
        assert refused(server.correct())
        assert server.reads()
        assert ready(server) == 503
        assert "Traceback" not in server.log.read_text()
        # Whoever mends it need not start the server anew.
        file.unlink()
        assert eventually(lambda: ready(server) == 200)
        assert server.correct().status == 201


def test_a_database_that_is_damaged_takes_corrections_alone_with_it(tmp_path: Path) -> None:
    file = tmp_path / "corrections.sqlite3"
    with running(tmp_path, f"sqlite:///{file}", "--workers", "1") as server:
        assert server.correct().status == 201
    with running(tmp_path, f"sqlite:///{file}", "--workers", "1") as server:
        file.write_bytes(np.random.default_rng(2).bytes(file.stat().st_size))
        assert refused(server.correct())
        assert ready(server) == 503
        assert server.reads()
        assert server.ask("GET", "/").status == 200
        assert "Traceback" not in server.log.read_text()


def test_a_file_that_is_removed_takes_corrections_alone_with_it_until_a_backup_is_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    file = tmp_path / "corrections.sqlite3"
    first, second = said(2)
    with running(tmp_path, sqlite_url, "--workers", "2", environment=TOKEN) as server:
        assert server.correct(first.body).status == 201
        shutil.copyfile(file, tmp_path / "backup")
        file.unlink()
        for _ in range(6):  # whichever worker answers
            assert refused(server.correct(second.body))
            assert ready(server) == 503
            assert server.reads()
        assert not file.exists()
        (tmp_path / "backup").rename(file)
        for _ in range(6):
            assert ready(server) == 200
            assert server.correct(second.body).status in (200, 201)
        assert [one["digit"] for one in server.ask("GET", CORRECTIONS, headers=BEARER).json] == [1, 0]
    assert "Traceback" not in server.log.read_text()


# What a server starts with


@pytest.mark.parametrize(
    ("name", "with_card"),
    [
        ("truncated", True),
        pytest.param("truncated", False),
        pytest.param("text", False),
        ("missing", False),
    ],
)
def test_a_model_that_is_damaged_is_told_in_a_line(tmp_path: Path, name: str, with_card: bool) -> None:
    shipped = model.SHIPPED.read_bytes()
    file = tmp_path / f"{name}.onnx"
    contents = {"truncated": shipped[: len(shipped) // 2], "text": b"This is a text.\n"}
    if name in contents:
        file.write_bytes(contents[name])
    if with_card:
        file.with_suffix(".json").write_bytes(model.SHIPPED.with_suffix(".json").read_bytes())
    command = [DIGITINK, "serve", "--port", "0", "--workers", "2", "--model", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode not in (0, None)
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: ")
    assert file.name in line
    assert ended.stdout == ""


# Clocks


def test_a_clock_that_is_set_back_stops_nothing(tmp_path: Path, sqlite_url: str, clock: dict[str, str]) -> None:
    first, second = said(2)
    options = ("--workers", "1", "--rate-limit", "100/minute")
    with running(tmp_path, sqlite_url, *options, environment=clock | TOKEN) as server:
        assert all(server.reads() for _ in range(30))
        begun = time.monotonic()
        before = server.correct(first.body).json
        Path(clock["CLOCK"]).write_text("-3600")
        assert all(server.reads() for _ in range(30))
        after = server.correct(second.body)
        assert after.status == 201
        passed = timedelta(seconds=time.monotonic() - begun + 1)
        listed = server.ask("GET", CORRECTIONS, headers=BEARER).json
        assert [one["id"] for one in listed] == [before["id"], after.json["id"]]  # the first is newer by that clock
        times = [datetime.fromisoformat(one["time"]) for one in listed]
        assert timedelta(hours=1) - passed < times[0] - times[1] <= timedelta(hours=1)
        for receipt in (before, after.json):
            taken = server.ask("DELETE", f"{CORRECTIONS}/{receipt['id']}", headers={"X-Undo-Token": receipt["undo"]})
            assert taken.status == 204
        assert server.ask("GET", CORRECTIONS, headers=BEARER).json == []


@pytest.mark.parametrize("seconds", [-3600, 3600], ids=["back", "forward"])
def test_a_clock_that_is_set_stops_a_stop_no_more_than_a_request(
    tmp_path: Path, clock: dict[str, str], seconds: int
) -> None:
    with (
        running(tmp_path, "off", "--workers", "2", environment=clock) as server,
        Load(server, patient=False).by(6) as load,
    ):
        assert load.goes_on(30)
        Path(clock["CLOCK"]).write_text(str(seconds))
        assert load.goes_on(30)
        server.process.send_signal(signal.SIGTERM)
        load.wait()
        assert server.process.wait(PATIENCE) == 0
    assert {(answer.status, answer.body) for answer in load.answers} == {(200, b"7")}


# Counting in Redis: by the day, since a window that ends in the middle of a test would let more requests through


def test_servers_count_a_visitor_s_requests_together(tmp_path: Path, counts: redis.Redis) -> None:
    options = ("--workers", "1", "--rate-limit", "20/day", "--redis-url", counts.url)
    with ExitStack() as stack:
        servers = []
        for name in "ab":
            (tmp_path / name).mkdir()
            servers.append(stack.enter_context(running(tmp_path / name, "off", *options)))
        answers = [server.ask("POST", "/predictImage", SEVEN) for _ in range(15) for server in servers]
        assert [answer.status for answer in answers] == 20 * [200] + 10 * [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 24 * 60 * 60
        assert answers[-1].headers["Content-Type"] == "application/problem+json"
        assert answers[-1].json["title"] == "Too Many Requests"
    for name in "ab":
        log = (tmp_path / name / "log").read_text()
        assert "status=429" in log
        assert "127.0.0.1" not in log


def test_a_redis_that_goes_and_comes_back_is_not_noticed(tmp_path: Path, counts: redis.Redis) -> None:
    options = ("--workers", "2", "--rate-limit", "40/day", "--redis-url", counts.url)
    with running(tmp_path, "off", *options) as server:
        assert all(server.reads() for _ in range(5))
        counts.stop()
        assert all(server.reads() for _ in range(20))
        counts.start()
        assert all(server.reads() for _ in range(5))
        # The limit holds all the while, in memory or in Redis.
        statuses = Counter(server.ask("POST", "/predictImage", SEVEN).status for _ in range(150))
        assert set(statuses) == {200, 429}
    assert "127.0.0.1" not in server.log.read_text()


def test_a_server_starts_without_its_redis(tmp_path: Path, counts: redis.Redis) -> None:
    counts.stop()
    with running(tmp_path, "off", "--workers", "1", "--rate-limit", "20/day", "--redis-url", counts.url) as server:
        statuses = [server.ask("POST", "/predictImage", SEVEN).status for _ in range(25)]
    assert statuses == 20 * [200] + 5 * [429]
    assert "127.0.0.1" not in server.log.read_text()


# Slow clients


HEAD = b"POST /predictImage HTTP/1.1\r\nHost: localhost\r\n"
BODY = HEAD + b"Content-Length: %d\r\n\r\n" % len(SEVEN) + SEVEN[: len(SEVEN) // 2]
CHUNK = HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n" + SEVEN[:1000]


@contextmanager
def hanging(server: Server, sent: bytes, clients: int) -> Iterator[list[socket.socket]]:
    """So many clients that send this and then no more; who comes after them is taken in after them."""
    with ExitStack() as stack:
        hanging = []
        for _ in range(clients):
            client = stack.enter_context(socket.create_connection((server.host, server.port), PATIENCE))
            client.sendall(sent)
            hanging.append(client)
        yield hanging


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(HEAD, id="header"),
        pytest.param(BODY, id="body"),
        pytest.param(CHUNK, id="chunked"),
    ],
)
def test_slow_clients_are_told_so(tmp_path: Path, sent: bytes) -> None:
    with (
        running(tmp_path, "off", "--workers", "2", "--receive-seconds", "3") as server,
        hanging(server, sent, 64) as clients,
    ):
        assert eventually(server.reads)
        for client in clients:
            with client.makefile("rb") as answer:
                head, _, body = answer.read().partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 ")
            assert b"Content-Type: application/problem+json" in head
            assert json.loads(body)["status"] == 408
    assert "127.0.0.1" not in server.log.read_text()


def test_slow_clients_keep_nobody_waiting(tmp_path: Path) -> None:
    patient = ("--receive-seconds", "600", "--stop-seconds", "1")  # whoever had to wait for that would have left
    with (
        running(tmp_path, "off", "--workers", "1", *patient) as server,
        hanging(server, HEAD, 64),
        hanging(server, BODY, 64),
    ):
        assert eventually(server.reads)


def test_clients_that_do_not_hang_up_keep_nobody_waiting(tmp_path: Path) -> None:
    last = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(SEVEN) + SEVEN
    with (
        running(tmp_path, "off", "--workers", "1", "--threads", "1", "--stop-seconds", "1") as server,
        hanging(server, last, 600) as clients,
        closing(server.connection()) as connection,
    ):
        assert all(client.recv(9) == b"HTTP/1.1 " for client in clients)
        # Whoever waits two seconds for each of them comes too late.
        assert ask(connection, "POST", "/predictImage", SEVEN).body == b"7"


@pytest.mark.parametrize(
    "chunked",
    [
        pytest.param(False, id="length"),
        pytest.param(True, id="chunked"),
    ],
)
def test_a_body_that_is_too_large_is_refused(tmp_path: Path, chunked: bool) -> None:
    kind = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % (3 << 20)
    piece = b"10000\r\n" + bytes(0x10000) + b"\r\n" if chunked else bytes(0x10000)
    with (
        running(tmp_path, "off", "--workers", "1", "--max-body", "1") as server,
        socket.create_connection((server.host, server.port), PATIENCE) as client,
        client.makefile("rb") as answer,
    ):
        client.sendall(HEAD + kind + b"\r\n\r\n")
        with suppress(OSError):  # it may hang up on what it does not want
            for _ in range(48):
                client.sendall(piece)
            client.sendall(b"0\r\n\r\n" if chunked else b"")
        assert answer.readline().startswith(b"HTTP/1.1 413 ")
        assert b"application/problem+json" in answer.read()
        assert server.reads()
