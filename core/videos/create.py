"""New videos of a job: rows only, inside the caller's transaction and before it adds images."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from core.clock import utc_now
from core.jobs.stored import note_stored
from core.tables import Video
from core.videos.types import NewVideo


def add_videos(connection: Connection, job_id: str, videos: Sequence[NewVideo], every: float) -> None:
    """Write the rows of accepted videos; the caller has made or touched the job in this transaction."""
    if videos:
        connection.execute(insert(Video), [_row(job_id, video, every) for video in videos])
        note_stored(connection, job_id, 0, sum(video.blob.length for video in videos))


def _row(job_id: str, video: NewVideo, every: float) -> dict[str, object]:
    return {
        "id": video.id,
        "job_id": job_id,
        "filename": video.filename,
        "sha256": video.sha256,
        "kind": video.kind,
        "blob": video.blob.pack,
        "blob_length": video.blob.length,
        "every": every,
        "state": "waiting",
        "losses": 0,
        "sampled": 0,
        "expected": 1,
        "track_tries": 0,
        "created_at": utc_now(),
    }
