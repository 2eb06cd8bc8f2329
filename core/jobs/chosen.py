"""What people do to some images of a job: those of the rows that a filter of its results shows.

In pieces, each a transaction of its own: a hundred thousand images must not keep everybody else from writing,
and what is cut short has done whole pieces and can be asked for again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, case, delete, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from core.errors import Conflict, Invalid
from core.jobs.access import check_own
from core.jobs.state import mark_finished
from core.jobs.stored import note_stored
from core.results.doubt import doubted_by
from core.results.filters import ResultFilter
from core.results.parts import Rows, parts_of
from core.tables import Erasure, Image, Job, Result, Video
from core.videos.actions import retry_videos

PIECE = 500  # images
_Frame = aliased(Image)  # a filter may join images too


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a filter holds: rows, of them failed ones, and the images that could be deleted.

    Those images have `others` beside the rows, faces that the filter does not show. The `frames` of videos
    are not deleted one by one.
    """

    rows: int
    failed: int
    images: int
    others: int
    frames: int


def count_chosen(
    connection: Connection,
    owner_id: str,
    job_id: str,
    chosen: ResultFilter,
    before: datetime | None = None,
) -> Chosen:
    """Count what an action on this filter would touch, of what ended `before` this time if one is given.

    Raises `NotFound` for a job that is not theirs.
    """
    check_own(connection, owner_id, job_id)
    rows = failed = images = frames = inside = others = 0
    for query in _queries(connection, job_id, chosen, before):
        failing = func.sum(case((Result.status == "failed", 1), else_=0))
        counted = connection.execute(query.add_columns(func.count(), failing)).one()
        rows, failed = rows + counted[0], failed + int(counted[1] or 0)
        photos = _photos(connection, job_id, query)
        all_images = _count_images(connection, query)
        of_photos = _count_images(connection, photos)
        images, frames = images + of_photos, frames + all_images - of_photos
        inside += connection.execute(photos.add_columns(func.count())).scalar_one()
        theirs = select(func.count()).where(Result.image_id.in_(photos.add_columns(Result.image_id)))
        others += connection.execute(theirs).scalar_one()
    return Chosen(rows, failed, images, others - inside, frames)


def retry_chosen(
    connection: Connection, owner_id: str, job_id: str, chosen: ResultFilter, before: datetime
) -> int:
    """Queue a piece of the failed images that the filter shows again; returns how many.

    Only those that failed before this time: what fails again meanwhile must not go round for ever. Raises
    `Conflict` for a job that was cancelled: some of it cannot go on while the rest stays stopped.
    """
    check_own(connection, owner_id, job_id, hold=True)
    _check_not_cancelled(connection, job_id)
    ids = list[str]()
    for query in _queries(connection, job_id, chosen, before):
        ids += _piece(connection, query.where(Result.status == "failed"))
    if not ids:
        return 0
    connection.execute(delete(Result).where(Result.image_id.in_(ids)))
    retry_videos(connection, job_id, ids)
    again = update(Image).where(Image.id.in_(ids), Image.state == "failed")
    connection.execute(again.values(state="waiting", losses=0))
    connection.execute(update(Job).where(Job.id == job_id).values(finished_at=None))
    return len(ids)


def delete_chosen(
    connection: Connection,
    owner_id: str,
    job_id: str,
    chosen: ResultFilter,
    expect: int | None = None,
    deleted: int = 0,
) -> int:
    """Delete a piece of the images of the filter's rows, with all results and reviews; returns how many.

    Their bytes are named as to be erased, which the caller does after the commit. `deleted` of what the asker
    expects went in earlier pieces; no more is deleted than is expected. Raises `Invalid` for a filter that
    keeps every row, `Conflict` where at the first piece it does not hold as many images as expected.
    """
    check_own(connection, owner_id, job_id, hold=True)
    if replace(chosen, rows=None, sort="created") == ResultFilter():
        raise Invalid("Name a filter; to delete everything, delete the job.", "no_filter")
    queries = [_photos(connection, job_id, query) for query in _queries(connection, job_id, chosen)]
    if expect is not None and not deleted:  # counting takes long in a large job
        _check_expected(sum(_count_images(connection, query) for query in queries), expect)
    ids = [one for query in queries for one in _piece(connection, query)]
    ids = ids if expect is None else ids[: expect - deleted]
    if not ids:
        return 0
    doomed = select(Image.blob, Image.blob_offset, Image.blob_length).where(Image.id.in_(ids))
    refs = [dict(row._mapping) for row in connection.execute(doomed)]
    connection.execute(insert(Erasure), refs)
    connection.execute(delete(Image).where(Image.id.in_(ids)))
    note_stored(connection, job_id, -len(ids), -sum(ref["blob_length"] for ref in refs))
    gone = {"removed": Job.removed + len(ids), "expected": Job.expected - len(ids)}
    connection.execute(update(Job).where(Job.id == job_id).values(gone))
    mark_finished(connection, [job_id])
    return len(ids)


def _check_not_cancelled(connection: Connection, job_id: str) -> None:
    if connection.execute(select(Job.cancelled_at).where(Job.id == job_id)).scalar_one() is not None:
        raise Conflict(
            "This job was cancelled. Retry the whole job: what was stopped goes on with it.", "job_cancelled"
        )


def _check_expected(found: int, expect: int) -> None:
    if found != expect:
        raise Conflict(
            f"This filter holds {found:,} images now, not {expect:,}: nothing more was deleted. Look again.",
            "filter_changed",
        )


def _queries(
    connection: Connection, job_id: str, chosen: ResultFilter, before: datetime | None = None
) -> list[Rows]:
    """The filter's rows, without columns: the order does not matter here."""
    unsorted = replace(chosen, sort="created")
    parts = parts_of(connection, job_id, unsorted, doubted_by(connection, job_id))
    ended = () if before is None else (Result.classified_at < before,)
    return [part.query.where(*ended) for part in parts]


def _photos(connection: Connection, job_id: str, query: Rows) -> Rows:
    """Without the frames of videos; most jobs have none."""
    films = select(Video.id).where(Video.job_id == job_id).limit(1)
    if connection.execute(films).one_or_none() is None:
        return query
    return query.where(~exists().where(_Frame.id == Result.image_id, _Frame.video_id.is_not(None)))


def _piece(connection: Connection, query: Rows) -> list[str]:
    some = query.add_columns(Result.image_id).distinct().order_by(Result.image_id).limit(PIECE)
    return list(connection.execute(some).scalars())


def _count_images(connection: Connection, query: Rows) -> int:
    found = query.add_columns(func.count(Result.image_id.distinct()))
    return int(connection.execute(found).scalar_one())
