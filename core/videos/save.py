"""Write a video's tracks: piece by piece, so that nobody waits long for SQLite's one write lock.

A piece is a transaction that first asks whether the try is still the video's last one (`track_claim`). So
when a worker dies between pieces, or two make the same tracks, whoever took the video last removes what was
left and writes everything; others stop at their next piece. Readers see nothing before `tracked_at` is set,
which the last piece does, and only where every frame is still ended.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select, update

from core.clock import database_now, utc_now
from core.database import Database
from core.ids import new_id
from core.jobs.state import mark_finished
from core.tables import Job, Result, Track, Video
from core.videos.due import NO_TRY, DueVideo, still_due
from core.videos.types import TRACKS_FAILED
from core.work.release import MAX_LOSSES

PIECE = 500  # rows of one transaction
_DETAIL = f"Putting its people together stopped the worker {MAX_LOSSES} times; its frames are all there."

Rows = Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True)
class NewTrack:
    """One person: seen from `first_seconds` to `last_seconds` in these results, one a frame.

    `quality_flags` are words with spaces between them.
    """

    first_seconds: float
    last_seconds: float
    label: str
    confidence: float
    p_female: float
    quality_flags: str
    best_face_id: str
    result_ids: Sequence[str]


_TRACK = insert(Track)
_JOIN = update(Result).where(Result.id == bindparam("face")).values(track_id=bindparam("person"))
_OLD = select(Track.id).where(Track.video_id == bindparam("video"))
_LOOSE = update(Result).values(track_id=None).where(
    Result.id.in_(select(Result.id).where(Result.track_id.in_(_OLD)).limit(PIECE))
)  # fmt: skip
_REMOVE = delete(Track).where(Track.id.in_(_OLD.limit(PIECE)))


def save_tracks(
    database: Database, video: DueVideo, tracks: Sequence[NewTrack], lease_seconds: float
) -> bool:
    """Write a video's tracks in place of those it had, and of a hopeless one that it failed.

    Returns False where it is no longer this try's.
    """
    old = {"video": video.id}
    while (left := _piece(database, video, lease_seconds, lambda connection: _forget(connection, old))) != 0:
        if left is None:
            return False
    rows, faces = _rows(video, tracks)
    for write in chain(_pieces(_TRACK, rows), _pieces(_JOIN, faces)):
        if _piece(database, video, lease_seconds, write) is None:
            return False
    return _end(database, video)


def _piece(
    database: Database, video: DueVideo, lease_seconds: float, work: Callable[[Connection], int]
) -> int | None:
    """One transaction. Returns what the work returns; None, and it is not done, in another's turn."""
    with database.write() as connection:
        _lock_job(connection, video)
        go_on = update(Video).where(*still_due(video)).values(lease_until=database_now() + lease_seconds)
        return work(connection) if connection.execute(go_on).rowcount == 1 else None


def _lock_job(connection: Connection, video: DueVideo) -> None:
    """The job before its video, as whoever deletes it does; otherwise both could wait for each other."""
    connection.execute(select(Job.id).where(Job.id == video.job_id).with_for_update())


def _forget(connection: Connection, old: dict[str, str]) -> int:
    """Remove some of what was written earlier. Returns 0 when nothing is left."""
    return connection.execute(_LOOSE, old).rowcount or connection.execute(_REMOVE, old).rowcount


def _rows(video: DueVideo, tracks: Sequence[NewTrack]) -> tuple[Rows, Rows]:
    """The rows of the tracks, and which face belongs to which."""
    rows, faces = list[dict[str, object]](), list[dict[str, object]]()
    for number, track in enumerate(tracks, start=1):
        rows.append(_row(video, number, track))
        faces += [{"face": face, "person": rows[-1]["id"]} for face in track.result_ids]
    return rows, faces


def _row(video: DueVideo, number: int, track: NewTrack) -> dict[str, object]:
    return {
        "id": new_id(),
        "job_id": video.job_id,
        "video_id": video.id,
        "number": number,
        "first_seconds": track.first_seconds,
        "last_seconds": track.last_seconds,
        "frames": len(track.result_ids),
        "label": track.label,
        "confidence": track.confidence,
        "p_female": track.p_female,
        "p_male": 1 - track.p_female,
        "quality_flags": track.quality_flags,
        "best_face_id": track.best_face_id,
    }


def _pieces(statement: Executable, rows: Rows) -> Iterator[Callable[[Connection], int]]:
    for start in range(0, len(rows), PIECE):
        part = rows[start : start + PIECE]
        yield lambda connection, part=part: connection.execute(statement, part).rowcount  # type: ignore[misc]


def _end(database: Database, video: DueVideo) -> bool:
    """Show the tracks, and end the job if this was its last video."""
    with database.write() as connection:
        _lock_job(connection, video)
        done = update(Video).where(*still_due(video)).values(tracked_at=utc_now(), **NO_TRY)
        told = {"error_code": TRACKS_FAILED, "error_detail": _DETAIL} if video.hopeless else {}
        shown = connection.execute(done.values(told) if told else done).rowcount
        mark_finished(connection, [video.job_id])
    return shown == 1
