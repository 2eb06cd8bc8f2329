"""Videos of a job, and how far they are sampled; the people in them are rows of its results."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from core.jobs.access import check_visible
from core.videos.views import VideoView, list_videos
from web.api.fields import limit
from web.api.listing import page_of, seen_last
from web.auth import current_account
from web.context import context
from web.rules import needs

videos = Blueprint("videos", __name__)


@videos.get("/jobs/<uuid:job_id>/videos")
@needs("uploader")
def index(job_id: object) -> Response:
    """The videos that a job has received."""
    asked, after = limit(100), seen_last()
    with context().database.read() as connection:
        check_visible(connection, current_account(), str(job_id))
        found = list_videos(connection, str(job_id), asked + 1, after)
    page = page_of(found, asked)
    return jsonify(items=[_video(video) for video in page.items], next_cursor=page.next_cursor)


def _video(video: VideoView) -> dict[str, object]:
    return asdict(video) | {"tracked_at": video.tracked_at.isoformat() if video.tracked_at else None}
