"""A request that is too large for one pack fills several, and leaves none of them when it fails."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.settings import Settings
from core.tables import Image
from tests.support.forms import API, portraits
from web import intake

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PACK_BYTES", 1)


def test_an_image_that_begins_too_far_begins_another_pack(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    assert client.post(f"{API}/jobs", **portraits(3)).status_code == 202
    with database.read() as connection:
        stored = connection.execute(select(Image.blob, Image.blob_offset)).all()
    assert len({blob for blob, _ in stored}) == 3
    assert {offset for _, offset in stored} == {0}
    assert {str(path.relative_to(settings.blob_folder)) for path in _packs(settings)} == {
        blob for blob, _ in stored
    }


def test_all_of_them_go_where_the_request_fails(client: FlaskClient, settings: Settings) -> None:
    answer = client.post(f"{API}/jobs/00000000-0000-7000-8000-000000000000/images", **portraits(3))
    assert answer.status_code == 404
    assert _packs(settings) == []


def _packs(settings: Settings) -> list[Path]:
    return [path for path in settings.blob_folder.rglob("*") if path.is_file()]
