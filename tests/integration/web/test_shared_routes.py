"""Every route that names something: what it answers to a reviewer with whom its job is shared.

A new route has to say here which kind it is.
"""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.accounts.tokens import create_token
from core.blobs.folder import FolderStore
from core.database import Database
from core.jobs.reviewers import add_reviewer, remove_reviewer
from core.settings import Settings
from core.tables import Result, Track
from tests.integration.audit.world import film
from tests.support.apps import client_of, on_pages
from tests.support.factories import create_account, end_some
from tests.support.forms import API, portraits, problem
from tests.support.routes import Route, routes

JOB = "/jobs/<uuid:job_id>"
SEEN = {
    *(f"GET {API}{JOB}{rest}" for rest in (
        "", "/images", "/results", "/results.csv", "/results.jsonl", "/results.parquet", "/reviewed.zip",
        "/reviewers", "/reviews.csv", "/reviews.jsonl", "/videos",
    )),
    *(f"GET {JOB}{rest}" for rest in (
        "", "/live", "/threshold", "/tracks/<uuid:track_id>/frames", "/trust", "/trust/numbers",
    )),
    f"GET {API}/faces/<uuid:face_id>/crop",
    f"GET {API}/faces/<uuid:face_id>/reviews",
    f"POST {API}/faces/<uuid:face_id>/reviews",
    f"GET {API}/images/<uuid:image_id>/preview",
    f"GET {API}/snapshots/<uuid:image_id>",
    "GET /faces/<uuid:face_id>",
    "GET /images/<uuid:image_id>",
}  # fmt: skip
OWNERS = {
    *(f"POST {API}{JOB}/{act}" for act in ("again", "cancel", "close", "images", "retry")),
    f"GET {API}{JOB}/results/count",  # of what may be done with them
    f"DELETE {API}{JOB}/results",
    f"POST {API}{JOB}/results/retry",
    f"PATCH {API}{JOB}",
    f"DELETE {API}{JOB}",
    f"PUT {API}{JOB}/reviewers/<name>",
    f"DELETE {API}{JOB}/reviewers/<name>",
    *(f"POST {JOB}/{form}" for form in ("opinions", "reviewers", "reviewers/remove")),
}
OF_NO_JOB = {
    "POST /account/tokens/<uuid:token_id>/revoke",
    "POST /accounts/<uuid:account_id>/remove",
    "POST /accounts/<uuid:account_id>/role",
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ben(app: Flask, database: Database, owner: str) -> FlaskClient:
    """A reviewer."""
    account = create_account(database, "ben", "reviewer")
    with database.write() as connection:
        token = create_token(connection, account, "test")
    return on_pages(client_of(app, token), account)


@pytest.fixture
def ids(client: FlaskClient, database: Database, settings: Settings) -> dict[str, str]:
    """Those of a job of photos, which has a film as well, that is a job of its own."""
    made = client.post(f"{API}/jobs", **portraits(2, framing="face")).json
    end_some(database)
    with database.read() as connection:
        face = connection.execute(select(Result.id).limit(1)).scalar_one()
    film(database, FolderStore(settings.blob_folder), 2)
    with database.read() as connection:
        track = connection.execute(select(Track)).one()
    found = {"job_id": made["id"], "image_id": made["accepted"][0]["image_id"], "face_id": face}
    return found | {"track_id": track.id, "film": track.job_id}


def named(app: Flask) -> dict[str, Route]:
    return {f"{route.method} {route.rule}": route for route in routes(app) if route.objects}


def ids_of(route: Route, ids: dict[str, str]) -> dict[str, str]:
    return ids | ({"job_id": ids["film"]} if "track_id" in route.objects else {})


def sent_to(name: str) -> dict[str, Any]:
    """What a request must have to be looked at."""
    if name.endswith("/reviews"):
        return {"json": {"label": "female"}}
    return {"query_string": "label=female"} if name.startswith("DELETE") and name.endswith("/results") else {}


def test_every_route_says_which_kind_it_is(app: Flask) -> None:
    assert set(named(app)) == SEEN | OWNERS | OF_NO_JOB


def test_a_shared_job_is_seen_and_not_changed_until_it_is_shared_no_more(
    app: Flask, ben: FlaskClient, ids: dict[str, str], database: Database, owner: str
) -> None:
    jobs = (ids["job_id"], ids["film"])
    with database.write() as connection:
        for job in jobs:
            add_reviewer(connection, owner, job, "ben")
    walked = {name: route for name, route in named(app).items() if name not in OF_NO_JOB}
    for name, route in walked.items():
        answer = route.ask(ben, ids_of(route, ids), **sent_to(name))
        if name in OWNERS:
            assert problem(answer, 403)["code"] == "not_the_owner", name
        else:
            picture = answer.status_code == 404 and answer.json["code"] == "no_picture"
            assert picture or answer.status_code < 400, (name, answer.status_code)
    with database.write() as connection:
        for job in jobs:
            remove_reviewer(connection, owner, job, "ben")
    for name, route in walked.items():
        gone = problem(route.ask(ben, ids_of(route, ids), **sent_to(name)), 404)
        assert gone == problem(route.ask(ben, **sent_to(name)), 404), name


def test_a_shared_job_says_so_and_offers_nothing_that_is_not_allowed(
    client: FlaskClient, ben: FlaskClient, ids: dict[str, str], database: Database, owner: str
) -> None:
    with database.write() as connection:
        add_reviewer(connection, owner, ids["job_id"], "ben")
    assert ben.get(f"{API}/jobs").json["items"] == []
    shared = ben.get(f"{API}/jobs?shared=true").json["items"]
    assert [(job["id"], job["owner"], job["shared"]) for job in shared] == [(ids["job_id"], "owner", True)]
    assert "owner" in ben.get("/").text
    for path in ("/", f"/jobs/{ids['job_id']}"):
        assert "data-action" not in ben.get(path).text
        assert "data-action" in client.get(path).text
    page = ben.get(f"/jobs/{ids['job_id']}").text
    assert "Only its owner" in page
    assert 'name="opinions"' not in page
