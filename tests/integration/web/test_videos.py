"""Videos come in among images, are refused with stable codes, and tell who is in them."""

import csv
import io
import json
import sys
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import delete, update

from core.blobs.folder import FolderStore
from core.database import Database
from core.results.row import columns_of
from core.settings import Settings
from core.tables import Job, Result, Video
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from tests.support.databases import sqlite_alone
from tests.support.factories import end_some
from tests.support.files import plain, portrait
from tests.support.films import broken, film
from tests.support.forms import API, form, problem, stored
from web.api.described.document import openapi_document
from worker.videos.sampler import Sampler
from worker.videos.tracking import TrackMaker


def work(database: Database, settings: Settings) -> None:
    """What a worker would do."""
    store = FolderStore(settings.blob_folder)
    while Sampler(database, store, lambda _: None, Limits(), VideoLimits(), 60).sample_one():
        pass
    end_some(database)
    while TrackMaker(database, store, 60).make_one():
        pass


def sent(client: FlaskClient, *files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    answer = client.post(f"{API}/jobs", **form(*files, **fields))
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_a_video_is_taken_among_images(client: FlaskClient) -> None:
    body = sent(client, ("a.jpg", portrait()), ("clip.mp4", film()), ("notes.txt", b"words " * 9))
    assert [file["filename"] for file in body["accepted"]] == ["a.jpg"]
    assert [file["filename"] for file in body["videos"]] == ["clip.mp4"]
    assert [file["filename"] for file in body["rejected"]] == ["notes.txt"]
    assert (body["state"], body["video_count"]) == ("waiting", 1)
    assert (body["counts"]["received"], body["counts"]["expected"]) == (1, 2)
    (listed,) = client.get(f"{API}/jobs/{body['id']}/videos").json["items"]
    assert (listed["state"], listed["every"], listed["bytes"]) == ("waiting", 1.0, len(film()))


def test_it_may_come_later_with_its_own_pace(client: FlaskClient) -> None:
    job = client.post(f"{API}/jobs", **form(expected="1")).json["id"]
    added = client.post(f"{API}/jobs/{job}/images", **form(("clip.mov", film("mov")), every="0.5"))
    assert added.status_code == 202
    (listed,) = client.get(f"{API}/jobs/{job}/videos").json["items"]
    assert (listed["filename"], listed["every"]) == ("clip.mov", 0.5)


@sqlite_alone
@pytest.mark.parametrize("every", ["0", "0.01", "3601", "nan", "soon"])
def test_an_impossible_pace_is_refused(client: FlaskClient, settings: Settings, every: str) -> None:
    answer = client.post(f"{API}/jobs", **form(("clip.mp4", film()), every=every))
    assert problem(answer, 400)["code"] == "invalid_every"
    assert stored(settings.home) == []


def without_pictures(data: bytearray) -> None:
    at = data.index(b"vide")
    data[at : at + 4] = b"soun"


def without_index(data: bytearray) -> None:
    del data[data.index(b"moov") - 4 :]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("sound.mp4", broken(film(), without_pictures), "no_video_track"),
        ("cut.mp4", broken(film(), without_index), "truncated"),
        ("renamed.mp4", plain("GIF"), "unsupported_type"),
        ("noise.webm", b"\x1a\x45\xdf\xa3" + bytes(200), "unsupported_type"),
        ("old.avi", b"RIFF\x00\x10\x00\x00AVI " + bytes(200), "unsupported_type"),
        ("empty.mp4", b"", "empty_file"),
    ],
)
def test_what_is_no_video_is_refused_by_its_content(
    client: FlaskClient, settings: Settings, name: str, data: bytes, code: str
) -> None:
    body = sent(client, (name, data))
    assert [file["code"] for file in body["rejected"]] == [code]
    assert (body["accepted"], body["videos"], stored(settings.home)) == ([], [], [])


def test_a_video_with_the_name_of_a_picture_is_a_video(client: FlaskClient) -> None:
    assert len(sent(client, ("face.jpg", film("webm")))["videos"]) == 1


def test_what_is_too_large_is_refused_unread(app: Flask, client: FlaskClient, settings: Settings) -> None:
    most = app.extensions["browline"].settings.max_file_mb
    body = sent(client, ("big.jpg", b"\xff\xd8\xff" + bytes(most * 2**20)))
    (refused,) = body["rejected"]
    assert refused["code"] == "file_too_large"
    assert stored(settings.home) == []
    assert f"more than the {most}.0 MiB allowed" in refused["detail"]
    assert f"up to {most} MiB each" in client.get("/").text, "in the same unit"
    frame = client.post(f"{API}/snapshots", data=bytes(most * 2**20 + 1), content_type="image/jpeg")
    assert f"{most} MiB at most" in problem(frame, 400)["detail"]


def test_of_what_is_too_large_and_no_picture_the_type_is_told(app: Flask, client: FlaskClient) -> None:
    limit = app.extensions["browline"].settings.max_file_mb * 2**20
    scan, backup = plain("TIFF") + bytes(limit), b"PK\3\4\x14\0" + bytes(limit)
    told = [file["detail"] for file in sent(client, ("scan.tif", scan), ("photos.zip", backup))["rejected"]]
    assert told == [
        "scan.tif: this type (TIFF) is not supported; convert it to JPEG, PNG or WebP.",
        "photos.zip: this is an archive (ZIP); unpack it, and send the pictures that are in it.",
    ]


def test_a_retry_doubles_no_video(client: FlaskClient, settings: Settings) -> None:
    key = {"Idempotency-Key": "once"}
    first = client.post(f"{API}/jobs", headers=key, **form(("clip.mp4", film())))
    again = client.post(f"{API}/jobs", headers=key, **form(("clip.mp4", film())))
    assert first.json == again.json
    assert len(stored(settings.home)) == 1
    other = client.post(f"{API}/jobs", headers=key, **form(("clip.mp4", film()), every="2"))
    assert problem(other, 409)["code"] == "idempotency_conflict"
    assert len(stored(settings.home)) == 1


def test_people_are_rows_with_their_faces_beneath(
    client: FlaskClient, stranger: FlaskClient, database: Database, settings: Settings
) -> None:
    job = sent(client, ("=clip.mp4", film()), ("a.jpg", portrait()), framing="face", threshold="0.9")["id"]
    work(database, settings)
    photo, person = client.get(f"{API}/jobs/{job}/results?rows=people").json["items"]
    assert (photo["filename"], photo["track_id"]) == ("a.jpg", None)
    assert (person["filename"], person["decision"], person["track_number"]) == ("=clip.mp4", "female", 1)
    seen = (person["track_frames"], person["track_first_seconds"], person["track_last_seconds"])
    assert seen == (3, 0.0, 2.0)
    faces = client.get(f"{API}/jobs/{job}/results?track={person['track_id']}").json["items"]
    assert [face["at_seconds"] for face in faces] == [0.0, 1.0, 2.0]
    assert {(face["track_id"], face["track_label"]) for face in faces} == {(person["track_id"], "female")}
    assert person["face_id"] in {face["face_id"] for face in faces}
    assert len(client.get(f"{API}/jobs/{job}/results").json["items"]) == 4
    strip = f"/jobs/{job}/tracks/{person['track_id']}/frames"
    assert client.get(strip).text.count("<li>") == 3
    for address in (f"{API}/jobs/{job}/results?rows=people", f"{API}/jobs/{job}/videos", strip):
        problem(stranger.get(address), 404)


def test_what_is_of_the_best_face_alone_says_so(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    job = sent(client, ("clip.mp4", film()), framing="face")["id"]
    work(database, settings)
    told = {"age_group": "30-39", "age_confidence": 0.5, "mask": "worn", "mask_confidence": 0.9}
    with database.write() as connection:
        connection.execute(update(Result).values(told))
    people, faces = (client.get(f"/jobs/{job}?rows={rows}").text for rows in ("people", "faces"))
    (person,) = client.get(f"{API}/jobs/{job}/results?rows=people").json["items"]
    of_person, of_face = (
        client.get(f"/faces/{person['face_id']}?rows={rows}").text for rows in ("people", "faces")
    )
    assert of_person.count("of the best face") == 2  # age and mask
    assert "of the best face" not in of_face
    assert people.count(">best face</span>") == 2  # over the columns
    assert people.count(", best face</label>") == 2
    assert "best face" not in faces
    names = {"reviewed", "age_group", "mask"}
    words = client.get(f"{API}/openapi.json").json["paths"]["/jobs/{job_id}/results"]["get"]["parameters"]
    assert all("best face" in one["description"] for one in words if one["name"] in names)


@pytest.mark.parametrize("query", ["rows=everybody", "track=somebody"])
def test_what_a_row_stands_for_must_make_sense(client: FlaskClient, query: str) -> None:
    job = client.post(f"{API}/jobs", **form(expected="1")).json["id"]
    assert problem(client.get(f"{API}/jobs/{job}/results?{query}"), 400)["code"] == "invalid_filter"


def test_a_video_without_tracks_says_why(client: FlaskClient, database: Database, settings: Settings) -> None:
    job = sent(client, ("clip.mp4", film()), framing="face")["id"]
    with database.write() as connection:
        connection.execute(update(Video).values(track_tries=3))
    work(database, settings)
    (listed,) = client.get(f"{API}/jobs/{job}/videos").json["items"]
    assert (listed["state"], listed["error_code"]) == ("sampled", "tracks_failed")
    page = client.get(f"/jobs/{job}").text
    assert listed["error_detail"] in page
    assert page.count("clip.mp4 @ 00:00:0") >= 3  # what has no person is listed by itself
    assert f"retry-{job}" in page
    assert client.post(f"{API}/jobs/{job}/retry").json["state"] == "working"
    assert TrackMaker(database, FolderStore(settings.blob_folder), 60).make_one()
    (person,) = client.get(f"{API}/jobs/{job}/results?rows=people").json["items"]
    assert person["track_frames"] == 3


def test_a_job_deleted_while_its_video_comes_is_not_there(
    client: FlaskClient, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = client.post(f"{API}/jobs", **form(expected="1")).json["id"]

    def every(_fields: object) -> float:  # read after the bytes, and before the rows are written
        with database.write() as connection:
            connection.execute(delete(Job))
        return 1.0

    monkeypatch.setattr(sys.modules["web.api.images"], "video_every", every)  # a blueprint hides the name
    problem(client.post(f"{API}/jobs/{job}/images", **form(("clip.mp4", film()))), 404)
    assert stored(settings.home) == []


def table(client: FlaskClient, address: str) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """The columns and lines of a CSV."""
    read = csv.DictReader(io.StringIO(client.get(address).text, newline=""))
    return tuple(read.fieldnames or ()), list(read)


def test_exports_of_a_job_with_videos_tell_whose_face_it_is(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    job = sent(client, ("=clip.mp4", film()))["id"]
    work(database, settings)
    columns, faces = table(client, f"{API}/jobs/{job}/results.csv")
    assert columns == columns_of(videos=True)
    assert [face["filename"] for face in faces] == [f"'=clip.mp4 @ 00:00:0{n}.0" for n in range(3)]
    assert {(face["track_number"], face["track_label"], face["track_frames"]) for face in faces} == {
        ("1", "female", "3")
    }
    columns, (person,) = table(client, f"{API}/jobs/{job}/results.csv?rows=people")
    assert columns == columns_of(videos=True)
    assert (person["filename"], person["label"], person["confidence"]) == (
        "'=clip.mp4", person["track_label"], person["track_confidence"],
    )  # fmt: skip
    lines = client.get(f"{API}/jobs/{job}/results.jsonl").text.splitlines()
    assert {json.loads(line)["track_label"] for line in lines} == {"female"}


def test_the_csv_of_photos_keeps_its_columns(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    job = sent(client, ("a.jpg", portrait()))["id"]
    work(database, settings)
    assert table(client, f"{API}/jobs/{job}/results.csv")[0] == columns_of()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_answers_are_as_described(client: FlaskClient, database: Database, settings: Settings) -> None:
    job = sent(client, ("clip.mp4", film()))["id"]
    work(database, settings)
    document = openapi_document()
    for address, path in (
        (f"jobs/{job}/videos", "/jobs/{job_id}/videos"),
        (f"jobs/{job}/results?rows=people", "/jobs/{job_id}/results"),
    ):
        answer = document["paths"][path]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"] | {"components": document["components"]}
        Draft202012Validator(schema).validate(client.get(f"{API}/{address}").json)


def test_deleting_the_job_removes_the_video_and_its_frames(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    job = sent(client, ("clip.mp4", film()), ("other.mp4", film("webm")))["id"]
    work(database, settings)
    assert client.delete(f"{API}/jobs/{job}").status_code == 204
    assert stored(settings.home) == []
