"""Ray: one of our own on this machine, or a cluster that is there; and how many readers it has room for."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from digitink.bulk.extra import imported
from digitink.bulk.processes import cores
from digitink.errors import DigitinkError

# Plans and counts are all that passes through Ray's object store. Less it does not take.
_OBJECT_STORE = 100 * 2**20
# Seconds that a cluster's head may take to answer.
_PATIENCE = 10
# A reader keeps a core busy and reserves a half: so the readers of a node that is lost find room on the others, and
# whatever else a dataset does. One that found none would keep its pictures until a node came back.
CORES_A_READER = 0.5


class NoCluster(DigitinkError):
    """A Ray that cannot be reached or started."""


@contextmanager
def connected(address: str | None, readers: int | None) -> Iterator[str]:
    """Be connected to the cluster at an address, or to a Ray of our own with a core a reader, which ends with this.

    Yields the address of its dashboard, empty where there is none. Raises NoCluster, and NotInstalled.
    """
    # Else each run begins with an error that is none: Ray Data's actors keep their settings in the object store.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if not address:
        _stay_on_this_machine()
    ray, quiet = imported("ray"), {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address:
            _check(address)
            context = ray.init(address, **quiet)
        else:
            context = ray.init("local", num_cpus=readers or cores(), object_store_memory=_OBJECT_STORE, **quiet)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError, OSError) as error:
        raise NoCluster(f"Ray cannot be {'reached at ' + address if address else 'started'}: {error}") from error
    try:
        yield context.dashboard_url or ""
    finally:
        ray.shutdown()


def _check(address: str) -> None:
    """Raise OSError where nobody listens at HOST:PORT, for which Ray would wait for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()


def _stay_on_this_machine() -> None:
    """Have a Ray of our own listen on loopback alone, on free ports, and report to nobody. It asks when imported."""
    os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # what chooses the loopback address, on Linux too
    os.environ.setdefault("AUTOSCALER_METRIC_PORT", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")


def pool(readers: int | None, parts: int | None = None) -> dict[str, Any]:
    """What Dataset.map_batches is told of readers: so many, by default one a core, and no more than there are parts.

    Where they are more than the cluster has cores now, its autoscaler is asked for the others. Raises NoCluster.
    """
    now = int(imported("ray").cluster_resources().get("CPU", 0))
    if not now and not readers:
        raise NoCluster("The cluster has no cores now. Say with --readers for how many it shall grow.")
    most = min(readers or now, parts or sys.maxsize)
    least = max(1, min(most, now))
    return {
        "compute": imported("ray.data").ActorPoolStrategy(min_size=least, max_size=most),
        "num_cpus": CORES_A_READER,
    }
