"""The sweeper: every few seconds it releases expired claims and rings for forgotten work, and it tidies up.

Tidying has a thread of its own: it lists the store, and one that is large or slow to answer may take minutes,
in which leases end all the same.
"""

import itertools
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from core.accounts.sessions import forget_ended_sessions
from core.backup.rows import has_rows
from core.blobs import BlobStore, open_store, unchanged
from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.errors import first_line
from core.idempotency import forget_answers
from core.jobs.erase import erase
from core.jobs.housekeeping import close_idle_jobs, existing_jobs, expired_jobs
from core.jobs.live_frames import remove_live_frames, uncollected_frames
from core.jobs.moves import Moves
from core.jobs.queue import waiting_images
from core.jobs.removal import deleted_jobs, remove_rows
from core.journal import JOURNAL_DAYS, forget_entries
from core.presence import forget_absent
from core.pulse import beat
from core.reviews.compare import Comparisons
from core.settings import Settings
from core.videos.claim import video_waits
from core.videos.due import tracks_wait
from core.videos.end import note_discarded, release_expired_videos, undiscarded
from core.work.release import release_expired
from worker.loose_packs import LoosePacks
from worker.metrics import SweepMetrics
from worker.metrics_port import MetricsPort

log = logging.getLogger(__name__)

IDLE_SECONDS = 3600  # announced images that have not come for so long will not come
ANSWER_SECONDS = 86_400
LIVE_SECONDS = 30  # three times as long as an answer can be held
MOVING_SECONDS = COMPARING_SECONDS = 2.0  # of each sweep, at most, since leases end meanwhile
TIDY_EVERY = 20  # times the pause between two sweeps
STOP_SECONDS = 5.0  # that tidying is waited for; it may be cut short anywhere


def run_sweeper(settings: Settings, stop: threading.Event) -> None:
    """Sweep until told to stop; what fails is logged and tried again at the next sweep."""
    database, blobs = Database(settings.sql_url, pool_size=2), open_store(settings)
    doorbell = Doorbell(make_celery(settings), settings.batch_max)
    moves, comparisons, metrics = Moves(database), Comparisons(database), SweepMetrics()
    MetricsPort(settings).open()
    given = settings, database, blobs, metrics, stop
    tidying = threading.Thread(target=_keep_tidy, name="tidying", args=given, daemon=True)
    tidying.start()
    while not stop.wait(settings.sweep_seconds):
        with _noted(metrics, "sweep"):
            metrics.lost(sweep(database, doorbell))
            sweep_live_frames(database, blobs)
            moves.go_on(MOVING_SECONDS)
            comparisons.go_on(COMPARING_SECONDS)
            metrics.swept()
        with suppress(OSError):  # a full disk; a probe will find the pulse old
            beat(settings.sweeper_pulse)
    tidying.join(STOP_SECONDS)
    database.close()


def _keep_tidy(
    settings: Settings, database: Database, blobs: BlobStore, metrics: SweepMetrics, stop: threading.Event
) -> None:
    """Tidy up until told to stop, for the first time when there has been a sweep.

    Between two times what people have deleted goes: its rows hold up no other part of it.
    """
    loose, turns = LoosePacks(database, blobs), itertools.cycle(range(TIDY_EVERY))
    while not stop.wait(settings.sweep_seconds):
        if next(turns):
            with _noted(metrics, "deletion"):
                remove_deleted(database, blobs, stop)
            continue
        with _noted(metrics, "tidying"):
            folders = tidy(database, blobs, settings.retention_days, settings.journal_days, stop)
            loose.remove(folders, IDLE_SECONDS)


@contextmanager
def _noted(metrics: SweepMetrics, what: str) -> Iterator[None]:
    """What fails is counted and logged, and ends there: the sweeper mends what others broke."""
    try:
        yield
    except SQLAlchemyError as error:
        metrics.failed()
        log.warning("this %s failed: %s", what, first_line(error))
    except OSError as error:  # of the store
        metrics.failed()
        log.warning("this %s failed: %s", what, error)
    except Exception:  # so nothing may end it
        metrics.failed()
        log.exception("this %s failed", what)


def sweep(database: Database, doorbell: Doorbell) -> int:
    """Release claims whose lease has ended, and ring if anything waits. Returns how many images were lost."""
    lost = release_expired(database)
    if lost:
        log.warning("%d images lost their claim", lost)
    release_expired_videos(database)
    waiting = waiting_images(database) or _videos_waiting(database)
    if waiting:
        doorbell.ring_unless_ringing(waiting)
    return lost


def _videos_waiting(database: Database) -> int:
    with database.read() as connection:
        return int(video_waits(connection) or tracks_wait(connection))


def sweep_live_frames(database: Database, blobs: BlobStore, older_than_seconds: float = LIVE_SECONDS) -> None:
    """Remove live frames whose answer nobody collected."""
    with database.read() as connection:
        gone = uncollected_frames(connection, older_than_seconds)
    if gone:
        with database.write() as connection:
            remove_live_frames(connection, [*gone])
        for pack in filter(None, gone.values()):
            blobs.discard(pack)
    blobs.discard_live(older_than_seconds)


def remove_deleted(database: Database, blobs: BlobStore, stop: threading.Event | None = None) -> bool:
    """Remove the rows of deleted jobs, and then their bytes. Returns False where it was told to stop."""
    with database.read() as connection:
        jobs = deleted_jobs(connection)
    for job_id in jobs:
        if not remove_rows(database, job_id, stop):
            return False
        blobs.delete_job(job_id)
    if jobs:
        database.wipe_deleted()
    return True


def tidy(
    database: Database,
    blobs: BlobStore,
    retention_days: int,
    journal_days: int = JOURNAL_DAYS,
    stop: threading.Event | None = None,
) -> Mapping[str, float]:
    """Close jobs that were left half-sent, and remove what is older than it may be kept.

    Returns the jobs that had bytes, as `BlobStore.folders` does: a large bucket is not listed twice. None,
    where it was told to stop.
    """
    with database.write() as connection:
        close_idle_jobs(connection, IDLE_SECONDS)
        forget_answers(connection, ANSWER_SECONDS)
        forget_entries(connection, journal_days)
        forget_absent(connection)
        forget_ended_sessions(connection)
        gone = expired_jobs(connection, retention_days)
    for job_id in gone:
        log.info("job %s was kept for %d days and is gone", job_id, retention_days)
    if not remove_deleted(database, blobs, stop):
        return {}
    with database.read() as connection:  # into an empty one a backup may be on its way, whose rows come last
        known = has_rows(connection)
    folders = blobs.folders() if known else {}
    if known:
        blobs.drop_left_mark()
    # Bytes whose job is gone, from this sweep or from a deletion that was cut short.
    kept = unchanged(folders, IDLE_SECONDS)
    with database.read() as connection:
        orphans = set(kept) - existing_jobs(connection, kept)
        sampled = undiscarded(connection)
    for job_id in {job_id for job_id in orphans if blobs.is_settled(job_id)}:
        blobs.delete_job(job_id)
    for video in sampled:
        blobs.discard(video.blob)
        note_discarded(database, video.id)
    blobs.drop_left_pins()
    erase(database, blobs)  # last: it may need room, which the others make
    database.wipe_deleted()
    return folders
