"""Deleted jobs: nobody sees one from the moment it is deleted, and its rows go piece by piece.

A large job is only marked first; the sweeper removes its rows then, some images in a transaction, and goes on
where it was cut short.
"""

import threading
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    literal,
    select,
    tuple_,
    update,
)

from core.clock import utc_now
from core.database import Database
from core.jobs import large
from core.tables import IdempotentAnswer, Image, Job, JobReviewer
from core.videos.actions import cancel_videos

Place = tuple[str, datetime, str]  # of an image in the index of states: its state, when it came, its id


def remove_job(connection: Connection, job_id: str) -> None:
    """Remove a small job with its rows, and mark a large one; the caller holds it."""
    if large.is_large(connection, job_id):
        mark_deleted(connection, Job.id == job_id)
    else:
        connection.execute(delete(Job).where(Job.id == job_id))


def mark_deleted(connection: Connection, which: ColumnElement[bool]) -> list[str]:
    """Let nobody see these jobs any more, nor anything of theirs be begun. Returns their ids.

    What leads to a job on other ways than its owner goes at once: who reviews it, the answers to its uploads,
    which a retry would be given again, and the day that a camera looks for.
    """
    now = utc_now()
    gone = (
        update(Job)
        .where(which, Job.deleted_at.is_(None))
        .values(
            deleted_at=now,
            kept=False,
            cancelled_at=now,
            moving_to=None,
            moving_since=None,
            expected=None,
            camera_day=None,
        )
        .returning(Job.id)
    )
    ids = list(connection.execute(gone).scalars())
    for job_id in ids:
        connection.execute(delete(JobReviewer).where(JobReviewer.job_id == job_id))
        connection.execute(delete(IdempotentAnswer).where(IdempotentAnswer.job_id == job_id))
        cancel_videos(connection, job_id)
    return ids


def deleted_jobs(connection: Connection) -> list[str]:
    """The jobs whose rows are still to go, the one that was deleted first before the others."""
    query = select(Job.id).where(Job.deleted_at.is_not(None)).order_by(Job.deleted_at)
    return list(connection.execute(query).scalars())


def remove_rows(database: Database, job_id: str, stop: threading.Event | None = None) -> bool:
    """Remove the rows of a deleted job, and the job last. Returns False where it was told to stop before."""
    last: Place | None = None
    while True:
        last = _remove_piece(database, job_id, last)
        if last is None:
            return True
        if stop is not None and stop.is_set():
            return False


def _remove_piece(database: Database, job_id: str, before: Place | None) -> Place | None:
    """Remove the rows of some images, or all that is left; returns the place of the last one, or None."""
    # Should the power fail, they are there again, and the job is still marked: nobody waits for the disk.
    with database.write(synced=False) as connection:
        # First the job, as everybody holds it who ends images of it.
        if connection.execute(_HOLD, {"job": job_id}).one_or_none() is None:
            return None
        rows = connection.execute(_piece(job_id, before)).all()
        connection.execute(_REMOVE, {"ids": [row.id for row in rows]})
        if len(rows) == large.PIECE:
            return rows[-1].state, rows[-1].created_at, rows[-1].id
        connection.execute(delete(Job).where(Job.id == job_id))  # with what has come behind us meanwhile
    return None


def _piece(job_id: str, before: Place | None) -> Select[str, datetime, str]:
    """The next images: first those that wait, which nobody should begin any more.

    They are looked for where the last ones ended: Postgres goes past all that are gone, until it cleans up.
    """
    query = select(*_PLACE).where(Image.job_id == job_id)
    if before is not None:
        values = (literal(value, column.type) for value, column in zip(before, _PLACE, strict=True))
        query = query.where(tuple_(*_PLACE) < tuple_(*values))
    return query.order_by(*(column.desc() for column in _PLACE)).limit(large.PIECE)


_PLACE = (Image.state, Image.created_at, Image.id)
_HOLD = select(Job.id).where(Job.id == bindparam("job"), Job.deleted_at.is_not(None)).with_for_update()
_REMOVE = delete(Image).where(Image.id.in_(bindparam("ids", expanding=True)))
