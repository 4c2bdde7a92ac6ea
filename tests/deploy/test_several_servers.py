"""Two servers behind nginx are one: they count together, store together, and one may die."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from samples.servers import postgres, redis
from samples.servers.clients import CORRECTION, SEVEN, Load, Server, running
from tests.deploy import nginx


@pytest.fixture(scope="module")
def database() -> Iterator[postgres.Postgres]:
    yield from postgres.lent()


@pytest.fixture(scope="module")
def counts() -> Iterator[redis.Redis]:
    yield from redis.lent()


@contextmanager
def together(folder: Path, url: str, limit: str, counts: redis.Redis) -> Iterator[tuple[Server, list[Server]]]:
    """nginx, and the two servers behind it."""
    options = ("--workers", "1", "--proxies", "1", "--rate-limit", limit, "--redis-url", counts.url)
    with ExitStack() as stack:
        servers = []
        for name in ("one", "two", "front"):
            (folder / name).mkdir()
        for name in ("one", "two"):
            servers.append(stack.enter_context(running(folder / name, url, *options)))
        yield stack.enter_context(nginx.running(folder / "front", servers)), servers


def test_limits_and_corrections_are_shared(tmp_path: Path, database: postgres.Postgres, counts: redis.Redis) -> None:
    url = database.database()
    with together(tmp_path, url, "40/day", counts) as (front, servers):
        corrected = [front.correct(CORRECTION) for _ in range(2)]  # 5 each
        assert [response.status for response in corrected] == [201, 200]
        responses = [front.ask("POST", "/predictImage", SEVEN) for _ in range(40)]
        assert [response.status for response in responses] == 30 * [200] + 10 * [429]
        assert front.ask("GET", "/metrics").status == 403
    for server in servers:
        log = server.log.read_text()
        assert "/api/v1/corrections" in log  # each took one, and one is stored
        assert "status=429" in log
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM corrections").fetchone() == (1,)


def test_a_server_killed_under_load_fails_only_open_requests(
    tmp_path: Path, database: postgres.Postgres, counts: redis.Redis
) -> None:
    clients = 8
    with together(tmp_path, database.database(), "off", counts) as (front, servers):
        with Load(front).by(clients) as load:
            assert load.goes_on(40)
            servers[0].kill()
            assert load.goes_on(120)
        failed = [response.status for response in load.responses if (response.status, response.body) != (200, b"7")]
        assert len(failed) + len(load.broken) <= clients
        assert set(failed) <= {502}
        assert front.correct().status == 201
        assert front.ask("GET", "/readyz").status == 200
