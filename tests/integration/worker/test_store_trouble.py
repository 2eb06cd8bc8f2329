"""The store is away for a while: that is no fault of the images in it, and who asks for one is told."""

import errno
import os
from pathlib import Path

import pytest
import redis as redis_client

from core.blobs import BlobStore
from core.database import Database
from core.errors import StoreUnavailable
from core.settings import Settings
from tests.support.apps import app_with, client_of
from tests.support.factories import create_token, image_states
from tests.support.files import portrait
from tests.support.forms import API, form, problem
from tests.support.pipelines import Watching, create_pipeline, upload


def test_images_go_back_unharmed_and_end_when_it_is_there_again(
    database: Database, store: BlobStore, tmp_path: Path
) -> None:
    job = upload(database, store, portrait(0), portrait(1))
    (tmp_path / "blobs").rename(tmp_path / "unmounted")
    pipeline = create_pipeline(database, store, Watching())
    with pytest.raises(StoreUnavailable):
        pipeline.run_batch()
    assert image_states(database, job) == ["waiting"] * 2
    (tmp_path / "unmounted").rename(tmp_path / "blobs")
    assert pipeline.run_batch() == 2
    assert image_states(database, job) == ["classified"] * 2


@pytest.mark.parametrize("trouble", [errno.ESTALE, errno.EACCES])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_pack_that_cannot_be_opened_is_not_claimed_for_ever(
    database: Database, store: BlobStore, monkeypatch: pytest.MonkeyPatch, trouble: int
) -> None:
    """Only a network's file system says ESTALE, and nobody says EACCES to root: so it is said here."""
    harmed = upload(database, store, portrait(0))
    (folder,) = store.folders()
    other = upload(database, store, portrait(1))
    really = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if Path(path).parent.name == folder:
            raise OSError(trouble, os.strerror(trouble))
        return really(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    pipeline = create_pipeline(database, store, Watching())
    while pipeline.run_batch():
        pass
    assert (image_states(database, harmed), image_states(database, other)) == (["failed"], ["classified"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_is_not_there_for_now(
    settings: Settings, database: Database, redis: redis_client.Redis
) -> None:
    with app_with(settings) as app:
        client = client_of(app, create_token(database))
        image = client.post(f"{API}/jobs", **form(portrait(0))).json["accepted"][0]["image_id"]
        settings.blob_folder.rename(settings.home / "unmounted")
        answer = client.get(f"{API}/images/{image}/preview?size=100")
        assert problem(answer, 503)["code"] == "store_unavailable"
        assert answer.headers["Retry-After"]
        (settings.home / "unmounted").rename(settings.blob_folder)
        assert client.get(f"{API}/images/{image}/preview?size=100").status_code == 200
