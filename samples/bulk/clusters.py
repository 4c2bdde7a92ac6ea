"""A Ray cluster of the tests' own: nodes that are processes on this machine, on loopback ports that are free."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samples.servers.clients import PATIENCE
from samples.servers.start import DIGITINK

# Ray looks for these when it is imported.
ENVIRONMENT = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # have it listen on the loopback address
    "AUTOSCALER_METRIC_PORT": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
}
# What a test is skipped with that cannot have its Ray.
TOO_BUSY = "Ray does not come up in the time that it gives itself: this machine is too busy"

_STARTS = 3

_LEAST_MEMORY = 80 * 2**20  # bytes, that Ray's object store takes


@dataclass(frozen=True)
class Cluster:
    """A head that drivers connect to, and nodes that read."""

    ray: Any

    @property
    def address(self) -> str:
        """Where drivers find it."""
        return str(self.ray.address)

    def add_node(self, cores: int = 1) -> Any:
        """Start another node."""
        return _patiently(lambda: self.ray.add_node(num_cpus=cores, object_store_memory=_LEAST_MEMORY))

    def kill(self, node: Any) -> None:
        """Kill a node's processes at once, as a power cut does."""
        self.ray.remove_node(node, allow_graceful=False)

    def readers(self) -> list[int]:
        """Return the process ids of the actors that read."""
        return [pid for pid in _below(os.getpid()) if _title(pid).startswith("ray::MapWorker(MapBatches(_PartReader))")]

    def driver(self, *arguments: object) -> "subprocess.Popen[str]":
        """Start `digitink bulk` on the cluster."""
        command = [DIGITINK, "bulk", *map(str, arguments), "--address", self.address]
        environment = {**os.environ, **ENVIRONMENT}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True)

    def bulk(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run `digitink bulk` on the cluster."""
        with self.driver(*arguments) as process:
            output, errors = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


@contextmanager
def running() -> Iterator[Cluster]:
    """Start a head, which reads nothing, and two nodes; stop them at the end."""
    os.environ.update(ENVIRONMENT)
    from ray import cluster_utils

    def started() -> Any:
        head = {"num_cpus": 0, "include_dashboard": False, "object_store_memory": _LEAST_MEMORY}
        return cluster_utils.Cluster(initialize_head=True, head_node_args=head)

    ray = _patiently(started)
    try:
        cluster = Cluster(ray)
        cluster.add_node()
        cluster.add_node()
        yield cluster
    finally:
        ray.shutdown()


def _patiently(start: Callable[[], Any]) -> Any:
    """Start a node. Ray gives its processes 15 seconds to come up, and nobody can give them more: so try again.

    Skips the test where a machine is too busy even so.
    """
    for _ in range(_STARTS):
        before = _below(os.getpid())
        try:
            return start()
        except Exception as error:
            if "timed out during startup" not in str(error):
                raise
            for pid in {*_below(os.getpid())} - {*before}:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
    pytest.skip(TOO_BUSY)


def _below(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started, and so on."""
    children: dict[int, list[int]] = {}
    output = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    for line in output.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found = [pid]
    for parent in found:  # which grows meanwhile
        found += children.get(parent, [])
    return found[1:]


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has ended
        return ""
