"""The store's disk is full: 507, and neither a row nor a byte stays; with room again it goes on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.settings import Settings
from tests.support.factories import create_settings
from tests.support.files import plain, portrait
from tests.support.forms import API, form, portraits, problem
from tests.support.processes import wait_for
from tests.support.small_disk import filled, small_disk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LARGE = plain("BMP", (1200, 1000))  # 3.6 MB, which waits on the disk until it is read


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 8) as folder:
        yield folder


@pytest.fixture
def settings(settings: Settings, disk: Path) -> Settings:
    changed = {"blob_url": f"file://{disk}/blobs", "max_file_mb": 4}
    return create_settings(**(dict(settings) | changed))  # type: ignore[arg-type]


def left(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file() and path.name != "filler"]


@pytest.mark.parametrize("room", [0, 8192], ids=["none", "for-some"])
def test_an_upload_without_room_is_no_job(client: FlaskClient, disk: Path, room: int) -> None:
    with filled(disk, leave=room):
        answer = client.post(f"{API}/jobs", **portraits(20))
        assert problem(answer, 507)["code"] == "store_full"
        assert left(disk) == []
    assert client.get(f"{API}/jobs").json["items"] == []
    assert client.post(f"{API}/jobs", **portraits(20)).json["counts"]["received"] == 20


def test_a_large_file_that_has_no_room_to_wait_is_no_job(
    client: FlaskClient, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(disk))  # beside the store, as the server sets it
    with filled(disk, leave=2 * 2**20):
        answer = client.post(f"{API}/jobs", **form(LARGE))
        assert problem(answer, 507)["code"] == "store_full"
        assert left(disk) == []
    assert client.post(f"{API}/jobs", **form(LARGE)).status_code == 202


@pytest.mark.parametrize("keep", ["true", "false"])
def test_a_snapshot_without_room_is_none(client: FlaskClient, disk: Path, keep: str) -> None:
    sent = {"data": portrait(), "content_type": "image/jpeg"}
    with filled(disk):
        answer = client.post(f"{API}/snapshots?keep={keep}", **sent)
        assert problem(answer, 507)["code"] == "store_full"
        assert left(disk) == []
    assert client.post(f"{API}/snapshots?keep={keep}", **sent).status_code == 202


def test_who_asks_before_is_told(client: FlaskClient, disk: Path) -> None:
    def missing() -> bool:
        return "store: it is full" in client.get("/readyz").json["missing"]

    wait_for(lambda: not missing())
    with filled(disk):
        wait_for(missing)  # an answer is held for a moment
    wait_for(lambda: not missing())
