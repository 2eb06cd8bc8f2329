"""What rows ask of the packs that they name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, cast, exists, func, or_, select

from core.tables import Image, Job, Result, Video
from core.videos.types import FAILED_FRAME

PAGE = 100  # jobs
GIVEN_UP = "bytes_missing"  # error code of what ended because its bytes were gone: it needs them no more


@dataclass(frozen=True, slots=True)
class Need:
    """Of one pack: whose job it is, up to which byte it is needed, by how many rows, and one of their ids."""

    job: str
    length: int
    rows: int
    example: str | None


def pages(connection: Connection) -> Iterator[Sequence[str]]:
    """The ids of all jobs that are kept, some at a time."""
    last: str | None = None
    while True:
        query = select(Job.id).where(Job.kept).order_by(Job.id).limit(PAGE)
        page = connection.execute(query if last is None else query.where(Job.id > last)).scalars().all()
        if not page:
            return
        yield page
        last = page[-1]


def needs(connection: Connection, jobs: Sequence[str]) -> dict[str, Need]:
    """Every pack that the rows of these jobs name; some name one whose bytes they do not need (any more)."""
    found: dict[str, Need] = {}
    there = select(Job.id).where(Job.id.in_(jobs), Job.deleted_at.is_(None))
    jobs = connection.execute(there).scalars().all()  # the others need nothing any more
    for query in (_images(jobs), _videos(jobs)):
        for job, blob, length, rows, example in connection.execute(query):
            before = found.get(blob, Need(job, 0, 0, None))
            found[blob] = Need(job, max(length, before.length), rows + before.rows, example or before.example)
    return found


def live_packs(connection: Connection) -> set[str]:
    """The packs that live frames name."""
    query = select(Image.blob).join(Job, Job.id == Image.job_id).where(~Job.kept, Job.deleted_at.is_(None))
    return set(connection.execute(query).scalars())


def needing() -> ColumnElement[bool]:
    """Whether an image needs its bytes."""
    told = exists().where(Result.image_id == Image.id, Result.error_code == GIVEN_UP)
    return and_(func.coalesce(Image.frame_index, 0) != FAILED_FRAME, or_(Image.state != "failed", ~told))


def _images(jobs: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Image.job_id,
            Image.blob,
            func.max(case((needing(), Image.blob_offset + Image.blob_length), else_=0)),
            func.sum(case((needing(), 1), else_=0)),
            func.min(case((needing(), cast(Image.id, String)))),
        )
        .where(Image.job_id.in_(jobs))
        .group_by(Image.job_id, Image.blob)
    )


def _videos(jobs: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """A sampled video's frames are all that is needed of it; their packs are others."""
    needing = and_(Video.state != "sampled", func.coalesce(Video.error_code, "") != GIVEN_UP)
    return select(
        Video.job_id,
        Video.blob,
        case((needing, Video.blob_length), else_=0),
        case((needing, 1), else_=0),
        cast(Video.id, String),
    ).where(Video.job_id.in_(jobs), Video.blob != "")
