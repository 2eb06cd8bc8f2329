"""What a running Browline writes beside its database names no file and shows nothing of a picture."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.running import Running
from cli.form import multipart
from tests.support.asking import ask
from tests.support.databases import opened
from tests.support.files import SECRET, private_jpeg, refused_files
from tests.support.running import wait_until_done

MARK = "Herr-Mustermann"


def traces(home: Path) -> list[str]:
    """Files of the home, but for the database and the images, that have the mark or a secret in them."""
    kept = {home / "blobs", home / "browline.db", home / "browline.db-wal"}
    files = [path for path in home.rglob("*") if path.is_file() and not kept & {path, *path.parents}]
    assert any(path.parent.name == "log" for path in files)
    hidden = [MARK.encode(), SECRET, base64.b64encode(MARK.encode())[:-4]]
    return [path.name for path in files if any(word in path.read_bytes() for word in hidden)]


@contextmanager
def refusing(server: Running) -> Iterator[None]:
    """The database takes no row of a marked file, so that the statement that names it fails."""
    with opened(server.sql_url) as database:
        with database.write() as connection:
            connection.exec_driver_sql(
                f"CREATE TRIGGER refusing BEFORE INSERT ON images WHEN NEW.filename LIKE '{MARK}%' "
                "BEGIN SELECT RAISE(ABORT, 'refused by a test'); END"
            )
        yield
        with database.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER refusing")


@pytest.fixture(scope="module")
def used(browline: Running) -> Running:
    """A server that has had everything that is named by people, good and bad."""
    good = [(f"{MARK}.jpg", private_jpeg()), (f"../{MARK}.png", private_jpeg())]
    bad = [(f"{MARK}-{name}", data) for name, (data, _) in refused_files().items() if len(data) < 2**20]
    broken = [(f"{MARK}.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(4096))]
    damaged = [(f"{MARK}-damaged.jpg", private_jpeg()[:-400] + bytes(398) + b"\xff\xd9")]
    body, content_type = multipart(good + bad + broken + damaged, {"name": MARK, "framing": "auto"})
    made = ask(browline, "POST", "/api/v1/jobs", body, content_type)
    assert made.status == 202, made.body
    assert len(made.json["rejected"]) >= len(bad)
    job = made.json["id"]
    wait_until_done(browline, job)
    for method, path in (
        ("GET", f"/api/v1/jobs/{job}/results?filename={MARK}"),
        ("GET", f"/api/v1/jobs/{job}/results.csv?filename={MARK}"),
        ("GET", f"/{MARK}"), ("GET", f"/api/v1/{MARK}?{MARK}"), ("PUT", f"/api/v1/jobs?name={MARK}"),
        ("GET", f"/api/v1/jobs/{job}/results?{MARK}=1"), ("DELETE", f"/api/v1/jobs/{job}"),
    ):  # fmt: skip
        ask(browline, method, path)
    ask(browline, "POST", "/api/v1/jobs", f"{MARK} is no form".encode(), "multipart/form-data; boundary=x")
    ask(browline, "POST", "/api/v1/snapshots?wait=10", private_jpeg(), "image/jpeg")
    return browline


def test_no_log_names_a_file_or_a_job(used: Running) -> None:
    assert traces(used.home) == []


def test_neither_does_one_of_a_failing_database(browline: Running) -> None:
    body, content_type = multipart([(f"{MARK}.jpg", private_jpeg())], {"name": MARK})
    with refusing(browline):
        failed = ask(browline, "POST", "/api/v1/jobs", body, content_type)
    assert failed.status == 500
    logs = [path.read_text() for path in (browline.home / "log").iterdir()]
    assert any("refused by a test" in log for log in logs)
    assert traces(browline.home) == []
