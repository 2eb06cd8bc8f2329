"""Retry and delete what a filter shows: exactly that, in pieces, with counts and bytes that stay right."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.blobs import BlobMissing, BlobStore
from core.blobs.folder import FolderStore
from core.clock import utc_now
from core.database import Database
from core.errors import Conflict, Invalid, NotFound
from core.jobs import chosen as pieces
from core.jobs.chosen import Chosen, count_chosen, delete_chosen, retry_chosen
from core.jobs.erase import erase
from core.jobs.images import StoredImage, list_images
from core.quotas import held
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.tables import Erasure, Image, Result, Review
from tests.integration.audit.world import job_of, make_world
from tests.support.auditing import codes
from tests.support.factories import (
    claim_some,
    create_account,
    create_job,
    crowd,
    doubtful,
    end_in_turn,
    end_some,
    faceless,
    failed,
    image_states,
    read_job,
    sure,
)

EVERY_END = (sure, failed, doubtful, faceless, crowd, failed)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return FolderStore(tmp_path / "blobs")


@pytest.fixture
def job(database: Database, store: BlobStore) -> str:
    """Six images in one pack, that ended in every way."""
    made = job_of(database, store, len(EVERY_END))
    end_in_turn(database, *EVERY_END)
    return made


def images(database: Database, job: str) -> list[StoredImage]:
    owner = create_account(database)
    with database.read() as connection:
        return list(list_images(connection, owner, job, 100, None))


def count(database: Database, job: str, **words: Any) -> Chosen:  # noqa: ANN401 - each word has its type
    owner = create_account(database)
    with database.read() as connection:
        return count_chosen(connection, owner, job, ResultFilter(**words))


def delete(
    database: Database,
    job: str,
    expect: int | None = None,
    owner: str = "owner",
    **words: Any,  # noqa: ANN401 - each word has its type
) -> int:
    account = create_account(database, owner)
    with database.write() as connection:
        return delete_chosen(connection, account, job, ResultFilter(**words), expect)


def retry(database: Database, job: str, owner: str = "owner", **words: Any) -> int:  # noqa: ANN401 - as above
    account = create_account(database, owner)
    with database.write() as connection:
        return retry_chosen(connection, account, job, ResultFilter(**words), utc_now())


def test_a_question_is_asked_with_its_numbers(database: Database, job: str) -> None:
    assert count(database, job) == Chosen(rows=8, failed=2, images=6, others=0, frames=0)
    assert count(database, job, label="female") == Chosen(1, 0, 1, 0, 0)
    assert count(database, job, status="failed") == Chosen(2, 2, 2, 0, 0)
    with database.write() as connection:  # of the crowd, one face alone is reviewed
        face = select(Result.id).where(Result.ordinal == 1).scalar_subquery()
        connection.execute(Result.__table__.update().where(Result.id == face).values(reviewed_at=utc_now()))
    assert count(database, job, reviewed=True) == Chosen(1, 0, 1, 2, 0)


def test_what_the_filter_shows_is_deleted_and_nothing_else(
    database: Database, job: str, store: BlobStore
) -> None:
    other = job_of(database, store, 1)
    end_some(database)
    before, owner = images(database, job), create_account(database)
    assert delete(database, job, status="failed", expect=2) == 2
    assert image_states(database, job) == ["classified", "classified", "no_face", "classified"]
    assert image_states(database, other) == ["classified"]
    view = read_job(database, job)
    assert (view.state, view.counts.received, view.counts.failed, view.removed) == ("done", 4, 0, 2)
    with database.read() as connection:
        assert held(connection, owner).images == 5
    erase(database, store)
    gone = {before[1].id, before[5].id}
    for image in before:
        if image.id in gone:
            with pytest.raises(BlobMissing):
                store.read_one(image.blob)
        else:
            assert store.read_one(image.blob) == b"picture"
    assert codes(database, store) == {}


def test_an_image_goes_with_all_its_faces_and_their_reviews(
    database: Database, job: str, store: BlobStore
) -> None:
    with database.write() as connection:
        faces = connection.execute(select(Result.id).where(Result.ordinal == 1)).scalars().all()
        row = {"job_id": job, "face_id": faces[0], "label": "male", "note": "", "created_at": utc_now()}
        connection.execute(Review.__table__.insert().values(id=job, **row))
    assert delete(database, job, min_confidence=0.88, max_confidence=0.92) == 1
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Review)).scalar_one() == 0
        assert len(results_page(connection, job, ResultFilter(), 100).items) == 5
    erase(database, store)
    assert codes(database, store) == {}


def test_a_pack_in_which_nothing_is_left_goes(database: Database, job: str, store: BlobStore) -> None:
    for status in ("failed", "classified", "no_face"):
        assert delete(database, job, status=status)
    erase(database, store)
    assert store.packs(job) == {}
    view = read_job(database, job)
    assert (view.state, view.counts.expected, view.removed) == ("done", 0, 6)
    assert codes(database, store) == {}


def test_what_was_cut_short_is_erased_later(database: Database, job: str, store: BlobStore) -> None:
    delete(database, job, status="failed")
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Erasure)).scalar_one() == 2
    erase(database, store)
    erase(database, store)
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Erasure)).scalar_one() == 0


def test_deleting_again_deletes_nothing(database: Database, job: str) -> None:
    assert [delete(database, job, status="failed") for _ in range(2)] == [2, 0]


def test_everything_is_not_deleted_for_want_of_a_filter(database: Database, job: str) -> None:
    for words in ({}, {"sort": "-confidence"}, {"rows": "faces"}):
        with pytest.raises(Invalid) as refused:
            delete(database, job, **words)
        assert refused.value.code == "no_filter"
    assert len(images(database, job)) == 6


def test_a_filter_that_holds_more_than_was_asked_deletes_nothing(database: Database, job: str) -> None:
    with pytest.raises(Conflict) as refused:
        delete(database, job, status="failed", expect=1)
    assert refused.value.code == "filter_changed"
    assert len(images(database, job)) == 6


def test_pieces_go_on_until_all_is_done(
    database: Database, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)
    deleted = []
    while done := delete(database, job, expect=3 - sum(deleted), status="classified"):
        deleted.append(done)
    assert deleted == [2, 1]


def test_an_open_job_ends_when_what_it_waited_for_was_deleted(database: Database, store: BlobStore) -> None:
    job = create_job(database, 2, expected=3)
    end_in_turn(database, sure, failed)
    assert delete(database, job, status="failed") == 1
    assert read_job(database, job).counts.expected == 2
    assert read_job(database, job).state == "receiving"


def test_only_the_failed_ones_of_the_filter_run_again(database: Database, job: str) -> None:
    first = images(database, job)[1]
    with database.write() as connection:
        connection.execute(Image.__table__.update().where(Image.id == first.id).values(filename="x.png"))
    assert retry(database, job, filename="x.png") == 1
    assert image_states(database, job).count("waiting") == 1
    assert retry(database, job, label="female") == 0
    view = read_job(database, job)
    assert (view.state, view.counts.failed, view.finished_at) == ("working", 1, None)
    end_some(database)
    assert read_job(database, job).state == "done"


def test_what_failed_again_meanwhile_does_not_go_round(database: Database, job: str) -> None:
    owner, begun = create_account(database), utc_now()
    with database.write() as connection:
        assert retry_chosen(connection, owner, job, ResultFilter(status="failed"), begun) == 2
    end_some(database, failed)
    with database.write() as connection:
        assert retry_chosen(connection, owner, job, ResultFilter(status="failed"), begun) == 0


def test_an_image_in_work_is_left_alone(database: Database, job: str) -> None:
    retry(database, job, status="failed")
    claim_some(database)
    assert delete(database, job, status="failed") == 0
    assert image_states(database, job).count("working") == 2


def test_somebody_elses_job_is_not_there(database: Database, job: str) -> None:
    with pytest.raises(NotFound):
        delete(database, job, owner="stranger", status="failed")
    with pytest.raises(NotFound):
        retry(database, job, owner="stranger", status="failed")


def test_frames_of_videos_stay_and_run_again(database: Database, tmp_path: Path) -> None:
    world = make_world(database, tmp_path / "world")
    with database.read() as connection:
        film, broken = connection.execute(
            select(Image.job_id).where(Image.frame_index.in_((0, -1))).order_by(Image.job_id)
        ).scalars()
    assert count(database, film, label="female") == Chosen(rows=2, failed=0, images=0, others=0, frames=2)
    assert count(database, film, label="female", rows="people").frames == 1
    assert delete(database, film, label="female") == 0
    assert delete(database, broken, status="failed") == 0
    assert retry(database, broken, status="failed") == 1
    view = read_job(database, broken)
    assert (view.state, view.counts.failed, view.video_count) == ("waiting", 0, 1)
    assert codes(database, world.store) == {}
