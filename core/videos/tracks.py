"""Tracks as they are read: one person of a video with one label, and the faces beneath it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from core.errors import NotFound
from core.labels import Decision, decide
from core.results.row import ResultRow, row_of, select_rows
from core.tables import Image, Job, Result, Track, Video

_SOME = 500  # rows held while streaming


@dataclass(frozen=True, slots=True)
class TrackView:
    """A track as people and programs see it; `decision` is by the job's threshold and doubted flags.

    `quality_flags` are those that most of its faces have, by their weight: words with spaces between them.
    """

    track_id: str
    job_id: str
    video_id: str
    filename: str
    number: int
    first_seconds: float
    last_seconds: float
    frames: int
    label: str
    confidence: float
    p_female: float
    p_male: float
    decision: Decision
    quality_flags: str
    best_face_id: str


TRACK_COLUMNS = tuple(field.name for field in fields(TrackView))


def list_tracks(connection: Connection, job_id: str, limit: int, after: str | None = None) -> list[TrackView]:
    """Read a job's tracks, video by video; the caller has checked whose job it is."""
    query = _select().where(Track.job_id == job_id).order_by(Track.id).limit(limit)
    if after is not None:
        query = query.where(Track.id > after)
    return [_view(row) for row in connection.execute(query)]


def stream_tracks(connection: Connection, job_id: str) -> Iterator[TrackView]:
    """Read all tracks of a job, without holding them all."""
    query = _select().where(Track.job_id == job_id).order_by(Track.id)
    for row in connection.execute(query.execution_options(yield_per=_SOME)):
        yield _view(row)


def get_track(connection: Connection, owner_id: str, track_id: str) -> TrackView:
    """Read one track of an owner. Raises `NotFound`, for somebody else's too."""
    found = connection.execute(_select().where(Track.id == track_id, Job.owner_id == owner_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such track.")
    return _view(found)


def track_rows(
    connection: Connection, track_id: str, limit: int, after: str | None = None
) -> list[ResultRow]:
    """The faces of one track in the order of their time; `after` is the image of the last one seen.

    The caller has checked whose track it is.
    """
    query = select_rows().where(Result.track_id == track_id).order_by(Image.frame_index).limit(limit)
    if after is not None:
        seen = aliased(Image)
        query = query.where(
            Image.frame_index > select(seen.frame_index).where(seen.id == after).scalar_subquery()
        )
    return [row_of(row) for row in connection.execute(query)]


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(Track.__table__, Video.filename, Job.threshold, Job.uncertain_flags)
        .join(Video, Video.id == Track.video_id)
        .join(Job, Job.id == Track.job_id)
        .where(Video.tracked_at.is_not(None))  # or they are being written
    )


def _view(row: Row[*tuple[Any, ...]]) -> TrackView:
    return TrackView(
        row.id, row.job_id, row.video_id, row.filename, row.number, row.first_seconds, row.last_seconds,
        row.frames, row.label, row.confidence, row.p_female, row.p_male,
        decide(row.label, row.confidence, row.threshold, row.quality_flags, row.uncertain_flags),
        row.quality_flags, row.best_face_id,
    )  # fmt: skip
