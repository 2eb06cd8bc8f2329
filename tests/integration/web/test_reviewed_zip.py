"""The ZIP of reviewed faces is a folder that training takes as it is."""

import csv
import io
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from imaging.decode import decode
from tests.support.factories import end_some, sure
from tests.support.forms import API, form, problem
from training.errors import DataError
from training.sets import make_plan
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COUNT = 24


def patchwork(seed: int) -> bytes:
    """80 pixels high and like no other: training leaves out what looks like a held-out picture."""
    patches = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    return bytes(cv2.imencode(".png", cv2.resize(patches, (60 + seed, 80), interpolation=cv2.INTER_CUBIC))[1])


@pytest.fixture
def job(client: FlaskClient, database: Database) -> str:
    """Pictures of one face each; all but the last two settled, in turn female and male, one as unclear."""
    pictures = [(f"{n:03}.png", patchwork(n)) for n in range(COUNT)]
    made = client.post(f"{API}/jobs", **form(*pictures, framing="face")).json["id"]
    end_some(database, sure)
    rows = client.get(f"{API}/jobs/{made}/results?limit=100").json["items"]
    for number, row in enumerate(rows[:-2]):
        label = "unclear" if number == 5 else ("female", "male")[number % 2]
        client.post(f"{API}/faces/{row['face_id']}/reviews", json={"label": label})
    return str(made)


@pytest.fixture(autouse=True)
def few_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys.modules["web.api.reviewed"], "ROWS", 5
    )  # the package has a blueprint of this name


def unpacked(client: FlaskClient, job: str, folder: Path) -> Path:
    answer = client.get(f"{API}/jobs/{job}/reviewed.zip")
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def test_the_page_offers_it_with_the_count_or_says_what_to_do(client: FlaskClient, job: str) -> None:
    def menu(query: str) -> str:
        return client.get(f"/jobs/{job}{query}").text.split('id="export"', 1)[1].split("</details>", 1)[0]

    assert f"ZIP of {COUNT - 3} reviewed faces" in menu("")
    assert f"only those of all {COUNT} that people called female or male" in menu("")
    assert "ZIP of 1 reviewed face<" in menu("?filename=001")
    assert 'id="no-zip"' in menu("?reviewed=false")
    assert f'id="review-for-zip" href="/review?reviewed=false&amp;rows=faces&amp;job={job}' in menu(
        "?reviewed=false"
    )


def test_training_takes_it_as_it_is(client: FlaskClient, job: str, tmp_path: Path) -> None:
    folder = unpacked(client, job, tmp_path)
    rows = client.get(f"{API}/jobs/{job}/results?limit=100&reviewed=true").json["items"]
    said = {row["face_id"]: row["reviewed_label"] for row in rows if row["reviewed_label"] != "unclear"}
    found = {path.stem: path.parent.name.lower() for path in folder.rglob("*.jpg")}
    assert found == said
    assert len(said) == COUNT - 3
    plan = make_plan(folder, "auto", seed=1)
    taught, measured = plan.training.samples, plan.validation.samples
    assert {len(taught) + len(measured)} == {len(said)}
    assert {sample.label for sample in taught} == {sample.label for sample in measured} == {0, 1}


def test_pictures_are_the_faces_and_lost_ones_are_told(
    client: FlaskClient, job: str, tmp_path: Path, database: Database
) -> None:
    folder = unpacked(client, job, tmp_path)
    sizes = {decode(path.read_bytes()).shape[0] for path in folder.rglob("*.jpg")}
    assert sizes == {80}
    note = (folder / "README.txt").read_text()
    assert "could not be read: 0." in note
    assert "Left out: 1 called unclear, 0 called not a face." in note
    assert "Too few" not in note


def test_it_is_exactly_the_filter(client: FlaskClient, job: str) -> None:
    rows = client.get(f"{API}/jobs/{job}/results?limit=100&filename=1&reviewed=true").json["items"]
    assert 0 < len(rows) < COUNT - 3
    answer = client.get(f"{API}/jobs/{job}/reviewed.zip?filename=1")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        found = {Path(name).stem for name in archive.namelist() if name.endswith(".jpg")}
        table = list(csv.DictReader(io.TextIOWrapper(archive.open("labels.csv"), "utf-8", newline="")))
    assert found == {row["face_id"] for row in rows if row["reviewed_label"] != "unclear"}
    assert {(row["file"], row["dup_cluster"]) for row in table} == {
        (f"{row['split']}/{row['gender'].capitalize()}/{face['face_id']}.jpg", face["sha256"])
        for row in table
        for face in rows
        if face["face_id"] == Path(row["file"]).stem
    }


@pytest.mark.parametrize("words", ["reviewed=false", "filename=nowhere", "filename=005."])
def test_nothing_settled_is_a_sentence(client: FlaskClient, job: str, words: str) -> None:
    answer = client.get(f"{API}/jobs/{job}/reviewed.zip?{words}")
    assert problem(answer, 409)["code"] == "nothing_reviewed"
    assert "Review some first." in answer.json["detail"]


def test_one_label_alone_is_told_in_the_note(client: FlaskClient, job: str, tmp_path: Path) -> None:
    kept = {row["face_id"]: row for row in client.get(f"{API}/jobs/{job}/results?limit=100").json["items"]}
    for face in kept:
        client.post(f"{API}/faces/{face}/reviews", json={"label": "male"})
    folder = unpacked(client, job, tmp_path)
    assert "Too few to train with" in (folder / "README.txt").read_text()
    with pytest.raises(DataError, match="Female"):
        make_plan(folder, "auto", seed=1)


def test_who_downloads_slowly_holds_no_connection(app: Flask, client: FlaskClient, job: str) -> None:
    pool = app.extensions[EXTENSION].database.engine.pool
    answer = client.get(f"{API}/jobs/{job}/reviewed.zip", buffered=False)
    assert {pool.checkedout() for piece in answer.iter_encoded() if piece} == {0}
    answer.close()


def test_what_is_said_meanwhile_leaves_none_out(client: FlaskClient, job: str) -> None:
    """Ordered by when they were settled the first would come last now, and a page would skip another."""
    rows = client.get(f"{API}/jobs/{job}/results?limit=100&reviewed=true&sort=reviewed").json["items"]
    expected = {row["face_id"] for row in rows if row["reviewed_label"] != "unclear"}
    answer = client.get(f"{API}/jobs/{job}/reviewed.zip?sort=-reviewed", buffered=False)
    pieces = iter(answer.iter_encoded())
    first = next(pieces)
    for row in rows[:3]:
        again = {"label": row["reviewed_label"]}
        client.post(f"{API}/faces/{row['face_id']}/reviews", json=again)
    with zipfile.ZipFile(io.BytesIO(first + b"".join(pieces))) as archive:
        found = [Path(name).stem for name in archive.namelist() if name.endswith(".jpg")]
    assert sorted(found) == sorted(expected)
    answer.close()


def test_a_job_that_is_deleted_meanwhile_ends_the_archive(client: FlaskClient, job: str) -> None:
    answer = client.get(f"{API}/jobs/{job}/reviewed.zip", buffered=False)
    pieces = iter(answer.iter_encoded())
    first = next(pieces)
    assert client.delete(f"{API}/jobs/{job}").status_code == 204
    with zipfile.ZipFile(io.BytesIO(first + b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert b"could not be read: 4." in archive.read("README.txt")
    answer.close()


def test_a_stranger_gets_nothing(stranger: FlaskClient, job: str) -> None:
    assert stranger.get(f"{API}/jobs/{job}/reviewed.zip").status_code == 404
