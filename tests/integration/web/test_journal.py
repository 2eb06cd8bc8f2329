"""The journal tells who did what, never a file's name, and costs next to nothing where people only look."""

import re
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.database import Database
from core.ids import new_id
from core.journal import HOURLY, Deed, Wanted, entries, forget_entries, note
from core.settings import Settings
from core.tables import JournalEntry
from tests.support.apps import app_with, client_of
from tests.support.databases import sqlite_alone
from tests.support.factories import create_account, create_job, create_token, end_some
from tests.support.files import portrait
from tests.support.forms import API, form, portraits
from tests.support.locks import foreign_lock
from web import late_notes

MARK = "Herr-Mustermann"


def read(client: FlaskClient, path: str) -> TestResponse:
    """An answer that has been read to its end, as by who asks for more."""
    return client.get(path, buffered=True)


def written(database: Database) -> list[tuple[str | None, str, str]]:
    """Account, deed and object of all entries, the oldest first."""
    with database.read() as connection:
        found = entries(connection, Wanted(), 1000)
    return [(entry.account, entry.action, entry.object_id) for entry in reversed(found)]


def test_what_an_account_does_to_a_job_is_written_down(client: FlaskClient, database: Database) -> None:
    job = client.post(f"{API}/jobs", **form((f"{MARK}.jpg", portrait()), name=MARK)).json["id"]
    end_some(database)
    read(client, f"{API}/jobs/{job}/results")
    read(client, f"{API}/jobs/{job}/results.csv")
    read(client, f"{API}/jobs/{job}/results.jsonl")
    client.delete(f"{API}/jobs/{job}")
    deeds = ["upload", "see", "export", "export", "delete"]
    assert written(database) == [("owner", deed, job) for deed in deeds]
    with database.read() as connection:
        rows = connection.execute(select(JournalEntry.__table__)).all()
    assert MARK not in repr(rows)


def test_looking_is_noted_once_an_hour_however_much_is_looked_at(
    client: FlaskClient, database: Database
) -> None:
    job = client.post(f"{API}/jobs", **portraits(2)).json["id"]
    images = [one["image_id"] for one in read(client, f"{API}/jobs/{job}/images").json["items"]]
    end_some(database)
    faces = [row["face_id"] for row in read(client, f"{API}/jobs/{job}/results").json["items"]]
    for path in (
        f"/jobs/{job}", f"/jobs/{job}/live", f"{API}/jobs/{job}/results", f"/images/{images[0]}",
        *(f"{API}/images/{image}/preview" for image in images),
        *(f"{API}/faces/{face}/crop" for face in faces),
    ):  # fmt: skip
        assert read(client, path).status_code == 200, path
    assert Counter(deed for _, deed, _ in written(database)) == {"upload": 1, "see": 1}


@pytest.mark.parametrize(
    "path",
    ["/jobs/{job}", "/jobs/{job}/live", "/images/{image}", "/jobs/{job}/tracks/{image}/frames",
     API + "/jobs/{job}/results", API + "/jobs/{job}/images", API + "/images/{image}/preview",
     API + "/faces/{face}/crop", API + "/snapshots/{image}"],
)  # fmt: skip
def test_each_way_of_looking_is_noted(client: FlaskClient, database: Database, path: str) -> None:
    job = client.post(f"{API}/jobs", **portraits()).json["id"]
    end_some(database)
    with database.read() as connection:
        image, face = connection.exec_driver_sql("SELECT image_id, id FROM results").one()
    assert read(client, path.format(job=job, image=image, face=face)).status_code == 200
    assert written(database)[1:] == [("owner", "see", job)]


@sqlite_alone  # a lock on Postgres that keeps notes out would keep readers out as well
def test_what_could_not_be_noted_is_noted_later_and_not_tried_all_the_time(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"{API}/jobs/{create_job(database, 1)}/results"
    monkeypatch.setattr(late_notes, "RETRY_SECONDS", 3600)
    with foreign_lock(database.url):
        assert [read(client, path).status_code for _ in range(3)] == [200] * 3
    assert caplog.text.count("noted the next time") == 2  # the job, and the token
    read(client, path)
    assert written(database) == []
    monkeypatch.setattr(late_notes, "RETRY_SECONDS", 0)
    other = f"{API}/jobs/{create_job(database, 1)}/results"
    with foreign_lock(database.url):
        read(client, other)
    read(client, other)
    assert [deed for _, deed, _ in written(database)] == ["see"]


def test_whom_it_is_refused_has_seen_nothing(
    client: FlaskClient, stranger: FlaskClient, database: Database
) -> None:
    job = create_job(database, 1)
    for path in (f"/jobs/{job}", f"{API}/jobs/{job}/results", f"{API}/jobs/{job}/results.csv"):
        assert read(stranger, path).status_code == 404
    assert stranger.delete(f"{API}/jobs/{job}").status_code == 404
    assert written(database) == []


def test_live_frames_are_noted_once_an_hour(client: FlaskClient, owner: str, database: Database) -> None:
    for _ in range(3):
        client.post(f"{API}/snapshots?keep=false", data=portrait(), content_type="image/jpeg", buffered=True)
    assert written(database) == [("owner", "watch", owner)]


def test_only_what_is_done_all_the_time_is_folded(database: Database) -> None:
    account, job = create_account(database), new_id()
    with database.write() as connection:
        for action in ("see", "see", "delete", "delete", "upload", "sign_in", "sign_in", "upload"):
            note(connection, Deed(account, action, job))
    counted = Counter(action for _, action, _ in written(database))
    assert counted == {"see": 1, "upload": 1, "delete": 2, "sign_in": 2}
    assert {"see", "upload", "watch", "review"} == HOURLY


def test_entries_are_found_by_account_deed_and_object(database: Database) -> None:
    account, other, job = create_account(database), create_account(database, "stranger"), new_id()
    with database.write() as connection:
        for deed in (
            Deed(account, "delete", job),
            Deed(other, "delete", new_id()),
            Deed(None, "forget", other),
        ):
            note(connection, deed)

    def found(wanted: Wanted, **more: str) -> list[str]:
        with database.read() as connection:
            return [entry.action for entry in entries(connection, wanted, 10, **more)]

    assert found(Wanted()) == ["forget", "delete", "delete"]
    assert found(Wanted(account="Owner ")) == ["delete"]
    assert found(Wanted(action="forget")) == ["forget"]
    assert found(Wanted(object_id=job)) == ["delete"]
    for nothing in (
        Wanted(account="\0"),
        Wanted(action="\0"),
        Wanted(object_id="x"),
        Wanted(account="nobody"),
    ):
        assert found(nothing) == []


def test_entries_go_after_their_time(database: Database) -> None:
    account = create_account(database)
    with database.write() as connection:
        note(connection, Deed(account, "delete", new_id()))
        forget_entries(connection, 1)
        assert len(entries(connection, Wanted(), 10)) == 1
        connection.exec_driver_sql("UPDATE journal SET at = '2020-01-01 00:00:00.000000'")
        forget_entries(connection, 90)
        assert entries(connection, Wanted(), 10) == []


@pytest.mark.usefixtures("redis")
@pytest.mark.parametrize(("kept", "address"), [(False, None), (True, "127.0.0.1")])
def test_an_address_is_kept_only_where_the_operator_wants_it(
    settings: Settings, database: Database, kept: bool, address: str | None
) -> None:
    with app_with(settings, journal_addresses=kept) as app:
        client_of(app, create_token(database)).post(f"{API}/jobs", **portraits())
    with database.read() as connection:
        assert [entry.address for entry in entries(connection, Wanted(), 10)] == [address]


def test_an_admin_pages_through_it(
    app: Flask, client: FlaskClient, stranger: FlaskClient, database: Database
) -> None:
    account, job = create_account(database), new_id()
    with database.write() as connection:
        for _ in range(101):
            note(connection, Deed(account, "delete", job))
    assert stranger.get("/journal").status_code == 403
    first = client.get(f"/journal?action=delete&account=owner&object={job}").text
    assert first.count("deleted a job") == 100
    older = re.search(r'href="(\?[^"]+cursor=[^"]+)"', first)
    assert older is not None
    assert client.get("/journal" + older[1].replace("&amp;", "&")).text.count("deleted a job") == 1
    assert "There is nothing like that." in client.get("/journal?action=nonsense").text
