"""Videos as people and programs see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.tables import Video


@dataclass(frozen=True, slots=True)
class VideoView:
    """One video of a job; `expected` frames are a guess.

    `state` is waiting, working, sampled, failed or cancelled. The error `tracks_failed` leaves it sampled.
    """

    id: str
    filename: str
    sha256: str
    bytes: int
    state: str
    every: float
    seconds: float | None
    width: int | None
    height: int | None
    sampled: int
    expected: int
    error_code: str | None
    error_detail: str | None
    tracked_at: datetime | None


_COLUMNS: tuple[Any, ...] = (
    Video.id, Video.filename, Video.sha256, Video.blob_length, Video.state, Video.every, Video.seconds,
    Video.width, Video.height, Video.sampled, Video.expected, Video.error_code, Video.error_detail,
    Video.tracked_at,
)  # fmt: skip


def list_videos(
    connection: Connection, job_id: str, limit: int, after: str | None = None
) -> Sequence[VideoView]:
    """Read a job's videos in the order of their coming; the caller has checked whose job it is."""
    query = select(*_COLUMNS).where(Video.job_id == job_id).order_by(Video.id).limit(limit)
    if after is not None:
        query = query.where(Video.id > after)
    return [VideoView(*row) for row in connection.execute(query)]
