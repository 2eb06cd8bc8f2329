"""The people in a job's videos: one card and one answer each, and their frames beneath."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from core.cursor import decode_id_cursor, encode_cursor
from core.jobs.state import get_job
from core.videos.tracks import get_track, list_tracks, track_rows
from core.videos.views import trackless_videos
from web.auth import current_account
from web.context import context
from web.pages import view_query
from web.pages.fragments import fragment

tracks = Blueprint("tracks_page", __name__)

PAGE = 50
FRAMES = 240  # of one person, in the page


@tracks.get("/jobs/<uuid:job_id>/tracks")
def show(job_id: object) -> str:
    """The whole page."""
    return render_template("tracks.html", **_parts(str(job_id)))


@tracks.get("/jobs/<uuid:job_id>/tracks/live")
def live(job_id: object) -> Response:
    """What changes while the job works, for the page's script."""
    return fragment("tracks/live.html", **_parts(str(job_id)))


@tracks.get("/tracks/<uuid:track_id>/frames")
def frames(track_id: object) -> Response:
    """The faces of one person, by their time."""
    with context().database.read() as connection:
        track = get_track(connection, current_account(), str(track_id))
        rows = track_rows(connection, track.track_id, FRAMES)
        job = get_job(connection, current_account(), track.job_id)
    more = track.frames - len(rows)
    return fragment("tracks/frames.html", rows=rows, more=more, job=job, view=view_query)


def _parts(job_id: str) -> dict[str, object]:
    cursor = request.args.get("cursor")
    after = decode_id_cursor(cursor) if cursor else None
    with context().database.read() as connection:
        job = get_job(connection, current_account(), job_id)
        found = list_tracks(connection, job_id, PAGE + 1, after)
        trackless = trackless_videos(connection, job_id, PAGE)
    return {
        "job": job,
        "tracks": found[:PAGE],
        "trackless": trackless,
        "first_page": after is None,
        "next_cursor": encode_cursor([found[PAGE - 1].track_id]) if len(found) > PAGE else None,
        "view": view_query,
    }
