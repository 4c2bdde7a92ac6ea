"""A clock that is set stops nothing."""

import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from samples.servers.clients import CORRECTIONS, PATIENCE, Load, running
from samples.servers.faults import submissions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")

TOKEN = {"DIGITINK_CORRECTIONS_TOKEN": "the server's"}
BEARER = {"Authorization": "Bearer the server's"}


def test_a_clock_that_is_set_back_stops_nothing(tmp_path: Path, sqlite_url: str, clock: dict[str, str]) -> None:
    first, second = submissions(2)
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
    assert {(response.status, response.body) for response in load.responses} == {(200, b"7")}
