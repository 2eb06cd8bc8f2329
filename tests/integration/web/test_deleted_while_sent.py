"""A job is deleted while bytes for it come: they are told so, not that the store is out of order."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.files import portrait
from tests.support.films import film
from tests.support.forms import API, form, portraits, problem, stored
from web import intake
from web.taking import take_file, take_stream

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def delete_after(name: str, job: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Delete the job as soon as the first file is in a pack."""
    take = {"take_file": take_file, "take_stream": take_stream}[name]

    def taken(*args: object) -> object:
        end = take(*args)  # type: ignore[operator]
        client.delete(f"{API}/jobs/{job}")
        return end

    monkeypatch.setattr(intake, name, taken)


@pytest.mark.parametrize(
    ("take", "sent"), [("take_file", ("a.jpg", portrait())), ("take_stream", ("a.mp4", film()))]
)
def test_more_files(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, take: str, sent: tuple[str, bytes]
) -> None:
    job = client.post(f"{API}/jobs", **portraits()).json["id"]
    delete_after(take, job, client, monkeypatch)
    answer = problem(client.post(f"{API}/jobs/{job}/images", **form(sent)), 404)
    assert answer == problem(client.get(f"{API}/jobs/{job}"), 404)
    assert stored(tmp_path) == []


def test_a_snapshot(client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = {"data": portrait(), "content_type": "image/jpeg"}
    client.post(f"{API}/snapshots", **frame)
    (day,) = client.get(f"{API}/jobs").json["items"]
    delete_after("take_file", day["id"], client, monkeypatch)
    assert problem(client.post(f"{API}/snapshots", **frame), 404)["code"] == "not_found"
    assert stored(tmp_path) == []


def test_a_job_that_is_there_waits_for_the_store(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = client.post(f"{API}/jobs", **portraits()).json["id"]

    def silent(*_args: object) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(intake, "take_file", silent)
    answer = client.post(f"{API}/jobs/{job}/images", **portraits())
    assert problem(answer, 503)["code"] == "store_unavailable"
