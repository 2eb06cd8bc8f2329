"""What the web tells of requests: their ids, a line each, numbers for who may read them."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core.database import Database
from core.settings import Settings
from tests.support.apps import app_with
from tests.support.factories import create_job, create_settings, create_token
from tests.support.files import portrait
from tests.support.forms import API, form, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MARK = "Herr-Mustermann"
TOKEN = "t" * 32


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.getMessage() == "answered"]


def numbers(client: FlaskClient) -> dict[str, float]:
    rows = [row.rsplit(" ", 1) for row in client.get("/metrics").text.splitlines() if row[0] != "#"]
    return {name: float(value) for name, value in rows}


def test_a_request_keeps_the_id_that_it_came_with(client: FlaskClient) -> None:
    answer = client.get(f"{API}/jobs", headers={"X-Request-ID": "a.Proxy_has-named.it"})
    assert answer.headers["X-Request-ID"] == "a.Proxy_has-named.it"


@pytest.mark.parametrize("given", ["", "short", "has space in it", "x" * 65, "brackets[]{}", "ümläuts-12"])
def test_and_gets_one_where_that_is_none(nobody: FlaskClient, given: str) -> None:
    first, second = (nobody.get("/nothing", headers={"X-Request-ID": given}) for _ in range(2))
    assert len(first.headers["X-Request-ID"]) == 36
    assert first.headers["X-Request-ID"] not in {given, second.headers["X-Request-ID"]}


def test_a_line_has_ids_and_names_no_file(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made = client.post(f"{API}/jobs", **form((f"{MARK}.jpg", portrait(0)), name=MARK))
        client.get(f"{API}/jobs/{made.json['id']}/results?filename={MARK}")
        client.get(f"/{MARK}?{MARK}")
    told = [(line.levelname, line.method, line.route, line.status) for line in lines(caplog)]  # type: ignore[attr-defined]
    assert told == [
        ("INFO", "POST", f"{API}/jobs", 202),
        ("DEBUG", "GET", f"{API}/jobs/<uuid:job_id>/results", 200),
        ("INFO", "GET", "unmatched", 404),
    ]
    assert MARK not in caplog.text
    assert MARK not in "".join(str(vars(line)) for line in lines(caplog))


def test_what_comes_in_and_what_goes_wrong_is_counted(client: FlaskClient) -> None:
    client.post(f"{API}/jobs", **form(portrait(0), portrait(1), b"no picture"))
    client.get(f"{API}/jobs/none")
    seen = numbers(client)
    assert seen["browline_uploaded_images_total"] == 2
    assert seen["browline_uploaded_bytes_total"] == seen["browline_stored_bytes"] > 1000
    assert sum(n for name, n in seen.items() if name.startswith("browline_refused_files_total{")) == 1
    assert seen['browline_problems_total{code="not_found"}'] == 1
    assert seen[f'browline_http_requests_total{{method="POST",route="{API}/jobs",status="202"}}'] == 1
    assert seen[f'browline_http_request_duration_seconds_count{{method="POST",route="{API}/jobs"}}'] == 1
    assert seen["browline_images_waiting"] == 2
    assert 0 <= seen["browline_oldest_waiting_seconds"] < 100


@pytest.mark.parametrize(("table", "status"), [("", 200), ("face_counts", 500)], ids=["whole", "broken"])
def test_a_page_in_pieces_is_told_when_it_is_sent_and_as_what_it_came_to(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture, table: str, status: int
) -> None:
    route, as_browsers = "/jobs/<uuid:job_id>", {"Accept": "text/html"}
    count = f'browline_http_request_duration_seconds_count{{method="GET",route="{route}"}}'
    address = f"/jobs/{create_job(database, 1)}"
    with caplog.at_level(logging.DEBUG, "web.observing"):
        answer = client.get(address, headers=as_browsers)
        coming = answer.iter_encoded()
        next(coming)
        if table:
            with database.engine.begin() as connection:
                connection.execute(text(f"ALTER TABLE {table} RENAME TO gone"))
        assert lines(caplog) == []
        b"".join(coming)
        answer.close()
    assert answer.status_code == 200, "as its head said"
    (line,) = lines(caplog)
    assert (line.levelname, line.route, line.status) == (  # type: ignore[attr-defined]
        "WARNING" if table else "DEBUG", route, status,
    )  # fmt: skip
    seen = numbers(client)
    assert seen[count] == 1
    assert seen[f'browline_http_requests_total{{method="GET",route="{route}",status="{status}"}}'] == 1


def test_the_stages_of_an_upload_are_timed_once_a_request(client: FlaskClient) -> None:
    assert client.post(f"{API}/jobs", **form(portrait(0), portrait(1))).status_code == 202
    seen = numbers(client)
    for stage in ("receive", "hash", "check", "store", "commit"):
        assert seen[f'browline_upload_stage_seconds_count{{stage="{stage}"}}'] == 1
        assert seen[f'browline_upload_stage_seconds_sum{{stage="{stage}"}}'] > 0


def test_a_retry_is_counted_once(client: FlaskClient) -> None:
    for _ in range(2):
        assert (
            client.post(f"{API}/jobs", headers={"Idempotency-Key": "k"}, **form(portrait(0))).status_code
            == 202
        )
    assert numbers(client)["browline_uploaded_images_total"] == 1


def test_the_queue_is_not_counted_at_each_scrape(client: FlaskClient, database: Database) -> None:
    assert numbers(client)["browline_images_waiting"] == 0
    create_job(database, 3)
    assert numbers(client)["browline_images_waiting"] == 0  # within five seconds


def test_what_is_away_is_shown_as_down(settings: Settings, database: Database) -> None:
    away = {
        "redis_url": f"redis+socket://{settings.home}/no.sock",
        "blob_url": f"file://{settings.home}/file/b",
    }
    (settings.home / "file").write_text("")
    with app_with(settings, **away) as app:
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE jobs RENAME TO elsewhere")
        seen = numbers(app.test_client())
    down = ("browline_database_up", "browline_redis_up", "browline_store_up")
    assert [seen[name] for name in down] == [0, 0, 0]
    assert "browline_images_waiting" not in seen


@pytest.mark.parametrize(
    "others",
    [
        {"public_url": "https://b.example"},
        {"trusted_hosts": "b.example"},
        {"trusted_proxies": 1},
        {"host": "0.0.0.0", "secret_key": "x" * 32},  # noqa: S104
    ],
)
def test_numbers_are_never_public(settings: Settings, others: dict[str, object]) -> None:
    with app_with(settings, **others) as app:
        assert problem(app.test_client().get(f"{API}/metrics"), 403)["code"] == "no_metrics_token"
    with app_with(settings, metrics_token=TOKEN, **others) as app:
        asking = app.test_client()
        for wrong in ("", f"Basic {TOKEN}", "Bearer ", "Bearer x", f"Bearer {TOKEN}x", "Bearer é"):
            assert problem(asking.get(f"{API}/metrics", headers={"Authorization": wrong}), 401)
        right = asking.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert right.content_type.startswith("text/plain; version=0.0.4")


@pytest.mark.parametrize(
    "how",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
    ],
)
def test_without_a_token_they_are_for_this_machine(app: Flask, how: dict[str, dict[str, str]]) -> None:
    assert app.test_client().get("/metrics").status_code == 200
    assert app.test_client().get("/metrics", **how).status_code == 403


def test_an_api_token_is_none_for_numbers(settings: Settings, database: Database) -> None:
    headers = {"Authorization": f"Bearer {create_token(database)}"}
    with app_with(create_settings(**dict(settings)), metrics_token=TOKEN) as app:
        assert app.test_client().get(f"{API}/metrics", headers=headers).status_code == 401
