"""On a real Ray of several nodes: every picture is read once, whatever is killed meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samples.bulk import clusters, sources
from samples.bulk.clusters import Cluster
from samples.drawing import png
from samples.servers.clients import PATIENCE, eventually
from samples.writing import Hand, written
from tests.documents import shown_in_python

ROOT = Path(__file__).parents[2]
COUNT = 2000  # pictures, in parts of 100


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with clusters.running() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 2,000 pictures, one of which is none."""
    folder = sources.folder(tmp_path_factory.mktemp("scans"), COUNT)
    (folder / "odd" / "broken.png").write_bytes(b"none")
    return folder


def written_parts(out: Path) -> dict[str, tuple[int, int]]:
    """The files that are there, and what tells whether they are written anew."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in out.glob("part-*.parquet")}


def await_parts(count: int, driver: "subprocess.Popen[str]", out: Path) -> None:
    """Wait until a run has written so many parts; it is still running then."""
    assert eventually(lambda: len(written_parts(out)) >= count or driver.poll() is not None)
    assert driver.poll() is None, driver.communicate()


def assert_each_was_read_once(scans: Path, out: Path) -> None:
    rows = pq.read_table(out).to_pylist()
    assert sorted(row["source"] for row in rows) == sorted(map(str, scans.rglob("*.png")))
    assert [row["source"] for row in rows if row["text"] != row["source"][-5]] == [str(scans / "odd" / "broken.png")]
    assert [path.name for path in (out / "_digitink").rglob("*") if path.is_file()] == ["plan.parquet"]


def test_tables_tar_files_and_numbers(cluster: Cluster, tmp_path: Path) -> None:
    numbers = ["1995", "07", "42"]
    pages = [png(written([number], Hand())[0]) for number in numbers]
    sources.table(tmp_path / "in" / "a.parquet", [*pages, None])
    tar = sources.tar(tmp_path / "in" / "b.tar", 10)
    ended = cluster.bulk(tmp_path / "in", tmp_path / "out", "--format", "jsonl", "--readers", 1, "--resume")
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.startswith("13 read, 0 of them rejected, mean confidence ")
    assert "1 refused: PictureUnavailable" in ended.stdout
    assert "2 of 2 parts, 14 pictures" in ended.stderr
    lines = (tmp_path / "out" / "part-000001.jsonl").read_text().splitlines()
    assert [f"{tar}#in/{name}" in line for (name, _), line in zip(sources.pictures(10), lines, strict=True)] == 10 * [
        True
    ]


def test_a_reader_is_killed_and_then_a_node(cluster: Cluster, scans: Path, tmp_path: Path) -> None:
    node = cluster.add_node()
    with cluster.driver(scans, tmp_path, "--digits") as driver:
        await_parts(3, driver, tmp_path)
        os.kill(cluster.readers()[0], signal.SIGKILL)
        await_parts(6, driver, tmp_path)
        cluster.kill(node)
        assert len(written_parts(tmp_path)) < 21
        output, errors = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 1, errors
    assert f"\n{COUNT:,} read, 0 of them rejected" in f"\n{output}"  # Ray may say before it that a worker died
    assert_each_was_read_once(scans, tmp_path)


def test_the_driver_is_killed_and_the_run_resumed(cluster: Cluster, scans: Path, tmp_path: Path) -> None:
    with cluster.driver(scans, tmp_path, "--digits") as driver:
        await_parts(3, driver, tmp_path)
        driver.kill()
        driver.communicate(timeout=PATIENCE)
    before = written_parts(tmp_path)
    assert len(before) < 21
    assert eventually(lambda: not cluster.readers())
    again = cluster.bulk(scans, tmp_path, "--digits")
    assert again.returncode == 1
    assert "Go on with --resume" in again.stderr
    ended = cluster.bulk(scans, tmp_path, "--digits", "--resume")
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.startswith(f"{COUNT:,} read, 0 of them rejected")
    assert before.items() <= written_parts(tmp_path).items()
    assert_each_was_read_once(scans, tmp_path)
    done = cluster.bulk(scans, tmp_path, "--digits", "--resume")
    assert done.stdout == "\n".join(ended.stdout.splitlines()[:2]) + "\n"


def test_a_run_that_cannot_write_ends_early_and_says_so(cluster: Cluster, scans: Path, tmp_path: Path) -> None:
    with cluster.driver(scans, tmp_path, "--digits") as driver:
        await_parts(1, driver, tmp_path)
        (tmp_path / "_digitink").rename(tmp_path / "away")
        (tmp_path / "_digitink").touch()  # a file in the folder's place
        _, errors = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 3
    assert "The run ended early: " in errors
    assert errors.strip().endswith("Continue with --resume when that is fixed.")


def test_reading_is_a_step_of_a_pipeline(cluster: Cluster, tmp_path: Path) -> None:
    script = """if True:
        import sys, ray
        from digitink import bulk
        from digitink.bulk import rows
        from samples.bulk import sources
        pictures = [{"id": name, "bytes": file} for name, file in sources.pictures(50)]
        read = bulk.read(ray.data.from_items(pictures), digits=True).take_all()
        assert {row["id"]: row["text"] for row in read} == {name: name[-5] for name, _ in sources.pictures(50)}
        assert {tuple(row) for row in read} == {("id", *(field[0] for field in rows.FIELDS))}
        files = ray.data.from_items([{"path": path} for path in sys.argv[1:]])
        print(*bulk.read(files, "path").take_all()[0]["digits"])
    """
    page = tmp_path / "page.png"
    page.write_bytes(png(written(["1995"], Hand())[0]))
    assert run(script, cluster, str(page)).count("'digit'") == 4


def test_the_pipeline_in_the_documents_runs(cluster: Cluster, tmp_path: Path) -> None:
    pictures = sources.pictures(40)
    table = pa.table(
        {**{name: [each[place] for each in pictures] for place, name in enumerate(("id", "image"))}, "x": range(40)}
    )
    (tmp_path / "scans").mkdir()
    pq.write_table(table, tmp_path / "scans" / "scans.parquet")
    node = cluster.add_node(cores=3)  # the steps beside the readers want a whole core each
    run(shown_in_python("docs/scale.md").replace("s3://archive", str(tmp_path)), cluster)
    cluster.kill(node)
    sure = pq.read_table(tmp_path / "sure").to_pylist()
    assert len(sure) > 30
    assert {row["id"]: row["text"] for row in sure}.items() <= {name: name[-5] for name, _ in pictures}.items()


def run(script: str, cluster: Cluster, *arguments: str) -> str:
    """What a script prints that is run on the cluster."""
    environment = {**os.environ, **clusters.ENVIRONMENT, "PYTHONPATH": str(ROOT), "RAY_ADDRESS": cluster.address}
    command = [sys.executable, "-c", script, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
