"""docker-compose.yml follows the specification, and keeps what docs/deployment.md says of it."""

import itertools
import json
import re
import subprocess
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bench.postgres import DEPLOYED
from cli.main import COMMANDS
from core.settings import Settings
from core.settings.secret_files import SECRETS
from tests.support.compose import ONCE, OURS, ROOT, TARGETS, compose

SCHEMA = json.loads(
    (files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json").read_text()
)
FILE_READ = compose()
SERVICES: dict[str, Any] = FILE_READ["services"]
STAYING = sorted(set(SERVICES) - set(ONCE))
BUILT = {f"browline-{target}" for target in TARGETS}

every_service = pytest.mark.parametrize("name", sorted(SERVICES))
each_of_ours = pytest.mark.parametrize("name", OURS)


def known_settings() -> set[str]:
    """The names that settings have in the environment, and as files."""
    known = {
        str(field.validation_alias or f"BROWLINE_{name}").upper()
        for name, field in Settings.model_fields.items()
    }
    assert set(SECRETS) <= known
    return known | {f"{name}_FILE" for name in SECRETS}


def sources(name: str) -> list[str]:
    return [volume.split(":")[0] for volume in SERVICES[name].get("volumes", ())]


def test_it_is_what_the_compose_specification_allows() -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(FILE_READ)


def test_who_touches_images_may_have_them_in_a_bucket() -> None:
    """docker-compose.s3.yml adds what that takes, and nothing else."""
    added = compose(file=ROOT / "docker-compose.s3.yml")
    jsonschema.Draft7Validator(SCHEMA).validate(added)
    assert set(added["services"]) == {*OURS} - {"migrate"}
    for service in added["services"].values():
        given = service["environment"]
        assert set(given) <= known_settings()
        assert given["BLOB_URL"].startswith("s3://")
        read = {value for name, value in given.items() if name.endswith("_FILE")}
        assert read == {f"/run/secrets/{name}" for name in service["secrets"]}
        assert set(service["secrets"]) == set(added["secrets"])
        assert set(service["networks"]) == set(added["networks"])
        assert set(service) == {"environment", "secrets", "networks"}


@pytest.mark.parametrize("gpus", ["1", "3"])
def test_a_worker_has_a_process_for_each_gpu_that_it_is_given(gpus: str) -> None:
    """docker-compose.gpu.yml adds what that takes, and nothing else."""
    added = compose({"GPUS": gpus}, ROOT / "docker-compose.gpu.yml")
    jsonschema.Draft7Validator(SCHEMA).validate(added)
    assert list(added["services"]) == ["worker"]
    worker = added["services"]["worker"]
    assert set(worker) == {"image", "build", "environment", "deploy"}
    assert worker["image"] == f"browline-{worker['build']['target']}" in BUILT
    assert set(worker["environment"]) - {"CUDA_CACHE_PATH"} <= known_settings()
    assert (worker["environment"]["BROWLINE_ENGINE"], worker["environment"]["WORKERS"]) == (
        "keras",
        int(gpus),
    )
    (device,) = worker["deploy"]["resources"]["reservations"]["devices"]
    assert (device["count"], device["capabilities"]) == (gpus, ["gpu"])


@each_of_ours
def test_each_service_runs_a_command_that_exists(name: str) -> None:
    assert SERVICES[name]["command"][0] in COMMANDS


@each_of_ours
def test_each_service_sets_only_known_settings(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= known_settings()


@pytest.mark.parametrize("name", sorted({*OURS} - {"migrate"}))
def test_nothing_serves_before_the_migrations_are_done(name: str) -> None:
    waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    healthy = "service_healthy"
    assert waits == {
        "migrate": "service_completed_successfully", "postgres": healthy, "redis": healthy
    }  # fmt: skip
    assert list(SERVICES["migrate"]["depends_on"]) == ["postgres"]


@every_service
def test_who_is_waited_for_can_be(name: str) -> None:
    """One that ends is waited for until it has ended, and one with a health check until it is well."""
    for other, how in SERVICES[name].get("depends_on", {}).items():
        ends = how["condition"] == "service_completed_successfully"
        assert ends == (other in ONCE)
        assert ends or (how["condition"] == "service_healthy" and "healthcheck" in SERVICES[other])


@every_service
def test_nobody_may_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    if name == "caddy-volume":  # root, which reaches nobody and may give files away
        assert (service["user"], service["network_mode"], service["cap_add"]) == ("0:0", "none", ["CHOWN"])
    else:
        assert re.fullmatch(r"[1-9]\d*:\d+", service["user"])
        assert set(service.get("cap_add", ())) <= {"NET_BIND_SERVICE"}


@every_service
def test_everybody_has_limits(name: str) -> None:
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert set(limits) == {"cpus", "memory", "pids"}


@pytest.mark.parametrize("name", STAYING)
def test_everybody_who_stays_is_asked_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ONCE)
def test_who_ends_is_not_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


@every_service
def test_every_image_is_ours_or_of_one_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image in BUILT or re.search(r":v?\d+\.\d+\.\d+|:\d+\.\d+-|@sha256:[0-9a-f]{64}$", image)


@every_service
def test_no_secret_is_in_the_environment(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        secret = re.search(r"PASSWORD|SECRET|TOKEN|DATABASE_URL|REDIS_URL", key)
        assert not secret or (key.endswith("_FILE") and value.startswith("/run/secrets/")), key
        assert "@" not in str(value), key


@every_service
def test_who_reads_a_secret_is_given_it(name: str) -> None:
    text = json.dumps([SERVICES[name].get("environment"), SERVICES[name].get("command")])
    read = set(re.findall(r"/run/secrets/(\w+)", text))
    if name == "prometheus":
        config = (ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text()
        read |= set(re.findall(r"/run/secrets/(\w+)", config))
    assert read == set(SERVICES[name].get("secrets", ()))


def test_every_secret_is_made_once(tmp_path: Path) -> None:
    """By the script, for its owner alone, and never again."""
    folder = tmp_path / "secrets"

    def made() -> dict[str, str]:
        subprocess.run([ROOT / "deploy" / "secrets.sh", folder], check=True, capture_output=True)
        return {file.name: file.read_text() for file in folder.iterdir()}

    first = made()
    assert first == made()
    assert {f"./secrets/{name}" for name in first} == {one["file"] for one in FILE_READ["secrets"].values()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert first["postgres_password"].strip() not in first["database_url"]  # two roles
    assert len(first["secret_key"].strip()) == 64


def test_an_address_of_ones_own_comes_before_the_script(tmp_path: Path) -> None:
    """As docs/deployment.md has it for Kubernetes: nobody could write into a file that the script made."""
    (tmp_path / "database_url").write_text("postgresql://browline:own@db.example.org/browline\n")
    subprocess.run([ROOT / "deploy" / "secrets.sh", tmp_path], check=True, capture_output=True)
    assert "db.example.org" in (tmp_path / "database_url").read_text()
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o444


def commands(file: Path) -> list[str]:
    """The lines of a page's consoles and crontabs."""
    return re.findall(r"^(?:\$ |[\d ]+\*.*?  )(.*docker compose .*)$", file.read_text(), re.MULTILINE)


def test_a_command_on_the_side_starts_no_newer_migration() -> None:
    """`docker compose run web` would, where an image was built meanwhile; only the first of all has to."""
    pages = [ROOT / "docs" / name for name in ("deployment.md", "backup.md", "access.md", "runbook.md")]
    runs = [line for page in pages for line in commands(page) if " run --rm " in line]
    assert len(runs) > 5
    (first,) = (line for line in runs if "--no-deps" not in line)
    assert "account create ada --role admin" in first
    words = " ".join(page.read_text() for page in pages)
    assert not re.findall(r"`docker compose run (?!--rm --no-deps )[^`]*`", words)


def test_an_upgrade_begins_with_a_backup() -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text()
    steps = guide.partition("### Upgrade\n")[2].partition("```console\n")[2].partition("```")[0].splitlines()
    assert " backup /backup/" in steps[0]
    assert ["git pull" in step for step in steps].index(True) == 1


def options(name: str) -> set[str]:
    """What a server's command sets with `-c`."""
    command = SERVICES[name]["command"]
    return {word for before, word in itertools.pairwise(command) if before == "-c"}


def test_benches_measure_the_postgres_that_is_deployed() -> None:
    assert options("postgres") == set(DEPLOYED)


def test_the_guide_dates_every_image_that_is_pinned() -> None:
    """So that who reads it sees how old they are."""
    pinned = {SERVICES[name]["image"] for name in SERVICES} - BUILT
    pinned |= set(re.findall(r"^FROM (\S+:\S+) AS", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    manifests = "".join(file.read_text() for file in (ROOT / "deploy" / "kubernetes").glob("*.yaml"))
    pinned |= set(re.findall(r"image: (\S+:\S+)", manifests))
    section = (ROOT / "docs" / "deployment.md").read_text().partition("### Pinned versions\n")[2]
    table = section.partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\S+)`", table, re.MULTILINE)) == pinned
    assert re.search(r"\*\*20\d\d-\d\d-\d\d\*\*", table)


def test_no_secret_reaches_the_image_or_the_repository() -> None:
    """Nor do those of the folders that docs/deployment.md has made beside the first."""
    docs = (ROOT / "docs" / "deployment.md").read_text()
    folders = {Path(name).parts[0] for name in re.findall(r"(?:secrets\.sh |--from-file=)([\w./-]+)", docs)}
    assert folders, "the guide makes none"
    for ignored in (".dockerignore", ".gitignore"):
        lines = [line.strip("/") for line in (ROOT / ignored).read_text().splitlines()]
        for name in {"secrets", ".env"} | folders:
            assert any(fnmatch(name, line) for line in lines), (ignored, name)


@every_service
def test_volumes_are_declared_or_in_the_repository(name: str) -> None:
    for source in sources(name):
        assert source in FILE_READ["volumes"] or (ROOT / source).exists()


def test_every_declared_volume_is_used_and_the_images_are_shared() -> None:
    used = {source for name in SERVICES for source in sources(name) if not source.startswith(".")}
    assert used == set(FILE_READ["volumes"])
    assert all("data" in sources(name) for name in OURS)


def test_only_the_proxy_and_the_dashboards_can_be_reached() -> None:
    """Grafana's only from this machine; what keeps data has no way out."""
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"caddy", "grafana"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["grafana"]["ports"])
    networks = FILE_READ["networks"]
    open_ones = {name for name, network in networks.items() if not (network or {}).get("internal")}
    outside = {name for name in SERVICES if open_ones & set(SERVICES[name].get("networks", ()))}
    assert outside == {"caddy", "grafana"}


def test_the_guides_way_out_for_traces_is_one() -> None:
    """Who sends some is in a network that leads somewhere; without it none of theirs does."""
    guide = (ROOT / "docs" / "deployment.md").read_text()
    (block,) = re.findall(r"```yaml\n(x-traces:.*?)```", guide, re.DOTALL)
    read = yaml.safe_load(block)
    jsonschema.Draft7Validator(SCHEMA).validate(read)
    assert set(read["services"]) == {"web", "worker"}
    for name, service in read["services"].items():
        assert set(service["environment"]) == {"OTEL_EXPORTER_OTLP_ENDPOINT"}
        assert all(FILE_READ["networks"][one]["internal"] for one in SERVICES[name]["networks"])
        assert [read["networks"][one] for one in service["networks"]] == [None]


def test_workers_can_be_many() -> None:
    assert not {"ports", "container_name"} & set(SERVICES["worker"])


def test_redis_keeps_what_it_has_and_forgets_nothing_to_make_room() -> None:
    command = SERVICES["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert (options["--appendonly"], options["--maxmemory-policy"]) == ("yes", "noeviction")


def test_the_proxy_is_told_all_that_it_asks_for() -> None:
    asked = set(re.findall(r"\{\$(\w+)\}", (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()))
    assert asked <= set(SERVICES["caddy"]["environment"])
    port = Settings.model_fields["port"].default
    assert SERVICES["caddy"]["environment"]["BROWLINE_UPSTREAM"] == f"web:{port}"
