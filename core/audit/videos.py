"""Videos: as many frames as they say, one row that tells a failure, and tracks that are their faces'."""

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from core.audit.types import Check, Kind
from core.jobs.state import PENDING
from core.tables import Image, Job, Result, Track, Video
from core.videos.types import FAILED_FRAME

_REPORT = "Keep the job for a report, then upload the video anew."
FRAMES = Kind("video_frames_differ", "Videos count other frames than are there.", _REPORT)
UNTOLD = Kind(
    "video_failure_untold",
    "Videos failed without one row that says why, or have such a row without having failed.",
    "Retry the job.",
)
EARLY = Kind(
    "tracks_shown_early", "Tracks of videos are shown though frames of them have not ended.", "Retry the job."
)
FACES = Kind(
    "track_faces_differ", "Tracks have other faces than they say, or those of another video.", _REPORT
)


def video_checks() -> list[Check]:
    """Videos agree with their frames, and tracks with their faces."""
    frame = (Image.video_id == Video.id) & (Image.frame_index > FAILED_FRAME)
    frames = select(func.count()).where(frame).scalar_subquery()
    last = select(func.max(Image.frame_index)).where(frame).scalar_subquery()
    gaps = or_(frames != Video.sampled, func.coalesce(last + 1, 0) != Video.sampled)
    pending = exists().where(Image.video_id == Video.id, Image.state.in_(PENDING))
    unready = or_(Video.state.not_in(("sampled", "failed")), pending)
    shown = select(Track.id).join(Video, Video.id == Track.video_id).where(Video.tracked_at.is_not(None))
    untold = _told() != case((Video.state == "failed", 1), else_=0)
    # Of a deleted job the frames go first, some at a time.
    stays = ~exists().where(Job.id == Video.job_id, Job.deleted_at.is_not(None))
    return [
        Check(FRAMES, select(Video.id).where(gaps, stays)),
        Check(UNTOLD, select(Video.id).where(untold, stays)),
        Check(EARLY, select(Video.id).where(Video.tracked_at.is_not(None), unready)),
        Check(FACES, shown.where(_other_faces(), stays)),
    ]


def _told() -> ColumnElement[int]:
    """How many rows tell why a video failed."""
    told = select(func.count()).where(Image.video_id == Video.id, Image.frame_index == FAILED_FRAME)
    return told.scalar_subquery()


def _other_faces() -> ColumnElement[bool]:
    faces = select(func.count()).where(Result.track_id == Track.id).scalar_subquery()
    best = exists().where(Result.id == Track.best_face_id, Result.track_id == Track.id)
    strange = exists().where(
        Result.track_id == Track.id, Image.id == Result.image_id, Image.video_id != Track.video_id
    )
    return or_(faces != Track.frames, ~best, strange)
