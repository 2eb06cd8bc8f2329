"""The manifests are what Kubernetes takes, and keep the same promises as docker-compose.yml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from core.settings import Settings
from tests.support.compose import compose

FOLDER = Path(__file__).parents[3] / "deploy" / "kubernetes"
VERSIONS = ("1.31", "1.37")  # the oldest that is promised, and the newest that the schemas know
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
THEIRS = "keda.sh/v1alpha1"  # not Kubernetes' own, and without a schema here
ROLES = {"web", "worker", "sweeper", "migrate"}


def documents() -> Iterator[dict[str, Any]]:
    for name in KUSTOMIZATION["resources"]:
        yield from yaml.safe_load_all((FOLDER / name).read_text())


ALL = list(documents())
WORKLOADS = {one["metadata"]["name"]: one for one in ALL if "template" in one.get("spec", {})}


def find(kind: str, name: str) -> dict[str, Any]:
    (found,) = (one for one in ALL if (one["kind"], one["metadata"]["name"]) == (kind, name))
    return found


def pod(name: str) -> dict[str, Any]:
    found: dict[str, Any] = WORKLOADS[name]["spec"]["template"]["spec"]
    return found


def container(name: str) -> dict[str, Any]:
    (found,) = pod(name)["containers"]
    assert isinstance(found, dict)
    return found


every_workload = pytest.mark.parametrize("name", sorted(WORKLOADS))


def test_every_file_is_listed() -> None:
    there = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == there
    assert set(WORKLOADS) == ROLES | {"redis"}


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_them(version: str) -> None:
    for one in ALL:
        if one["apiVersion"] != THEIRS:
            kubernetes_validate.validate(one, version, strict=True)


@every_workload
def test_nobody_may_more_than_it_must(name: str) -> None:
    """As the namespace asks of each pod (restricted)."""
    security = pod(name)["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod(name)["automountServiceAccountToken"] is False
    assert container(name)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    limits = find("Namespace", "browline")["metadata"]["labels"]
    assert limits["pod-security.kubernetes.io/enforce"] == "restricted"


@every_workload
def test_everybody_says_what_it_needs(name: str) -> None:
    resources = container(name)["resources"]
    assert set(resources["requests"]) == {"cpu", "memory"}
    assert "memory" in resources["limits"]


@pytest.mark.parametrize("name", sorted(ROLES))
def test_the_roles_are_those_of_the_compose_file(name: str) -> None:
    service = compose()["services"][name]
    assert container(name)["args"] == service["command"]
    assert pod(name)["securityContext"]["runAsUser"] == int(service["user"].split(":")[0])


def test_no_secret_is_in_the_manifests() -> None:
    assert [one for one in ALL if one["kind"] == "Secret"] == []
    settings = find("ConfigMap", "browline")["data"]
    asked = compose()["services"]["web"]["environment"]
    files = {name for name in asked if name.endswith("_FILE")}
    assert files == {name for name in settings if name.endswith("_FILE")}
    (mount,) = (one for one in container("web")["volumeMounts"] if one["name"] == "secrets")
    assert all(settings[name].startswith(f"{mount['mountPath']}/") for name in files)


@pytest.mark.parametrize("name", ["web", "worker", "redis"])
def test_who_serves_says_when_it_is_ready(name: str) -> None:
    assert "readinessProbe" in container(name)


def test_a_database_that_is_away_restarts_no_worker() -> None:
    assert "livenessProbe" not in container("worker")
    assert container("web")["livenessProbe"]["httpGet"]["path"] == "/healthz"


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_drained_node_leaves_somebody(name: str) -> None:
    budget = find("PodDisruptionBudget", name)["spec"]
    assert budget["selector"]["matchLabels"].items() <= (
        WORKLOADS[name]["spec"]["template"]["metadata"]["labels"].items()
    )


def test_nobody_is_reached_unless_a_policy_says_so() -> None:
    nobody = find("NetworkPolicy", "nobody")["spec"]
    assert nobody == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_workers_are_scaled_by_sql() -> None:
    """Not by Redis' list. The integration test of the services runs the query."""
    scaled = find("ScaledObject", "worker")["spec"]
    assert scaled["scaleTargetRef"] == {"kind": "Deployment", "name": "worker"}
    assert "replicas" not in WORKLOADS["worker"]["spec"]  # they would fight over it
    (trigger,) = scaled["triggers"]
    assert trigger["type"] == "postgresql"
    enough = scaled["maxReplicaCount"] * int(trigger["metadata"]["targetQueryValue"])
    assert f"LIMIT {enough}" in trigger["metadata"]["query"]
    assert find("TriggerAuthentication", trigger["authenticationRef"]["name"])


def test_a_bucket_takes_the_place_of_the_shared_volume() -> None:
    """What its patches name is in the base as they expect it; there is no kustomize here to apply them."""
    component = yaml.safe_load((FOLDER / "bucket" / "kustomization.yaml").read_text())
    whole = [yaml.safe_load(one["patch"]) for one in component["patches"] if "target" not in one]
    assert [find(one["kind"], one["metadata"]["name"])["kind"] for one in whole] == [
        "ConfigMap",
        "PersistentVolumeClaim",
    ]
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {name.removesuffix("_FILE") for name in whole[0]["data"]} <= known
    emptied = set[str]()
    for one in component["patches"]:
        target = one.get("target", {})
        for step in yaml.safe_load(one["patch"]) if target.get("kind") in {"Deployment", "Job"} else ():
            for name in target["name"].split("|"):
                assert WORKLOADS[name]["kind"] == target["kind"]
                emptied.add(name)
                if step["op"] == "test":
                    assert pod(name)["volumes"][0]["name"] == step["value"]
    assert (
        emptied == {name for name in WORKLOADS if "persistentVolumeClaim" in pod(name)["volumes"][0]} & ROLES
    )
