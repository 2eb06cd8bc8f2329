"""Videos of a job, and the people in them: one track with one label a person."""

from collections.abc import Iterator
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request, stream_with_context

from core.cursor import decode_id_cursor, encode_cursor
from core.jobs.state import get_job
from core.results.export import csv_lines, row_json
from core.videos.tracks import TRACK_COLUMNS, get_track, list_tracks, stream_tracks, track_rows
from core.videos.views import VideoView, list_videos
from web.api.fields import limit
from web.auth import current_account
from web.context import context

videos = Blueprint("videos", __name__)


@videos.get("/jobs/<uuid:job_id>/videos")
def index(job_id: object) -> Response:
    """The videos that a job has received, and how far they are sampled."""
    asked, after = limit(100), _cursor()
    with context().database.read() as connection:
        get_job(connection, current_account(), str(job_id))
        found = list_videos(connection, str(job_id), asked + 1, after)
    more = len(found) > asked
    return jsonify(
        items=[_video(video) for video in found[:asked]],
        next_cursor=encode_cursor([found[asked - 1].id]) if more else None,
    )


def _video(video: VideoView) -> dict[str, object]:
    return asdict(video) | {"tracked_at": video.tracked_at.isoformat() if video.tracked_at else None}


@videos.get("/jobs/<uuid:job_id>/tracks")
def tracks(job_id: object) -> Response:
    """One item a person of a video."""
    asked, after = limit(100), _cursor()
    with context().database.read() as connection:
        get_job(connection, current_account(), str(job_id))
        found = list_tracks(connection, str(job_id), asked + 1, after)
    more = len(found) > asked
    return jsonify(
        items=[asdict(track) for track in found[:asked]],
        next_cursor=encode_cursor([found[asked - 1].track_id]) if more else None,
    )


@videos.get("/jobs/<uuid:job_id>/tracks.csv")
def as_csv(job_id: object) -> Response:
    """All tracks as CSV."""
    with context().database.read() as connection:
        get_job(connection, current_account(), str(job_id))
    response = Response(stream_with_context(_lines(str(job_id))), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="browline-{job_id}-tracks.csv"'
    return response


def _lines(job_id: str) -> Iterator[str]:
    with context().database.read() as connection:
        yield from csv_lines(stream_tracks(connection, job_id), TRACK_COLUMNS)


@videos.get("/tracks/<uuid:track_id>/results")
def faces(track_id: object) -> Response:
    """The faces of one track, in the order of their time."""
    asked, after = limit(100), _cursor()
    with context().database.read() as connection:
        get_track(connection, current_account(), str(track_id))
        found = track_rows(connection, str(track_id), asked + 1, after)
    more = len(found) > asked
    return jsonify(
        items=[row_json(row) for row in found[:asked]],
        next_cursor=encode_cursor([found[asked - 1].image_id]) if more else None,
    )


def _cursor() -> str | None:
    cursor = request.args.get("cursor")
    return decode_id_cursor(cursor) if cursor else None
