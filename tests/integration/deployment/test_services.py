"""The deployment's own commands, with Caddy, Redis and Postgres: from the secrets to a label, and an end."""

import http.client
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import redis
import yaml

from bench.postgres import find_binaries, postgres_server
from cli.form import multipart
from demo.pictures import jpeg
from tests.integration.deployment.services import Services, own_database
from tests.support.compose import ROOT
from tests.support.processes import wait_for

pytestmark = pytest.mark.thorough  # it starts a whole deployment

SLOW = 90  # seconds, on a busy machine
STAYING = ("redis", "web", "worker", "sweeper", "caddy")  # Postgres is there before them
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """All of them, well."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no Postgres binaries are installed; install postgresql to run these tests")
    with postgres_server(binaries) as address:
        folder = tmp_path_factory.mktemp("deployment")
        started = Services(folder, own_database(folder, binaries, address))
        try:
            _start(started)
            yield started
        finally:
            started.end()


def _start(services: Services) -> None:
    """As Docker Compose does, by `depends_on`, with the first account made in between."""
    services.start("redis")
    migrated = services.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    made = services.run(
        "web", "browline", "account", "create", "ada", "--role", "admin", "--password-stdin", given=PASSWORD
    )
    assert made.returncode == 0, made.stderr
    assert not services.is_well("worker")  # nobody has reported
    for name in STAYING[1:]:
        services.start(name)
    wait_for(lambda: services.is_well("web"), SLOW)
    wait_for(lambda: _is_ready(services), SLOW)  # cheaper to ask than its health check
    wait_for((services.folder / "data" / "swept").exists, SLOW)
    assert services.is_well("sweeper")
    assert services.is_well("worker")
    wait_for(lambda: _answers(services), SLOW)


def _is_ready(services: Services) -> bool:
    with psycopg.connect(services.secret("database_url")) as connection:
        return connection.execute("SELECT bool_or(ready) FROM workers").fetchone() == (True,)


class Visitor:
    """Somebody outside: comes by TLS through the proxy, and trusts its authority."""

    def __init__(self, services: Services) -> None:
        root = services.folder / "caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        trust = ssl.create_default_context(cafile=str(root))
        self._connection = http.client.HTTPSConnection(
            "localhost", services.ports["https"], timeout=30, context=trust
        )

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request: status, headers, body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body, named)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def visiting(services: Services) -> Iterator[Visitor]:
    """A visitor for a while."""
    visitor = Visitor(services)
    try:
        yield visitor
    finally:
        visitor.close()


@pytest.fixture
def visitor(services: Services) -> Iterator[Visitor]:
    with visiting(services) as somebody:
        yield somebody


def _answers(services: Services) -> bool:
    try:
        with visiting(services) as somebody:
            return somebody.ask("GET", "/healthz")[0] == 200
    except OSError:  # no certificate, or nobody listens, yet
        return False


def test_an_upload_gets_its_label(services: Services, visitor: Visitor) -> None:
    made = services.run("web", "browline", "token", "create", "test", "--account", "ada")
    token = f"Bearer {made.stdout.strip()}"
    body, kind = multipart([("a.jpg", jpeg(1, 120))], {"framing": "face"})
    status, _, answer = visitor.ask("POST", "/api/v1/jobs", body, Authorization=token, Content_Type=kind)
    assert status == 202, answer
    job = json.loads(answer)["id"]

    def rows() -> list[dict[str, Any]]:
        asked = visitor.ask("GET", f"/api/v1/jobs/{job}/results", Authorization=token)
        found: list[dict[str, Any]] = json.loads(asked[2])["items"]
        return found

    (row,) = wait_for(rows, SLOW)
    assert row["label"] in {"female", "male"}
    assert services.secret("secret_key") not in "".join(services.log(name) for name in STAYING)


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("web", "browline_uploaded_images_total 1.0"),
        ("worker", 'browline_images_ended_total{outcome="classified"} 1.0'),
        ("sweeper", 'browline_sweeps_total{outcome="ok"}'),
    ],
)
def test_prometheus_is_told_of_it_and_nobody_else(services: Services, role: str, line: str) -> None:
    assert _numbers(services, role, "wrong")[0] == 401
    status, text = _numbers(services, role, services.secret("metrics_token"))
    assert (status, line in text) == (200, True), text


def _numbers(services: Services, role: str, token: str) -> tuple[int, str]:
    """What a role answers Prometheus: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", services.ports[role], timeout=30)
    try:
        headers = {"Authorization": f"Bearer {token}", "Host": role}
        connection.request("GET", "/metrics", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_proxy_compresses_hides_the_numbers_and_is_believed(visitor: Visitor) -> None:
    status, headers, _ = visitor.ask("GET", "/sign-in", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "Secure" in headers["Set-Cookie"]  # the web knows that it came by TLS
    assert visitor.ask("GET", "/metrics")[0] == 404
    assert visitor.ask("GET", "/sign-in", Host="evil.example")[0] == 421


def test_redis_answers_nobody_without_the_password(services: Services) -> None:
    with redis.Redis(port=services.ports["redis"]) as stranger:
        assert stranger.ping()
        with pytest.raises(redis.exceptions.NoPermissionError):
            stranger.get("celery")


def test_workers_are_as_many_as_images_wait(services: Services) -> None:
    """What KEDA asks is answered by the schema that there is."""
    manifest = (ROOT / "deploy" / "kubernetes" / "worker-scaling.yaml").read_text()
    (scaled, _) = yaml.safe_load_all(manifest)
    query = scaled["spec"]["triggers"][0]["metadata"]["query"]
    with psycopg.connect(services.secret("database_url")) as connection:
        assert connection.execute(query).fetchone() == (0,)


def test_everybody_stops_when_asked(services: Services) -> None:
    """The last one: it leaves nobody."""
    ends = {name: services.stop(name) for name in reversed(STAYING)}
    assert ends == dict.fromkeys(STAYING, 0), {name: services.log(name)[-2000:] for name in STAYING}
