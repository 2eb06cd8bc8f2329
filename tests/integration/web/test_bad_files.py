"""A bad file costs only itself: it is refused by name, and its neighbours go on."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.files import SECRET, plain, portrait, private_jpeg, refused_files
from tests.support.forms import API, form, stored

JOBS = f"{API}/jobs"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("name", refused_files())
def test_a_bad_file_is_refused_by_name(client: FlaskClient, name: str) -> None:
    data, code = refused_files()[name]
    files = (("before.jpg", portrait(1)), (name, data), ("after.jpg", portrait(2)))
    answer = client.post(JOBS, **form(*files))
    assert answer.status_code == 202
    assert [image["filename"] for image in answer.json["accepted"]] == ["before.jpg", "after.jpg"]
    (refusal,) = answer.json["rejected"]
    assert (refusal["filename"], refusal["code"]) == (name, code)
    assert refusal["detail"].startswith(f"{name}: ")
    assert refusal["detail"].endswith(".")


def test_bad_files_alone_leave_no_bytes(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.post(JOBS, **form(*((name, data) for name, (data, _) in refused_files().items())))
    assert (answer.status_code, answer.json["accepted"]) == (202, [])
    assert len(answer.json["rejected"]) == len(refused_files())
    assert answer.json["state"] == "done"
    assert stored(tmp_path) == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
def test_every_format_is_taken_whatever_its_name(client: FlaskClient, kind: str) -> None:
    answer = client.post(JOBS, **form(("picture.dat", plain(kind))))
    assert len(answer.json["accepted"]) == 1


def test_what_a_picture_tells_of_its_owner_is_not_stored(client: FlaskClient, tmp_path: Path) -> None:
    picture = private_jpeg()
    assert picture.count(SECRET) == 4
    client.post(JOBS, **form(picture))
    (pack,) = stored(tmp_path)
    assert SECRET not in pack.read_bytes()
    assert b"Exif" not in pack.read_bytes()


def test_nothing_but_packs_is_written(client: FlaskClient, tmp_path: Path) -> None:
    client.post(JOBS, **form(portrait(1), portrait(2)))
    assert len(stored(tmp_path)) == 1
    assert not [path for path in tmp_path.rglob("*") if "a.jpg" in path.name]


def test_a_name_is_never_a_path(client: FlaskClient, tmp_path: Path) -> None:
    client.post(JOBS, **form(("../../../evil.jpg", portrait()), ("/tmp/evil.jpg", portrait())))  # noqa: S108
    assert not list(tmp_path.parent.rglob("evil.jpg"))
