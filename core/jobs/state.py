"""A job's counts and state: they follow from its images, which the database counts as they come and go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    Update,
    bindparam,
    case,
    exists,
    func,
    select,
    update,
)

from core.clock import utc_now
from core.database import Database
from core.errors import NotFound
from core.jobs.access import Who, owned_by, visible_to
from core.jobs.changed import count_changed
from core.jobs.unsure import count_unsure, goes_by_threshold, unsure_by_threshold
from core.labels import JobState
from core.prepared import Prepared
from core.tables import Account, Image, Job, Video
from core.videos.counts import NO_VIDEOS, VideoCounts, count_videos, has_open_video, received_files

PENDING = ("waiting", "working")
OPEN = Job.finished_at.is_(None) & Job.cancelled_at.is_(None)  # a job that is neither done nor cancelled


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of images, frames of videos among them; how many frames are `expected` is a guess at first.

    `uncertain` are those of `classified` with a face that is uncertain.
    """

    expected: int
    received: int
    waiting: int
    working: int
    classified: int
    uncertain: int
    no_face: int
    failed: int


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people and programs see it."""

    id: str
    name: str
    state: JobState
    counts: Counts
    threshold: float
    framing: str
    created_at: datetime
    finished_at: datetime | None
    uncertain_flags: str = ""  # words with spaces between them
    video_count: int = 0
    frame_count: int = 0  # of `counts.received`: sampled frames, and what was sent as an image
    photo_count: int = 0
    removed: int = 0  # images that were deleted while the job stayed
    refused: int = 0  # files that were not accepted, or that their client refused itself
    again_of: str | None = None  # the job whose images it classifies again, which may be gone
    changed: int | None = None  # faces with another label than that job's; None before they are compared
    opinions: int = 1  # how many people are asked about each face
    owner: str = ""  # the name of the account whose it is
    shared: bool = False  # who asks does not own it, and reviews it


def poll_job(database: Database, account_id: str, job_id: str) -> JobView:
    """As `get_job`, for who asks all the time: in one statement but for what few jobs have."""
    rows = database.ask(_ONE, {"job": job_id, "account": account_id})
    if rows and _is_all_told(rows[0]):
        return _view(rows[0], rows[0].unsure)
    with database.read() as connection:  # all of it as it is at one moment
        return get_job(connection, account_id, job_id)


def get_job(connection: Connection, account_id: str, job_id: str) -> JobView:
    """Read one job that an account may see. Raises `NotFound` for a job of somebody else as for none."""
    row = connection.execute(_ONE.statement, {"job": job_id, "account": account_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such job.")
    return views(connection, [row])[0]


def views(connection: Connection, jobs: Sequence[Row[*tuple[Any, ...]]]) -> list[JobView]:
    """Say how far several jobs are, with few queries."""
    unsure = count_unsure(connection, jobs)
    videos = count_videos(connection, [job.id for job in jobs if job.has_videos])
    changed = count_changed(connection, [job.id for job in jobs if job.compared_at is not None])
    return [
        _view(job, unsure.get(job.id, 0), videos.get(job.id, NO_VIDEOS), changed.get(job.id)) for job in jobs
    ]


def _is_all_told(job: Any) -> bool:  # noqa: ANN401 - a row
    """Whether its row says all of a job."""
    return not job.has_videos and job.compared_at is None and goes_by_threshold(job)


def jobs_seen_by(account: Who) -> Select[*tuple[Any, ...]]:
    """The query of all jobs that are kept, as `views` takes them; who may see them is still to be asked."""
    in_work = select(func.count()).where(Image.job_id == Job.id, Image.state == "working")
    told = (
        Account.name.label("owner"),
        (~owned_by(account)).label("shared"),
        # They are few and not counted as they come: claims would wait for each other.
        case((Job.pending > 0, in_work.scalar_subquery()), else_=0).label("working"),
        case((Job.classified > 0, unsure_by_threshold()), else_=0).label("unsure"),
        exists().where(Video.job_id == Job.id).label("has_videos"),
    )
    return select(*_OF_A_JOB, *told).join(Account, Account.id == Job.owner_id).where(Job.kept)


_OF_A_JOB = (
    Job.id, Job.name, Job.threshold, Job.framing, Job.uncertain_flags, Job.opinions, Job.again_of,
    Job.expected, Job.refused, Job.removed,
    Job.pending, Job.classified, Job.no_face, Job.failed, Job.stopped,
    Job.created_at, Job.finished_at, Job.cancelled_at, Job.moving_to, Job.compared_at,
)  # fmt: skip
_ASKING: BindParameter[str] = bindparam("account")
_ONE = Prepared(jobs_seen_by(_ASKING).where(Job.id == bindparam("job"), visible_to(_ASKING)))


def _view(
    job: Any,  # noqa: ANN401 - a row
    unsure: int,
    videos: VideoCounts = NO_VIDEOS,
    changed: int | None = None,
) -> JobView:
    received = job.pending + job.classified + job.no_face + job.failed + job.stopped
    files = received - videos.images + videos.videos
    missing = 0 if job.expected is None else max(job.expected - job.refused - files, 0)
    counts = Counts(
        expected=received + missing + videos.to_come,
        received=received,
        waiting=job.pending - job.working,
        working=job.working,
        classified=job.classified,
        uncertain=unsure,
        no_face=job.no_face,
        failed=job.failed,
    )
    again = job.moving_to == "waiting"
    state = job_state(counts, videos, cancelled=job.cancelled_at is not None, more_to_come=again)
    finished_at = job.finished_at if state == "done" else None
    return JobView(
        job.id, job.name, state, counts, job.threshold, job.framing, job.created_at, finished_at,
        job.uncertain_flags,
        videos.videos, videos.frames, received - videos.images, job.removed, job.refused,
        job.again_of, changed,
        job.opinions, job.owner, bool(job.shared),
    )  # fmt: skip


def job_state(
    counts: Counts, videos: VideoCounts = NO_VIDEOS, *, cancelled: bool, more_to_come: bool = False
) -> JobState:
    """The one word for how far a job is; of one that is run again more images may be about to wait."""
    if cancelled:
        return "cancelled"
    if counts.received + videos.to_come < counts.expected:
        return "receiving"
    if counts.waiting + counts.working + videos.open == 0 and not more_to_come:
        return "done"
    untouched = counts.waiting == counts.received and not videos.begun
    return "waiting" if untouched else "working"


def mark_finished(connection: Connection, job_ids: Sequence[str]) -> None:
    """Note the time on those of the jobs that have nothing pending and nothing announced left."""
    connection.execute(_finished(), {"jobs": list(job_ids), "now": utc_now()})


@cache
def _finished() -> Update:
    """Built once: building it costs as much as running it."""
    complete = (Job.expected.is_(None)) | (received_files() + Job.refused >= Job.expected)
    return (
        update(Job)
        .where(
            Job.id.in_(bindparam("jobs", expanding=True)),
            Job.finished_at.is_(None),
            Job.pending == 0,
            Job.moving_to.is_(None),
            ~has_open_video(Job.id),
            complete,
        )
        .values(finished_at=bindparam("now"))
    )


_ENDED = (Job.classified, Job.no_face, Job.failed, Job.stopped)


def count_states(connection: Connection) -> dict[str, int]:
    """Numbers of all images by state, of the states that there are; of deleted jobs what still waits."""
    ended = (case((Job.deleted_at.is_(None), column), else_=0) for column in _ENDED)
    sums = (func.coalesce(func.sum(column), 0) for column in (Job.pending, *ended))
    pending, *others = map(int, connection.execute(select(*sums)).one())
    working = _count_all_working(connection)
    states = ("waiting", "working", "classified", "no_face", "failed", "cancelled")
    counts = zip(states, (pending - working, working, *others), strict=True)
    return {state: count for state, count in counts if count}


def count_waiting(connection: Connection) -> int:
    """How many images wait, of everybody: added up from what is counted beside each job."""
    pending = connection.execute(select(func.coalesce(func.sum(Job.pending), 0))).scalar_one()
    return int(pending) - _count_all_working(connection)


def _count_all_working(connection: Connection) -> int:
    in_work = select(func.count()).where(Image.state == "working", Image.lease_until.is_not(None))
    return connection.execute(in_work).scalar_one()
