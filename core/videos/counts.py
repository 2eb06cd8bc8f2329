"""What a job's videos add to its numbers: an announced video becomes as many images as it has frames."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, case, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.tables import Image, Job, Video

OPEN = Video.tracked_at.is_(None) & (Video.state != "cancelled")  # a job that has one of these is not done
_SAMPLING = Video.state.in_(("waiting", "working"))


@dataclass(frozen=True, slots=True)
class VideoCounts:
    """Of one job: its videos, the images that stand for them, and how far they are."""

    videos: int = 0
    frames: int = 0
    images: int = 0  # frames, and the rows of failed videos
    to_come: int = 0  # about how many frames
    open: int = 0
    begun: int = 0


NO_VIDEOS = VideoCounts()


def count_videos(connection: Connection, job_ids: Sequence[str]) -> dict[str, VideoCounts]:
    """The numbers of those of the jobs that have videos."""
    rows = connection.execute(_COUNTS, {"jobs": list(job_ids)})
    return {row[0]: VideoCounts(*row[1:]) for row in rows}


_LEFT = Video.expected - Video.sampled
# Built once: building it costs as much as running it, and whoever waits for a job asks for it all the time.
_COUNTS = (
    select(
        Video.job_id,
        func.count(),
        func.sum(Video.sampled),
        func.sum(Video.sampled + cast(Video.state == "failed", Integer)),
        func.sum(case((_SAMPLING, case((_LEFT > 1, _LEFT), else_=1)), else_=0)),
        func.sum(cast(OPEN, Integer)),
        func.sum(cast(Video.state != "waiting", Integer)),
    )
    .where(Video.job_id.in_(bindparam("jobs", expanding=True)))
    .group_by(Video.job_id)
)


def has_open_video(job_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a job of the enclosing query has a video that is not sampled or has no tracks yet."""
    return exists().where(Video.job_id == job_id, OPEN)


def received_files() -> ColumnElement[int]:
    """How many files a job of the enclosing query has received: a video counts once, whatever its frames."""
    frames = (
        select(func.count())
        .select_from(Video)
        .join(Image, Image.video_id == Video.id)
        .where(Video.job_id == Job.id)
        .scalar_subquery()
    )
    videos = select(func.count()).where(Video.job_id == Job.id).scalar_subquery()
    return received_images() - frames + videos


def received_images() -> ColumnElement[int]:
    """How many images a job of the enclosing query has received, frames of videos among them."""
    return Job.pending + Job.classified + Job.no_face + Job.failed + Job.stopped
