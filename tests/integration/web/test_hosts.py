"""By which names the server is called, and whom proxies speak for."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from core.database import Database
from core.settings import Settings
from tests.support.forms import API, problem
from web.app import create_app
from web.context import EXTENSION
from web.rules import open_to_all

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Make = Callable[..., FlaskClient]


@pytest.fixture
def server(settings: Settings, database: Database) -> Iterator[Make]:
    """Makes a server with other settings."""
    made: list[Flask] = []

    def make(**changes: object) -> FlaskClient:
        app = create_app(settings.model_copy(update=changes))
        app.add_url_rule("/who", "who", open_to_all(lambda: f"{request.remote_addr} {request.scheme}"))
        made.append(app)
        return app.test_client()

    yield make
    for app in made:
        app.extensions[EXTENSION].close()


def status(client: FlaskClient, host: str, path: str = "/healthz") -> int:
    return client.get(path, headers={"Host": host}).status_code


OURS = ("localhost", "LocalHost:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000")
SIGN_IN = "/sign-in"
ICON = "/static/icon.svg"  # which is there before anybody can sign in
FOREIGN = (
    "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1",
    "[::2]", "localhost@evil.example", "localhost evil.example", "[localhost", "", "a" * 5000,
)  # fmt: skip


def test_on_loopback_it_goes_by_the_names_of_loopback(server: Make) -> None:
    here = server()
    assert [status(here, host) for host in OURS] == [200] * len(OURS)


@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/nothing", "/static/icon.svg", f"{API}/jobs"])
def test_a_foreign_name_is_refused(server: Make, path: str) -> None:
    here = server()
    for host in FOREIGN:
        answer = here.get(path, headers={"Host": host, "Accept": "application/json"})
        assert problem(answer, 400)["code"] == "untrusted_host", host


def test_a_person_is_told_on_a_page(server: Make) -> None:
    answer = server().get("/", headers={"Host": "evil.example", "Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "BROWLINE_TRUSTED_HOSTS" in answer.text


def test_settings_name_more_hosts(server: Make) -> None:
    named = server(
        host="192.0.2.7",
        secret_key="given" * 7,
        public_url="https://Browline.example:8443/",
        trusted_hosts="a.example, [2001:db8::1]",
    )
    for host in ("192.0.2.7:8000", "browline.example", "a.example", "[2001:db8::1]:80", "localhost"):
        assert status(named, host, ICON) == 200, host
    assert status(named, "example", ICON) == status(named, "b.a.example", ICON) == 400


SERVING = {
    "secret_key": "given" * 7,
    "public_url": "https://browline.example",
    "metrics_token": "numbers" * 3,
}


def test_probes_find_a_served_browline_by_a_pods_address(server: Make) -> None:
    """Prometheus and the kubelet know no name for one of several pods."""
    pod = {"Host": "10.42.3.17:8000"}
    served = server(**SERVING)
    token = pod | {"Authorization": f"Bearer {SERVING['metrics_token']}"}
    assert served.get("/healthz", headers=pod).status_code == 200
    assert served.get("/readyz", headers=pod).status_code == 503  # nobody works here
    assert served.get("/metrics", headers=pod).status_code == 401
    assert served.get("/metrics", headers=token).status_code == 200
    for path in (SIGN_IN, "/", "/nothing", f"{API}/jobs", "/static/icon.svg"):
        assert status(served, pod["Host"], path) == 400, path


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_browline_for_one_machine_answers_not_even_probes_by_a_foreign_name(
    server: Make, path: str
) -> None:
    """There the numbers need no token, so a page that leads its name here could read them."""
    assert status(server(), "10.42.3.17:8000", path) == 400


FORWARDED = {"X-Forwarded-For": "192.0.2.66, 192.0.2.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1 http"), (1, "192.0.2.9 https"), (2, "192.0.2.66 http")]
)
def test_only_as_many_proxies_are_believed_as_there_are(server: Make, proxies: int, seen: str) -> None:
    assert server(trusted_proxies=proxies).get("/who", headers=FORWARDED).text == seen


def test_a_proxy_gives_the_server_no_name(server: Make) -> None:
    headers = FORWARDED | {"X-Forwarded-Host": "localhost", "Host": "evil.example"}
    assert server(trusted_proxies=1).get(SIGN_IN, headers=headers).status_code == 400
