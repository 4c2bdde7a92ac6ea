"""What is lost, and done again, when a reader, a node and the driver of a bulk run are killed.

A cluster of Ray's on this machine, over loopback alone, reads canvases with a digit each.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from samples.bulk import clusters, sources
from samples.bulk.clusters import Cluster
from samples.servers.clients import PATIENCE, eventually

_HOURS = 3600.0  # seconds after which it gives up
_WHEN = 1 / 5, 2 / 5, 3 / 5  # of the parts: when a reader, a node and the driver are killed


class Run:
    """A bulk run of which some are killed, and what is seen of it."""

    def __init__(self, cluster: Cluster, scans: Path, out: Path, parts: int) -> None:
        self._cluster, self._scans, self._out, self.parts = cluster, scans, out, parts

    def written(self) -> dict[str, int]:
        """Return the parts that are written, and what tells whether they are written anew."""
        return {path.name: path.stat().st_ino for path in self._out.glob("part-*.parquet")}

    def until(self, share: float) -> None:
        """Wait until so many of the parts are written."""
        end = time.monotonic() + _HOURS
        while len(self.written()) < share * self.parts:
            assert time.monotonic() < end, "the run takes too long"
            time.sleep(0.05)

    def begun(self) -> int:
        """Return how many parts were begun and not written, whose pictures are read again."""
        written = {name.split(".")[0].removeprefix("part-") for name in self.written()}
        return len({path.name.split(".")[0] for path in (self._out / "_digitink").glob("*.tried")} - written)

    def rows(self) -> Counter[str]:
        """Return how often each picture is in the results."""
        return Counter(pq.read_table(self._out, columns=["source"]).column("source").to_pylist())

    def deaths(self) -> Iterator[str]:
        """Kill one after the other, and say what was seen; in the end all is read."""
        node = self._cluster.add_node()
        began = time.monotonic()
        with self._cluster.driver(self._scans, self._out, "--digits") as driver:
            self.until(_WHEN[0])
            os.kill(self._cluster.readers()[0], signal.SIGKILL)
            yield f"a reader was killed when {len(self.written())} of {self.parts} parts were written"
            self.until(_WHEN[1])
            self._cluster.kill(node)
            yield f"a node was killed when {len(self.written())} were"
            self.until(_WHEN[2])
            driver.kill()
            driver.communicate(timeout=PATIENCE)
        assert eventually(lambda: not self._cluster.readers()), "readers outlive their driver"
        before, begun = self.written(), self.begun()
        yield f"the driver was killed when {len(before)} were, {time.monotonic() - began:.0f} s after it was started"
        yield f"{begun} parts had been begun besides: {begun / self.parts:.1%} of all is read again at the most"
        began = time.monotonic()
        with self._cluster.driver(self._scans, self._out, "--digits", "--resume") as driver:
            output, errors = driver.communicate(timeout=_HOURS)
        if driver.returncode:
            sys.exit(f"--resume ended with {driver.returncode}: {errors}")
        again = [name for name, inode in self.written().items() if before.get(name, inode) != inode]
        yield f"--resume took {time.monotonic() - began:.0f} s, and wrote {len(again)} parts anew that were there"
        yield output.strip()


def main() -> None:
    """Print what happened; end with status 1 where a picture is missing, or is there twice."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pictures", type=int, default=20_000)
    count: int = options.parse_args().pictures
    with tempfile.TemporaryDirectory() as folder:
        scans, out = sources.folder(Path(folder, "scans"), count), Path(folder, "out")
        with clusters.running() as cluster:
            run = Run(cluster, scans, out, -(-count // 100))
            for seen in run.deaths():
                print(seen, flush=True)
        rows = run.rows()
    twice = sum(times > 1 for times in rows.values())
    print(f"{len(rows):,} pictures of {count:,} are in the results, {twice} of them twice")
    sys.exit(bool(len(rows) != count or twice))


if __name__ == "__main__":
    main()
