"""What deploy/ has for containers: no linter complains, and what an image runs, runs here."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from digitink.web.settings import Settings
from samples.servers.clients import SEVEN, Server, running
from samples.servers.start import DIGITINK, started

ROOT = Path(__file__).parents[2]
IMAGES = ["deploy/Dockerfile", "deploy/huggingface/Dockerfile"]


def instructions(path: str, name: str) -> list[str]:
    """What follows each instruction of that name."""
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.*)$", text, re.MULTILINE)


def environment(path: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for line in instructions(path, "ENV") for pair in line.split())


@pytest.mark.parametrize("path", IMAGES)
def test_hadolint_finds_nothing(path: str) -> None:
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if hadolint is None:
        pytest.skip("hadolint comes for Linux on x86-64 alone")
    ended = subprocess.run([hadolint, "--no-color", path], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize("path", IMAGES)
def test_an_image_is_not_root_and_serves_on_every_address(path: str) -> None:
    (user,) = instructions(path, "USER")
    assert int(user.partition(":")[0]) > 0
    assert json.loads(instructions(path, "CMD")[-1]) == ["digitink", "serve"]
    chosen = environment(path)
    assert {name.removeprefix("DIGITINK_").lower() for name in chosen} <= set(Settings.model_fields)
    assert chosen["DIGITINK_HOST"] == "0.0.0.0"  # noqa: S104


def test_an_image_has_the_ray_that_is_tested() -> None:
    (pinned,) = re.findall(r"^ray==(\S+)", (ROOT / "requirements/test.txt").read_text(), re.MULTILINE)
    assert f"'ray[default]=={pinned}'" in instructions("deploy/Dockerfile", "RUN")[0]


def healthy(port: int) -> bool:
    """Whether the image's own check finds a server on that port well."""
    (check,) = instructions("deploy/Dockerfile", "HEALTHCHECK")
    python, *arguments = json.loads(check.partition("CMD ")[2])
    assert python == "python"
    ended = subprocess.run(
        [sys.executable, *arguments], env=os.environ | {"DIGITINK_PORT": str(port)}, capture_output=True, check=False
    )
    return ended.returncode == 0


def test_an_image_s_health_is_its_readiness(tmp_path: Path) -> None:
    broken = tmp_path / "corrections.sqlite3"
    broken.write_bytes(b"no database" * 1000)
    with running(tmp_path, f"sqlite:///{broken}", "--workers", "1") as server:
        assert not healthy(server.port)
        broken.unlink()
    with running(tmp_path, f"sqlite:///{broken}", "--workers", "1") as server:
        assert healthy(server.port)
    assert not healthy(server.port)


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """A `digitink` whose root is read-only, as Docker's --read-only makes it, but for an empty /tmp and /srv."""
    mounts = "mount -o remount,bind,ro / && mount -t tmpfs tmpfs /tmp && mount -t tmpfs tmpfs /srv"
    apart = ["unshare", "--mount", "sh", "-c", mounts]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(apart, capture_output=True, check=False).returncode:
        pytest.skip("a root that is read-only takes root's rights on Linux")
    program = tmp_path / "digitink"
    program.write_text(f'#!/bin/sh\nexec unshare --mount sh -c \'{mounts} && exec "$0" "$@"\' {DIGITINK} "$@"\n')
    program.chmod(0o755)
    return program


@contextmanager
def serving(program: Path, folder: Path, database: str) -> Iterator[Server]:
    with (folder / "log").open("w") as log:
        where: dict[str, Any] = {"stderr": log, "cwd": "/"}
        with started(database, "--workers", "1", program=program, **where) as (process, at):
            host, _, port = at.removeprefix("http://").partition(":")
            yield Server(process, host, int(port), folder / "log")


def test_a_root_that_is_read_only_is_enough(read_only: Path, tmp_path: Path) -> None:
    large = SEVEN + b" " * 400_000  # which is not held in memory
    with serving(read_only, tmp_path, "sqlite:////srv/corrections.sqlite3") as server:
        assert server.ask("POST", "/predictImage", large).body == b"7"
        assert server.correct().status == 201
        assert server.ask("GET", "/readyz").status == 200
        assert b"digitink_requests_total" in server.ask("GET", "/metrics").body
    with serving(read_only, tmp_path, "sqlite:////opt/corrections.sqlite3") as server:  # where it is read-only
        assert server.ask("GET", "/readyz").status == 503
        assert server.reads()


def test_a_space_says_how_it_is_served() -> None:
    text = (ROOT / "deploy/huggingface/README.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    space = yaml.safe_load(head)
    assert space["sdk"] == "docker"
    chosen = environment("deploy/huggingface/Dockerfile")
    ports = {str(space["app_port"]), chosen["DIGITINK_PORT"], *instructions("deploy/huggingface/Dockerfile", "EXPOSE")}
    assert len(ports) == 1
    colors = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
    assert {space["colorFrom"], space["colorTo"]} <= colors
    assert len(space["short_description"]) <= 60
    assert body.lstrip().startswith("# ")


def test_the_model_card_s_head_is_one_that_hugging_face_knows() -> None:
    _, head, _ = (ROOT / "docs/model-card.md").read_text(encoding="utf-8").split("---\n", 2)
    card = yaml.safe_load(head)
    assert card["license"] == "mit"
    assert card["pipeline_tag"] == "image-classification"
    assert card["library_name"] == "onnx"
    assert card["datasets"]
    assert all(isinstance(each, str) for name in ("tags", "datasets", "metrics") for each in card[name])
