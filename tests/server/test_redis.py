"""Servers count requests together in Redis, and do without it.

By the day: a window that ended in the middle of a test would let more requests through.
"""

import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from samples.servers import redis
from samples.servers.clients import SEVEN, running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")


def test_servers_count_a_visitor_s_requests_together(tmp_path: Path, counts: redis.Redis) -> None:
    options = ("--workers", "1", "--rate-limit", "20/day", "--redis-url", counts.url)
    with ExitStack() as stack:
        servers = []
        for name in "ab":
            (tmp_path / name).mkdir()
            servers.append(stack.enter_context(running(tmp_path / name, "off", *options)))
        responses = [server.ask("POST", "/predictImage", SEVEN) for _ in range(15) for server in servers]
        assert [response.status for response in responses] == 20 * [200] + 10 * [429]
        assert 0 < int(responses[-1].headers["Retry-After"]) <= 24 * 60 * 60
        assert responses[-1].headers["Content-Type"] == "application/problem+json"
        assert responses[-1].json["title"] == "Too Many Requests"
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
