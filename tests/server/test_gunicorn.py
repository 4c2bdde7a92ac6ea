"""A worker that dies, or a server that is told to stop, cuts no other request."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from samples.servers.clients import PATIENCE, Load, eventually, running

# A server whose first worker, and with it the server, is told to stop just before that worker takes connections.
STOPPED_AT_ONCE = """
import os, signal
from digitink.server.run import run
from digitink.web.settings import Settings

def stop(address):
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getppid(), signal.SIGTERM)

run(Settings(port=0, database_url="off"), stop)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept alive", "closed"])
def test_a_killed_worker_takes_down_its_own_requests_alone(tmp_path: Path, keep_alive: bool) -> None:
    with running(tmp_path, "off", "--workers", "2") as server, Load(server, keep_alive).by(6) as load:
        assert load.goes_on(60)
        killed = server.workers()[0]
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: killed not in server.workers() and len(server.workers()) == 2)
        assert load.goes_on(100)
    assert {(response.status, response.body) for response in load.responses} == {(200, b"7")}
    assert all(count == 1 for count in Counter(client for client, *_ in load.broken).values()), load.broken
    assert all(connected for _, connected, _ in load.broken), load.broken


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept alive", "closed"])
def test_a_server_that_is_told_to_stop_cuts_no_request(tmp_path: Path, keep_alive: bool) -> None:
    with running(tmp_path, "off", "--workers", "2") as server, Load(server, keep_alive, patient=False).by(12) as load:
        assert load.goes_on(60)
        server.process.send_signal(signal.SIGTERM)
        load.wait()
        assert server.process.wait(PATIENCE) == 0
    assert {(response.status, response.body) for response in load.responses} == {(200, b"7")}
    # Nobody listens any more: that alone ends a client.
    assert [(connected, type(error)) for _, connected, error in load.broken] == 12 * [(False, ConnectionRefusedError)]
    assert "level=error" not in server.log.read_text()


def test_a_server_that_is_told_to_stop_while_it_starts_says_nothing() -> None:
    server = subprocess.run(
        [sys.executable, "-c", STOPPED_AT_ONCE], check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    assert server.stderr == ""
