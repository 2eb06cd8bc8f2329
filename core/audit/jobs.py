"""Jobs: finished exactly when nothing of them is left to do, and kept no longer than they may be."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select

from core.audit.types import Bounds, Check, Kind
from core.clock import utc_now
from core.jobs.state import OPEN, PENDING
from core.tables import Image, Job, Video
from core.videos.counts import has_open_video, received_files
from core.videos.types import FAILED_FRAME

LIVE_SECONDS = 600  # the sweeper removes uncollected frames after half a minute
LEFT_HOURS = 6  # the rows of the largest jobs go in less
UNFINISHED = Kind(
    "job_not_finished",
    "Everything of these jobs has ended, but nothing says when.",
    "Retry the job, which ends it anew; report it with the log of that time.",
)
EARLY = Kind(
    "job_finished_early",
    "Jobs are marked finished, but images, videos or announced files are still to come.",
    "See that workers run; a job that is done later is marked anew.",
)
OLD = Kind(
    "job_kept_too_long",
    "Jobs are older than RETENTION_DAYS and were not removed.",
    "See that the sweeper runs and may write to the database and the images' folder.",
)
SIZE = Kind(
    "job_size_differs",
    "Jobs say that they hold other numbers of images or bytes than they do, so quotas are wrong.",
    "Report it; deleting the job ends it.",
)
LIVE = Kind(
    "live_frame_left",
    "Live frames, which are not kept, are there after ten minutes.",
    "See that the sweeper runs.",
)

LEFT = Kind(
    "deleted_job_left",
    "Jobs were deleted, which nobody sees any more, but after six hours rows of theirs are still there.",
    "See that the sweeper runs and may write to the database.",
)


def job_checks(bounds: Bounds) -> list[Check]:
    """Times on jobs agree with their images; its counts are looked at in `counts`."""
    pending = exists().where(Image.job_id == Job.id, Image.state.in_(PENDING))
    missing = and_(Job.expected.is_not(None), received_files() + Job.refused < Job.expected)
    left = or_(pending, has_open_video(Job.id), missing)
    # Made before its first snapshot, in a transaction of its own.
    begun = or_(Job.camera_day.is_(None), exists().where(Image.job_id == Job.id))
    oldest = utc_now() - timedelta(days=bounds.retention_days + 1)
    uncollected = utc_now() - timedelta(seconds=LIVE_SECONDS)
    overdue = utc_now() - timedelta(hours=LEFT_HOURS)
    return [
        Check(
            UNFINISHED,
            select(Job.id).where(OPEN, begun, not_(left), Job.moving_to.is_(None)),
        ),
        Check(EARLY, select(Job.id).where(Job.finished_at.is_not(None), left)),
        Check(OLD, select(Job.id).where(Job.kept, Job.created_at < oldest)),
        Check(SIZE, select(Job.id).where(Job.kept, _holds_other())),
        Check(
            LIVE,
            select(Job.id).where(~Job.kept, Job.created_at < uncollected, Job.deleted_at.is_(None)),
        ),
        Check(LEFT, select(Job.id).where(Job.deleted_at < overdue)),
    ]


def _holds_other() -> ColumnElement[bool]:
    """Of a job, that its rows hold other amounts than it says."""
    frame = func.coalesce(Image.frame_index, 0) != FAILED_FRAME
    images = select(func.count()).where(Image.job_id == Job.id, frame).scalar_subquery()
    pictures = select(func.sum(Image.blob_length)).where(Image.job_id == Job.id).scalar_subquery()
    undiscarded = (Video.job_id == Job.id) & (Video.blob != "")
    films = select(func.sum(Video.blob_length)).where(undiscarded).scalar_subquery()
    stored = func.coalesce(pictures, 0) + func.coalesce(films, 0)
    return or_(Job.stored_images != images, Job.stored_bytes != stored)
