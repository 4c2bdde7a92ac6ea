"""Start Ray on this machine, or join a running cluster; and count how many readers it has room for."""

import importlib.util
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from digitink.bulk.processes import cores
from digitink.errors import DigitinkError
from digitink.extras import imported

# Plans and counts are all that passes through Ray's object store. Less it does not take.
_OBJECT_STORE = 100 * 2**20
# Seconds that a cluster's head may take to answer.
_PATIENCE = 10
_STARTS = 3
# What a Ray of our own need not count where no dashboard shows it: that takes a hundredth of a core.
_UNCOUNTED = {
    "RAY_event_stats": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_enable_timeline": "0",
    "RAY_task_events_report_interval_ms": "0",
}
_QUIET = {"log_to_driver": False, "logging_level": "ERROR"}
# A reader keeps a core busy and reserves a half of it: so the readers of a node that is lost find room on the others.
# One that found none would keep its pictures until a node came back. A cluster that grows brings one back by itself,
# and would put two readers on a core: there each reserves a whole one.
_RESERVED, _RESERVED_WHERE_IT_GROWS = 0.5, 1


class NoCluster(DigitinkError):
    """A Ray that cannot be reached or started."""


@contextmanager
def connected(address: str | None, readers: int | None) -> Iterator[str]:
    """Be connected to the cluster at an address, or to a Ray of our own with a core a reader, which ends with this.

    Yields the address of its dashboard, empty where there is none. Raises NoCluster, and NotInstalled.
    """
    ray = prepared(address)
    try:
        context = _joined(ray, address) if address else _started(ray, readers or cores())
    except Exception as error:  # of Ray's, some are no more than that
        raise NoCluster(f"Ray cannot be {'reached at ' + address if address else 'started'}: {error}") from error
    try:
        yield context.dashboard_url or ""
    finally:
        ray.shutdown()


def _joined(ray: Any, address: str) -> Any:
    """Connect to a cluster, at once or never: Ray would wait for minutes where nobody listens at HOST:PORT."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    return ray.init(address, **_QUIET)


def _started(ray: Any, readers: int) -> Any:
    """Start a Ray of our own. On a busy machine it may not come up in the time that Ray gives it, and does the next."""
    # Where its packages are missing it would be started all the same, and only take a tenth of a core.
    options = {"num_cpus": readers, "object_store_memory": _OBJECT_STORE, "include_dashboard": _has_dashboard()}
    for _ in range(_STARTS):
        try:
            return ray.init("local", **options, **_QUIET)
        except Exception as error:
            failed = error
            ray.shutdown()
    raise failed


def _has_dashboard() -> bool:
    return importlib.util.find_spec("aiohttp_cors") is not None


def prepared(address: str | None) -> Any:
    """Import Ray, with settings that it looks for then. Raises NotInstalled.

    A Ray of our own listens on loopback alone, on free ports, and reports to nobody.
    """
    # Else each run begins with an error that is none: Ray Data's actors keep their settings in the object store.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if not address:
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # what chooses loopback, on Linux too
        os.environ.setdefault("AUTOSCALER_METRIC_PORT", "0")
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        for name, value in ({} if _has_dashboard() else _UNCOUNTED).items():
            os.environ.setdefault(name, value)
    return imported("ray", "bulk")


def pool(readers: int | None, parts: int | None = None) -> dict[str, Any]:
    """Return what Dataset.map_batches is told: so many readers, by default one a core, and no more than parts.

    Where they are more than the cluster has cores now, its autoscaler is asked for the others. Raises NoCluster.
    """
    now = int(imported("ray", "bulk").cluster_resources().get("CPU", 0))
    if not now and not readers:
        raise NoCluster("The cluster has no cores now. Say with --readers for how many it shall grow.")
    most = min(readers or now, parts or sys.maxsize)
    least = max(1, min(most, now))
    return {
        "compute": imported("ray.data", "bulk").ActorPoolStrategy(min_size=least, max_size=most),
        "num_cpus": _RESERVED_WHERE_IT_GROWS if most > now else _RESERVED,
    }
