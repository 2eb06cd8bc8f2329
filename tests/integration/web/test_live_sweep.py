"""The sweeper and live frames that nobody collected: the client hung up, or the web was killed."""

from pathlib import Path

import pytest
import redis as redis_client
from flask.testing import FlaskClient

from bench.running import free_port
from bench.s3_server import bucket_settings
from core.blobs import LIVE, BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.settings import Settings
from core.work.finish import finish
from tests.support.apps import app_with, client_of
from tests.support.factories import claim_some, create_token, end_some, sure
from tests.support.files import portrait
from tests.support.forms import API, portraits, stored
from tests.support.leftovers import NOTHING, left
from tests.support.stores import with_bucket
from web.context import EXTENSION
from worker.sweeper import LIVE_SECONDS, sweep_live_frames

SNAPSHOTS = f"{API}/snapshots"
LIVE_FRAMES = f"{SNAPSHOTS}?keep=false"
FRAME = {"data": portrait(), "content_type": "image/jpeg"}


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return FolderStore(tmp_path / "blobs")


@pytest.mark.parametrize("ended", [False, True])
def test_it_removes_what_nobody_collects(
    client: FlaskClient, database: Database, tmp_path: Path, store: BlobStore, ended: bool
) -> None:
    client.post(LIVE_FRAMES, **FRAME)
    if ended:
        end_some(database)
    sweep_live_frames(database, store)
    assert left(database, tmp_path)["images"] == 1  # it is young
    sweep_live_frames(database, store, older_than_seconds=0)
    assert left(database, tmp_path) == NOTHING


def test_a_frame_in_work_may_be_removed(
    client: FlaskClient, database: Database, tmp_path: Path, store: BlobStore
) -> None:
    client.post(LIVE_FRAMES, **FRAME)
    claimed = claim_some(database)
    sweep_live_frames(database, store, older_than_seconds=0)
    assert left(database, tmp_path) == NOTHING
    assert finish(database, claimed.id, [sure(image) for image in claimed.images], "test-1") == 0
    assert left(database, tmp_path) == NOTHING


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_its_bytes_go_with_its_row_beside_a_bucket(
    settings: Settings, database: Database, redis: redis_client.Redis
) -> None:
    reached = with_bucket(bucket_settings("127.0.0.1", free_port()))  # that the bucket is away is no matter
    with app_with(settings, **{name.lower(): value for name, value in reached.items()}) as app:
        client_of(app, create_token(database)).post(LIVE_FRAMES, **FRAME)
        (key,) = redis.keys("browline:live/*")
        assert 0 < redis.ttl(key) <= LIVE_SECONDS
        sweep_live_frames(database, app.extensions[EXTENSION].blobs, older_than_seconds=0)
    assert redis.keys("browline:live/*") == []


def test_bytes_without_a_row_go_too(tmp_path: Path, store: BlobStore, database: Database) -> None:
    with store.pack(LIVE) as pack:
        pack.add(b"the web was killed before it committed")
    sweep_live_frames(database, store, older_than_seconds=0)
    assert stored(tmp_path) == []


def test_jobs_and_snapshots_stay(
    client: FlaskClient, database: Database, tmp_path: Path, store: BlobStore
) -> None:
    client.post(f"{API}/jobs", **portraits(2))
    client.post(SNAPSHOTS, **FRAME)
    sweep_live_frames(database, store, older_than_seconds=0)
    assert left(database, tmp_path) == NOTHING | {"jobs": 2, "images": 3, "packs": 2}
