"""The moment of a backup while bytes come and go: from a folder and from a bucket."""

import fcntl
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from core.backup import moment
from core.backup.take import Taken, take
from core.backup.unfinished import unfinished
from core.blobs import BlobStore
from core.blobs.folder import FolderStore
from core.blobs.store import Keeping, Telling
from core.database import Database
from core.errors import Conflict
from core.jobs.actions import delete_job
from core.jobs.chosen import delete_chosen
from core.jobs.erase import erase
from core.results.filters import ResultFilter
from core.videos.claim import claim_video
from core.videos.end import end_sampled, note_discarded
from core.videos.progress import add_frames
from tests.integration.audit.world import job_of, new_frames, two_faces, upload_film
from tests.support.auditing import codes
from tests.support.backups import everything, new_database
from tests.support.databases import opened
from tests.support.factories import create_account, end_in_turn, faceless, failed
from tests.support.stores import Place

Change = Callable[[Database, BlobStore], None]


class Meddling:
    """Packs that are kept while others do something, just before a moment and just after it."""

    def __init__(self, kept: Keeping, before: Callable[[], None], after: Callable[[], None]) -> None:
        self._kept = kept
        self._before = before
        self._after = after
        self.has, self.take = kept.has, kept.take

    def keep_all(self, tell: Telling) -> None:
        self._kept.keep_all(tell)
        self._before()

    def keep(self, packs: Collection[str]) -> None:
        self._after()
        self._kept.keep(packs)


@contextmanager
def meddled(
    store: BlobStore, folder: Path, before: Callable[[], None], after: Callable[[], None]
) -> Iterator[Meddling]:
    with store.__class__.keeping(store, folder) as kept:
        yield Meddling(kept, before, after)


def done_job(database: Database, store: BlobStore) -> None:
    job_of(database, store, 3)
    end_in_turn(database, two_faces, faceless, failed)


def newest_job(database: Database) -> str:
    return str(everything(database)["jobs"][-1]["id"])


def delete_newest_job(database: Database, store: BlobStore) -> None:
    job, owner = newest_job(database), create_account(database)
    with database.write() as connection:
        delete_job(connection, owner, job)
    store.delete_job(job)


def delete_an_image(database: Database, store: BlobStore) -> None:
    job, owner = newest_job(database), create_account(database)
    with database.write() as connection:
        assert delete_chosen(connection, owner, job, ResultFilter(status="failed")) == 1
    erase(database, store)


def upload_a_film(database: Database, store: BlobStore) -> None:
    upload_film(database, store)


def sample_it(database: Database, store: BlobStore) -> None:
    video = claim_video(database, 60)
    assert video is not None
    add_frames(database, video, new_frames(store, video.job_id, 2), 60)
    assert end_sampled(database, video)
    store.discard(video.blob.pack)
    note_discarded(database, video.id)


def backed_up(
    database: Database,
    store: BlobStore,
    folder: Path,
    before: Change,
    after: Change,
    times: int = 1,
    since: int = 2,
) -> tuple[Taken, int]:
    """What was taken, and in how many moments.

    So many times something comes after all is kept, from the `since`th time on, and goes after the moment.
    """
    came, moments = 0, 0

    def come() -> None:
        nonlocal came
        came += 1
        if since <= came < since + times:
            before(database, store)

    def go() -> None:
        nonlocal moments
        moments += 1
        if moments <= times:
            after(database, store)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "keeping", lambda into: meddled(store, into, come, go))
        return take(database, store, folder, new_database, lambda *_: None), moments


@pytest.mark.parametrize(
    ("before", "after"),
    [(done_job, delete_newest_job), (done_job, delete_an_image), (upload_a_film, sample_it)],
)
def test_what_goes_just_then_takes_another_moment(
    database: Database, place: Place, tmp_path: Path, before: Change, after: Change
) -> None:
    done_job(database, place.store)
    folder = tmp_path / "copy"
    taken, moments = backed_up(database, place.store, folder, before, after)
    assert (taken.missing, taken.damaged, moments) == ([], [], 2)
    with opened(f"sqlite:///{folder / 'browline.db'}") as copy:
        assert codes(copy, FolderStore(folder / "blobs")) == {}
        assert everything(copy)["images"] == everything(database)["images"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_only_comes_takes_none(database: Database, place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    taken, moments = backed_up(database, place.store, folder, done_job, lambda *_: None)
    assert (taken.manifest.rows["images"], taken.missing, moments) == (3, [], 1)
    with opened(f"sqlite:///{folder / 'browline.db'}") as copy:
        assert codes(copy, FolderStore(folder / "blobs")) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_never_still_is_refused_and_leaves_the_backup_before(
    database: Database, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "MOMENTS", 2)
    done_job(database, place.store)
    folder = tmp_path / "copy"
    take(database, place.store, folder, new_database, lambda *_: None)
    said = (folder / "backup.json").read_text()
    with pytest.raises(Conflict, match="deleted faster"):
        backed_up(database, place.store, folder, done_job, delete_newest_job, times=2)
    assert (folder / "backup.json").read_text() == said
    with opened(f"sqlite:///{folder / 'browline.db'}") as copy:
        assert codes(copy, FolderStore(folder / "blobs")) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_erased_before_the_moment_is_not_in_the_backup(
    database: Database, place: Place, tmp_path: Path
) -> None:
    """Its pack was kept long before, whole."""
    done_job(database, place.store)
    (pack,) = place.all()[-1:]
    taken, _ = backed_up(database, place.store, tmp_path / "copy", delete_an_image, lambda *_: None, since=1)
    assert taken.damaged == []
    assert (tmp_path / "copy" / "blobs" / pack).read_bytes() == place.read(pack)
    assert bytes(len(b"picture")) in place.read(pack)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_at_once_into_one_folder_are_refused(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    with unfinished(folder), pytest.raises(Conflict, match="Another backup"):
        take(database, FolderStore(tmp_path / "blobs"), folder, new_database, lambda *_: None)
    take(database, FolderStore(tmp_path / "blobs"), folder, new_database, lambda *_: None)
    assert not (folder / "unfinished").exists()


def test_who_waited_for_a_lock_that_is_gone_is_alone_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the lock of one that ends before it holds it: that file is removed, and locks nobody out."""
    before, lock = ExitStack(), fcntl.flock
    before.enter_context(unfinished(tmp_path))

    def late(descriptor: int, how: int) -> None:
        before.close()
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with unfinished(tmp_path) as place:
        assert list(place.iterdir()) == [place / "lock"]
        with pytest.raises(Conflict, match="Another backup"), unfinished(tmp_path):
            pytest.fail("two are in at once")
    assert list(tmp_path.iterdir()) == []
