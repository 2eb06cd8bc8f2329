"""What is somebody else's is not there, on both databases: objects, lists, retries, conditions."""

from dataclasses import astuple, dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.accounts.tokens import create_token, list_tokens
from core.blobs.folder import FolderStore
from core.cursor import encode_cursor
from core.database import Database
from core.settings import Settings
from core.tables import Base, Result, Token, Track
from tests.integration.audit.world import film
from tests.support.factories import create_account, end_some
from tests.support.files import portrait
from tests.support.forms import API, portraits, problem
from tests.support.routes import Route, routes

LAST = encode_cursor(["ffffffff-ffff-7fff-bfff-ffffffffffff"])
FRAME = {"data": portrait(), "content_type": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Belongings:
    """The ids of something of each kind that the owner has; the film is a job of its own."""

    job_id: str
    image_id: str
    face_id: str
    film: str
    track_id: str
    token_id: str
    account_id: str

    def ids(self, route: Route) -> dict[str, str]:
        names = {name: getattr(self, name) for name in route.objects}
        return names | ({"job_id": self.film} if "track_id" in names else {})


@pytest.fixture
def belongings(client: FlaskClient, owner: str, database: Database, settings: Settings) -> Belongings:
    made = client.post(f"{API}/jobs", **portraits(2, name="Ward 3", framing="face")).json
    end_some(database)
    with database.read() as connection:
        face = connection.execute(select(Result.id).limit(1)).scalar_one()
    film(database, FolderStore(settings.blob_folder), 2)
    with database.write() as connection:
        create_token(connection, owner, "another")
        track = connection.execute(select(Track)).one()
        token = next(one.id for one in list_tokens(connection) if one.name == "another")
    image = made["accepted"][0]["image_id"]
    return Belongings(made["id"], image, face, track.job_id, track.id, token, owner)


def everything(database: Database) -> str:
    """All rows of all tables, but for when tokens were used."""
    unchanging = [table for table in Base.metadata.sorted_tables if table is not Token.__table__]
    with database.read() as connection:
        rows = [connection.execute(select(table).order_by(*table.primary_key)).all() for table in unchanging]
        tokens = connection.execute(select(Token.id, Token.hash).order_by(Token.id)).all()
    return repr((rows, tokens))


def test_a_stranger_finds_nothing_and_changes_nothing(
    app: Flask, client: FlaskClient, stranger: FlaskClient, belongings: Belongings, database: Database
) -> None:
    create_account(database, "stranger")
    before = everything(database)
    walked = [route for route in routes(app) if route.objects]
    assert len(walked) > 15
    for route in walked:
        answer = route.ask(stranger, belongings.ids(route))
        if route.role == "uploader":
            nothing = route.ask(stranger)
            assert problem(answer, 404) == problem(nothing, 404), route
        else:
            assert problem(answer, 403)["code"] == "forbidden", route
    assert everything(database) == before
    for route in walked:  # and for the owner all of it is there
        sent = {"json": {"label": "female"}} if route.rule.endswith("/reviews") else {}
        sent = {"json": {"threshold": 0.9}} if route.method == "PATCH" else sent
        answer = route.ask(client, belongings.ids(route), **sent)
        missing = {
            "no_images",
            "no_picture",
            "no_such_account",
            "no_filter",
        }  # of what only these requests lack
        there = answer.status_code < 400 or answer.json["code"] in missing
        assert there, (route, answer.status_code)


def test_a_video_of_ones_own_shows_no_face_of_anothers(stranger: FlaskClient, belongings: Belongings) -> None:
    own = stranger.post(f"{API}/jobs", **portraits(1)).json["id"]
    frames = stranger.get(f"/jobs/{own}/tracks/{belongings.track_id}/frames")
    rows = stranger.get(f"{API}/jobs/{own}/results?track={belongings.track_id}")
    assert (frames.status_code, rows.json["items"]) == (200, [])
    assert "/faces/" not in frames.text


def test_what_its_owner_deleted_is_not_there_while_its_rows_go(
    app: Flask,
    client: FlaskClient,
    belongings: Belongings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.jobs.large.PIECE", 1)
    key = {"Idempotency-Key": "again"}
    client.post(f"{API}/jobs/{belongings.job_id}/images", headers=key, **portraits(1))
    for job in (belongings.job_id, belongings.film):
        assert client.delete(f"{API}/jobs/{job}").status_code == 204
    before = everything(database)
    assert belongings.image_id in before
    gone = {"job_id", "image_id", "face_id", "track_id"}
    walked = [route for route in routes(app) if gone.intersection(route.objects)]
    assert len(walked) > 15
    for route in walked:
        sent = {"json": {"label": "female"}} if route.rule.endswith("/reviews") else {}
        nothing = route.ask(client, **sent)
        assert problem(route.ask(client, belongings.ids(route), **sent), 404) == problem(nothing, 404), route
    retry = client.post(f"{API}/jobs/{belongings.job_id}/images", headers=key, **portraits(1))
    assert retry.status_code == 404
    assert everything(database) == before
    assert client.get(f"{API}/jobs").json == {"items": [], "next_cursor": None}
    for page in ("/", "/jobs/list", "/camera", "/account", "/review", "/trust"):
        text = client.get(page).text
        for secret in ("Ward 3", belongings.job_id, belongings.film, belongings.face_id):
            assert secret not in text, page


@pytest.mark.parametrize("query", ["", f"?cursor={LAST}"], ids=["first", "later"])
def test_lists_show_ones_own(stranger: FlaskClient, belongings: Belongings, query: str) -> None:
    assert stranger.get(f"{API}/jobs{query}").json == {"items": [], "next_cursor": None}
    for page in ("/", "/jobs/list", "/camera", "/account"):
        text = stranger.get(page + (query if page in {"/", "/jobs/list"} else "")).text
        for secret in ("Ward 3", *astuple(belongings)):
            assert secret not in text, page


def test_no_condition_tells_of_anothers(
    client: FlaskClient, stranger: FlaskClient, belongings: Belongings
) -> None:
    for path, status in ((f"{API}/jobs", 200), (f"{API}/jobs/{belongings.job_id}", 404)):
        known = {"If-None-Match": client.get(path).headers["ETag"]}
        assert client.get(path, headers=known).status_code == 304
        assert stranger.get(path, headers=known).status_code == status


def test_anothers_retry_is_ones_own_first_try(
    client: FlaskClient, stranger: FlaskClient, belongings: Belongings
) -> None:
    """The same key with the same body, and with another one, which would be a conflict."""
    for path, forms in (("/jobs", (portraits(1), portraits(1), portraits(2))), ("/snapshots", (FRAME,) * 3)):
        key = {"Idempotency-Key": f"of {path}"}
        mine = client.post(API + path, headers=key, **forms[0])
        theirs = stranger.post(API + path, headers=key, **forms[1])
        assert (mine.status_code, theirs.status_code) == (202, 202)
        assert mine.headers["Location"] != theirs.headers["Location"]
        own = client.post(API + path, headers=key, **forms[2])
        assert own.status_code == (409 if path == "/jobs" else 202)
        assert stranger.get(mine.headers["Location"]).status_code == 404


def test_a_live_frame_is_its_askers_alone(
    client: FlaskClient, stranger: FlaskClient, database: Database
) -> None:
    frame = client.post(f"{API}/snapshots?keep=false", **FRAME).headers["Location"]
    image = frame.rsplit("/", 1)[1]
    for path in (frame, f"{API}/images/{image}/preview", f"/images/{image}"):
        assert stranger.get(path).status_code == 404
    end_some(database)
    assert stranger.get(frame).status_code == 404
    assert client.get(frame).status_code == 200


def test_an_admin_sees_no_pictures_of_others(
    app: Flask, stranger: FlaskClient, client: FlaskClient, database: Database
) -> None:
    """Whoever manages accounts has no business with what they uploaded."""
    made = stranger.post(f"{API}/jobs", **portraits(1)).json
    for path in (f"/jobs/{made['id']}", f"/images/{made['accepted'][0]['image_id']}/preview"):
        assert problem(client.get(API + path), 404)
