"""The manifests are what Kubernetes takes, and keep the same promises as docker-compose.yml."""

import inspect
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
import yaml

from cli.main import COMMANDS
from core.database import Database
from core.settings import Settings
from tests.support.compose import compose

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "kubernetes"
VERSIONS = ("1.31", "1.37")  # the oldest that is promised, and the newest that the schemas know
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
# Not Kubernetes' own, and without a schema here.
THEIRS = {"keda.sh/v1alpha1", "gateway.networking.k8s.io/v1"}
ROLES = {"web", "worker", "sweeper", "migrate"}
NIGHTLY = {"backup", "restore"}  # of a component
WORKER_CONNECTIONS = 5  # of each process: two, two more where they do not suffice, and the queue's
PROBE_CONNECTIONS = 4  # of each process of the web, beside its pool: two for the numbers, two for readiness
FEW_CONNECTIONS = 15  # of the sweeper, the migration, KEDA and a command, and three that Postgres keeps back


def documents() -> Iterator[dict[str, Any]]:
    for name in KUSTOMIZATION["resources"]:
        yield from yaml.safe_load_all((FOLDER / name).read_text())


def component(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / name / "kustomization.yaml").read_text())
    return read


def added(name: str) -> list[dict[str, Any]]:
    """What a component brings along."""
    return [one for file in component(name)["resources"] for one in _read(FOLDER / name / file)]


def _read(file: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load_all(file.read_text())


ALL = [*documents(), *added("backup"), *added("gateway")]
WORKLOADS = {
    one["metadata"]["name"]: one.get("spec", {}).get("jobTemplate", one)
    for one in ALL
    if {"template", "jobTemplate"} & set(one.get("spec", {}))
}


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
    assert set(WORKLOADS) == ROLES | NIGHTLY | {"redis"}


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_them(version: str) -> None:
    for one in ALL:
        if one["apiVersion"] not in THEIRS:
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


@every_workload
def test_who_reads_a_secret_is_given_it(name: str) -> None:
    """And no other: the secret is made of a folder that also has Redis' list of users, and more."""
    (mount,) = (one for one in container(name)["volumeMounts"] if one["name"] == "secrets")
    (volume,) = (one for one in pod(name)["volumes"] if one["name"] == "secrets")
    settings = find("ConfigMap", "browline")["data"] if "envFrom" in container(name) else {}
    texts = [*(value for key, value in settings.items() if key.endswith("_FILE")), *container(name)["args"]]
    read = {text.removeprefix(f"{mount['mountPath']}/") for text in texts if text.startswith("/run/secrets/")}
    assert read == {item["path"] for item in volume["secret"]["items"]}
    assert all(item["key"] == item["path"] for item in volume["secret"]["items"])
    assert mount["readOnly"] is True


@pytest.mark.parametrize("name", ["web", "worker", "redis"])
def test_who_serves_says_when_it_is_ready(name: str) -> None:
    assert "readinessProbe" in container(name)


def test_a_database_that_is_away_restarts_no_worker() -> None:
    assert "livenessProbe" not in container("worker")
    assert container("web")["readinessProbe"]["httpGet"]["path"] == "/healthz"


def test_slow_uploads_that_have_all_threads_restart_no_web() -> None:
    """What answers a probe by HTTP is such a thread; the listening itself is the kernel's."""
    probe = container("web")["livenessProbe"]
    assert probe["tcpSocket"] == {"port": "http"}
    assert "httpGet" not in probe


def test_probes_call_no_name() -> None:
    """The web answers them by a pod's address; a header would hide it where it did not."""
    probes = [probe for name in WORKLOADS for key, probe in container(name).items() if key.endswith("Probe")]
    assert not [probe for probe in probes if "httpHeaders" in probe.get("httpGet", {})]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_drained_node_leaves_somebody(name: str) -> None:
    budget = find("PodDisruptionBudget", name)["spec"]
    assert budget["selector"]["matchLabels"].items() <= (
        WORKLOADS[name]["spec"]["template"]["metadata"]["labels"].items()
    )


def test_nobody_is_reached_unless_a_policy_says_so() -> None:
    nobody = find("NetworkPolicy", "nobody")["spec"]
    assert nobody == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_way_in_leads_to_the_web_and_is_let_in() -> None:
    (route,) = added("gateway")
    (rule,) = route["spec"]["rules"]
    (backend,) = rule["backendRefs"]
    ports = find("Service", backend["name"])["spec"]["ports"]
    assert [backend["port"]] == [port["port"] for port in ports]
    public = urlsplit(find("ConfigMap", "browline")["data"]["BROWLINE_PUBLIC_URL"])
    assert route["spec"]["hostnames"] == [public.hostname]
    assert component("gateway")["namespace"] == KUSTOMIZATION["namespace"]
    (rule,) = find("NetworkPolicy", "web")["spec"]["ingress"]
    (label,) = rule["from"][0]["namespaceSelector"]["matchLabels"].items()
    words = (ROOT / "docs" / "deployment.md").read_text()
    assert f"label namespace gateway {label[0]}={label[1]}" in words
    assert not [one for one in ALL if one["kind"] == "Ingress"]  # of a controller that there may not be


@pytest.mark.parametrize("version", VERSIONS)
def test_the_guides_way_out_is_a_policy(version: str) -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text()
    (block,) = re.findall(r"```yaml\n(apiVersion: networking.*?)```", guide, re.DOTALL)
    policy = yaml.safe_load(block)
    kubernetes_validate.validate(policy, version, strict=True)
    (chosen,) = policy["spec"]["podSelector"]["matchExpressions"]
    labels = [WORKLOADS[name]["spec"]["template"]["metadata"]["labels"] for name in chosen["values"]]
    assert [one[chosen["key"]] for one in labels] == chosen["values"]


def _most_pods(name: str, replicas: int) -> int:
    """How many there are while new ones take the place of old ones."""
    surge = str(WORKLOADS[name]["spec"]["strategy"]["rollingUpdate"]["maxSurge"])
    share = int(surge.removesuffix("%"))
    return replicas + (math.ceil(replicas * share / 100) if surge.endswith("%") else share)


def _value(name: str, variable: str) -> int:
    (value,) = (one["value"] for one in container(name)["env"] if one["name"] == variable)
    return int(value)


def test_postgres_has_connections_for_as_many_pods_as_there_may_be() -> None:
    """As many as docs/deployment.md asks it to have, at the very worst."""
    words = (ROOT / "docs" / "deployment.md").read_text()
    (stated,) = re.findall(r"Postgres with `max_connections` of (\d+)", words)
    workers = _most_pods("worker", find("ScaledObject", "worker")["spec"]["maxReplicaCount"])
    webs = _most_pods("web", find("Deployment", "web")["spec"]["replicas"])
    pool = inspect.signature(Database).parameters["pool_size"].default
    asked = workers * _value("worker", "WORKERS") * WORKER_CONNECTIONS
    asked += webs * _value("web", "BROWLINE_WEB_WORKERS") * (2 * pool + PROBE_CONNECTIONS)
    assert asked + FEW_CONNECTIONS <= int(stated)
    assert f"{find('ScaledObject', 'worker')['spec']['maxReplicaCount']} at most" in words


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
    patches = component("bucket")["patches"]
    whole = [yaml.safe_load(one["patch"]) for one in patches if "target" not in one]
    assert [find(one["kind"], one["metadata"]["name"])["kind"] for one in whole] == [
        "ConfigMap",
        "PersistentVolumeClaim",
    ]
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {name.removesuffix("_FILE") for name in whole[0]["data"]} <= known
    keys = {value.rpartition("/")[2] for name, value in whole[0]["data"].items() if name.endswith("_FILE")}
    emptied = set[str]()
    for one in patches:
        target = one.get("target", {})
        with_pods = target.get("kind") in {"Deployment", "Job", "CronJob"}
        for name in target["name"].split("|") if with_pods else ():
            assert find(target["kind"], name)
            given = set[str]()
            for step in yaml.safe_load(one["patch"]):
                if step["op"] == "test":
                    assert pod(name)["volumes"][int(step["path"].split("/")[-2])]["name"] == step["value"]
                elif step["op"] == "replace":
                    emptied.add(name)
                else:
                    given.add(step["value"]["path"])
            assert given == keys
    assert emptied == {name for name in WORKLOADS if "persistentVolumeClaim" in pod(name)["volumes"][0]}


def test_a_backup_is_made_by_night_and_a_restore_when_somebody_asks() -> None:
    """Both are of the image and the settings that the roles have, and find each other's folder."""
    backup, restore = (find("CronJob", name)["spec"] for name in ("backup", "restore"))
    assert (backup.get("suspend"), restore["suspend"]) == (None, True)
    for name in sorted(NIGHTLY):
        command, folder = container(name)["args"]
        assert (command, folder) == (name, "/backup/browline")
        assert command in COMMANDS
        assert container(name)["image"] == container("migrate")["image"]
        (claim,) = (
            volume["persistentVolumeClaim"] for volume in pod(name)["volumes"] if volume["name"] == "backup"
        )
        assert find("PersistentVolumeClaim", claim["claimName"])
        policy = find("NetworkPolicy", "backup")["spec"]["podSelector"]["matchExpressions"][0]
        labels = WORKLOADS[name]["spec"]["template"]["metadata"]["labels"]
        assert labels["app.kubernetes.io/name"] in policy["values"]
    assert component("backup")["images"] == KUSTOMIZATION["images"]
    assert component("backup")["namespace"] == KUSTOMIZATION["namespace"]
    words = (ROOT / "docs" / "backup.md").read_text()
    assert all(f"--from=cronjob/{name}" in words for name in NIGHTLY)
