"""A database or a disk that fails takes corrections alone with it, and loses none that was acknowledged."""

import json
import shutil
import sys
import threading
from collections import Counter, deque
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest

from digitink.corrections import Store
from samples.drawing import data_url
from samples.servers import postgres
from samples.servers.clients import CORRECTIONS, PATIENCE, Broken, Response, Server, ask, eventually, running
from samples.servers.faults import Submission, away, filled, submissions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")

TOKEN = {"DIGITINK_CORRECTIONS_TOKEN": "the server's"}
BEARER = {"Authorization": "Bearer the server's"}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_acknowledged_corrections_survive_ten_power_cuts_once(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    url = request.getfixturevalue("sqlite_url" if database == "sqlite" else "cluster_url")
    many = submissions(1000)
    waiting, acknowledged, others = deque(many), list[Submission](), list[Response]()
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
    stored = sorted((correction.sha256, correction.label) for correction in store.all())
    store.close()
    assert stored == sorted((one.sha256, one.digit) for one in many)


def _correct(
    server: Server, waiting: deque[Submission], acknowledged: list[Submission], others: list[Response]
) -> None:
    """Send what waits until nothing does or the server is gone; what it did not answer goes on waiting."""
    with closing(server.connection()) as connection:
        while waiting:
            one = waiting.popleft()
            try:
                response = ask(connection, "POST", CORRECTIONS, one.body)
            except Broken:
                waiting.append(one)
                return
            if response.status in (200, 201):
                acknowledged.append(one)
            else:
                others.append(response)


@pytest.fixture
def cluster_url(cluster: postgres.Postgres) -> str:
    """The URL of an empty database in PostgreSQL."""
    return cluster.database()


def refused(response: Response) -> bool:
    """Whether something fails as it should, so that a person and a program can understand."""
    return (response.status, response.headers["Content-Type"]) == (503, "application/problem+json")


def ready(server: Server) -> int:
    """The status of its readiness."""
    return server.ask("GET", "/readyz").status


def test_only_corrections_fail_while_the_database_is_away(tmp_path: Path, cluster: postgres.Postgres) -> None:
    first, second, third = submissions(3)
    with running(tmp_path, cluster.database(), "--workers", "2") as server:
        assert server.correct(first.body).status == 201
        with away(cluster):
            for _ in range(4):
                response = server.correct(second.body)
                assert refused(response)
                assert int(response.headers["Retry-After"]) > 0
                assert server.reads()
            assert ready(server) == 503
        statuses = [server.correct(one.body).status for one in (second, first, third)]
        assert statuses == [201, 200, 201]
        assert ready(server) == 200


def test_a_database_started_after_the_server_is_used(tmp_path: Path, cluster: postgres.Postgres) -> None:
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
    many = submissions(200)
    with running(tmp_path, f"sqlite:///{disk / 'corrections.sqlite3'}", "--workers", "2") as server:
        stored = [one for one in many[:20] if server.correct(one.body).status == 201]
        assert len(stored) == 20
        filler = filled(disk)
        # What SQLite has of the disk already may hold a few more.
        for one in many[20:]:
            response = server.correct(one.body)
            if response.status != 201:
                break
            stored.append(one)
        for one in many[-5:]:
            assert refused(server.correct(one.body))
            assert server.reads()
        filler.unlink()
        stored += [one for one in many[-5:] if server.correct(one.body).status == 201]
    store = Store(f"sqlite:///{disk / 'corrections.sqlite3'}")
    found = Counter((correction.sha256, correction.label) for correction in store.all())
    store.close()
    assert many[-1] in stored
    assert found == Counter((one.sha256, one.digit) for one in stored)


def test_a_full_disk_for_temporary_files_stops_no_reading(tmp_path: Path, disk: Path) -> None:
    with running(tmp_path, "off", "--workers", "2", environment={"TMPDIR": str(disk)}) as server:
        filled(disk)
        assert eventually(lambda: len(server.workers()) == 2)  # the second starts while the first answers
        workers = server.workers()
        statuses = [server.ask("GET", path).status for path in ("/", "/how-it-works", "/healthz", "/readyz", "/no")]
        assert statuses == [200, 200, 200, 200, 404]
        assert all(server.reads() for _ in range(10))
        assert server.workers() == workers


def test_a_large_picture_is_refused_when_the_disk_is_full(tmp_path: Path, disk: Path) -> None:
    noise = np.random.default_rng(3).integers(200, 256, (700, 700), np.uint8)
    large = json.dumps({"data": data_url(noise)}).encode()
    with running(tmp_path, "off", "--workers", "1", environment={"TMPDIR": str(disk)}) as server:
        assert all(server.reads() for _ in range(20))
        assert server.ask("POST", "/predictImage", large).status in (200, 422)
        filled(disk)
        assert refused(server.ask("POST", "/predictImage", large))
        assert server.reads()


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


def test_only_corrections_fail_when_the_database_is_damaged(tmp_path: Path) -> None:
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


def test_only_corrections_fail_until_a_removed_file_is_restored(tmp_path: Path, sqlite_url: str) -> None:
    file = tmp_path / "corrections.sqlite3"
    first, second = submissions(2)
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
