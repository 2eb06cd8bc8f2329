"""Tracks in the database: one person of a video with one label, and the faces beneath it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from core.clock import utc_now
from core.database import Database
from core.errors import NotFound
from core.ids import new_id
from core.jobs.state import mark_finished
from core.labels import Decision, decide
from core.results.row import ResultRow, row_of, select_rows
from core.tables import Image, Job, Result, Track, Video
from core.videos.due import DUE

_SOME = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class NewTrack:
    """One person: seen from `first_seconds` to `last_seconds` in these results, one a frame."""

    first_seconds: float
    last_seconds: float
    label: str
    confidence: float
    p_female: float
    best_face_id: str
    result_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class TrackView:
    """A track as people and programs see it; `decision` is by the job's threshold."""

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
    best_face_id: str


TRACK_COLUMNS = tuple(field.name for field in fields(TrackView))


def save_tracks(database: Database, video_id: str, tracks: Sequence[NewTrack]) -> bool:
    """Write a video's tracks in place of those it had. Returns False where frames run again meanwhile."""
    with database.write() as connection:
        job_id = connection.execute(select(Video.job_id).where(Video.id == video_id)).scalar_one_or_none()
        if job_id is None:
            return False
        connection.execute(select(Job.id).where(Job.id == job_id).with_for_update())
        done = update(Video).where(Video.id == video_id, DUE).values(tracked_at=utc_now(), lease_until=None)
        if connection.execute(done).rowcount != 1:
            return False
        _forget(connection, job_id, video_id)
        for number, track in enumerate(tracks, start=1):
            _write(connection, job_id, video_id, number, track)
        mark_finished(connection, [job_id])
    return True


def _forget(connection: Connection, job_id: str, video_id: str) -> None:
    old = select(Track.id).where(Track.video_id == video_id)
    connection.execute(
        update(Result).where(Result.job_id == job_id, Result.track_id.in_(old)).values(track_id=None)
    )
    connection.execute(delete(Track).where(Track.video_id == video_id))


def _write(connection: Connection, job_id: str, video_id: str, number: int, track: NewTrack) -> None:
    track_id = new_id()
    connection.execute(
        insert(Track).values(
            id=track_id, job_id=job_id, video_id=video_id, number=number,
            first_seconds=track.first_seconds, last_seconds=track.last_seconds, frames=len(track.result_ids),
            label=track.label, confidence=track.confidence, p_female=track.p_female,
            p_male=1 - track.p_female, best_face_id=track.best_face_id,
        )
    )  # fmt: skip
    for start in range(0, len(track.result_ids), _SOME):
        some = track.result_ids[start : start + _SOME]
        connection.execute(update(Result).where(Result.id.in_(some)).values(track_id=track_id))


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


def track_rows(connection: Connection, owner_id: str, track_id: str) -> list[ResultRow]:
    """The faces of one track of an owner, in the order of their time. Raises `NotFound`."""
    rows = connection.execute(
        select_rows()
        .where(Result.track_id == track_id, Job.owner_id == owner_id)
        .order_by(Image.frame_index, Result.ordinal)
    ).all()
    if not rows:
        raise NotFound("There is no such track.")
    return [row_of(row) for row in rows]


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(Track.__table__, Video.filename, Job.threshold)
        .join(Video, Video.id == Track.video_id)
        .join(Job, Job.id == Track.job_id)
    )


def _view(row: Row[*tuple[Any, ...]]) -> TrackView:
    return TrackView(
        row.id, row.job_id, row.video_id, row.filename, row.number, row.first_seconds, row.last_seconds,
        row.frames, row.label, row.confidence, row.p_female, row.p_male,
        decide(row.label, row.confidence, row.threshold), row.best_face_id,
    )  # fmt: skip
