"""Slow clients are told so, and keep nobody waiting."""

import json
import socket
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from samples.servers.clients import PATIENCE, SEVEN, ask, eventually, running
from samples.servers.faults import BODY, CHUNK, HEAD, hanging

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")


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
            with client.makefile("rb") as response:
                head, _, body = response.read().partition(b"\r\n\r\n")
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
        client.makefile("rb") as response,
    ):
        client.sendall(HEAD + kind + b"\r\n\r\n")
        with suppress(OSError):  # it may hang up on what it does not want
            for _ in range(48):
                client.sendall(piece)
            client.sendall(b"0\r\n\r\n" if chunked else b"")
        assert response.readline().startswith(b"HTTP/1.1 413 ")
        assert b"application/problem+json" in response.read()
        assert server.reads()
