"""What deploy/ has for Compose, Kubernetes and Ray is valid by their schemas, and says the same."""

import importlib.metadata
import importlib.util
import json
import re
import shlex
from pathlib import Path
from typing import Any

import check_jsonschema
import jsonschema
import kubernetes_validate
import pytest
import yaml

from digitink.bulk.cli import bulk
from digitink.web.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def documents(path: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / path).read_text(encoding="utf-8")))


KUBERNETES = documents("serve/kubernetes.yaml")
(COMPOSE,) = documents("serve/compose.yaml")
(RAY_JOB,) = documents("ray/kuberay.yaml")


def container(kind: str, name: str) -> Any:
    """The one container of a Kubernetes object."""
    found = (each for each in KUBERNETES if (each["kind"], each["metadata"]["name"]) == (kind, name))
    (one,) = next(found)["spec"]["template"]["spec"]["containers"]
    return one


def test_compose_is_valid() -> None:
    schemas = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
    jsonschema.validate(COMPOSE, json.loads((schemas / "compose-spec.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", KUBERNETES, ids=lambda each: f"{each['kind']} {each['metadata']['name']}")
def test_kubernetes_is_valid(document: Any) -> None:
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


def test_ray_s_pods_are_valid() -> None:
    cluster = RAY_JOB["spec"]["rayClusterSpec"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        pods = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "a"}, "template": group["template"]}
        kubernetes_validate.validate(pods, kubernetes_validate.latest_version(), strict=True)


def test_ray_s_own_cluster_file_is_valid() -> None:
    ray = importlib.util.find_spec("ray")  # which is imported where a test starts one, with settings
    assert ray
    assert ray.origin
    schema = Path(ray.origin).parent / "autoscaler" / "ray-schema.json"
    (cluster,) = documents("ray/autoscaler.yaml")
    jsonschema.validate(cluster, json.loads(schema.read_text(encoding="utf-8")))
    assert cluster["head_node_type"] in cluster["available_node_types"]


def test_ray_is_that_which_is_tested_and_the_command_one_of_ours() -> None:
    pinned = re.search(r"^ray==(\S+)", (ROOT / "requirements/test.txt").read_text(), re.MULTILINE)
    assert pinned
    assert RAY_JOB["spec"]["rayClusterSpec"]["rayVersion"] == pinned[1] == importlib.metadata.version("ray")
    run, _, _ = RAY_JOB["spec"]["entrypoint"].partition(" || ")
    digitink, command, *arguments = shlex.split(run)
    assert (digitink, command) == ("digitink", "bulk")
    with bulk.make_context("bulk", arguments) as context:
        workers = RAY_JOB["spec"]["rayClusterSpec"]["workerGroupSpecs"][0]
        cores = int(workers["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"])
        assert context.params["readers"] == cores * workers["maxReplicas"]


def test_both_say_the_same_of_a_server() -> None:
    servers = [COMPOSE["services"][f"digitink-{number}"] for number in (1, 2)]
    assert servers[0] == servers[1]
    pod = container("Deployment", "digitink")
    assert pod["image"] == servers[0]["image"]
    assert pod["args"] == servers[0]["command"]
    chosen = {each["name"] for each in pod["env"]}
    assert set(servers[0]["environment"]) | {"DIGITINK_WORKERS"} == chosen
    assert {name.removeprefix("DIGITINK_").lower() for name in chosen} <= set(Settings.model_fields)
    redis = container("Deployment", "digitink-redis")
    assert (redis["image"], redis["args"]) == (
        COMPOSE["services"]["redis"]["image"],
        COMPOSE["services"]["redis"]["command"],
    )


def test_nginx_names_compose_s_servers() -> None:
    named = re.findall(r"server (\S+):5000", (DEPLOY / "serve/nginx.conf").read_text(encoding="utf-8"))
    assert named == [name for name in COMPOSE["services"] if name.startswith("digitink")]
