"""The frames beneath a person of a video, fetched when somebody opens their row."""

from flask import Blueprint
from werkzeug.wrappers import Response

from core.jobs.state import get_job
from core.results.filters import ResultFilter
from core.results.page import results_page
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.fragments import fragment
from web.rules import needs

tracks = Blueprint("tracks_page", __name__)

FRAMES = 120  # of one person, in the page


@tracks.get("/jobs/<uuid:job_id>/tracks/<uuid:track_id>/frames")
@needs("uploader")
def frames(job_id: object, track_id: object) -> Response:
    """The faces of one person, by their time."""
    faces = ResultFilter(track=str(track_id), rows="faces")
    with context().database.read() as connection:
        job = get_job(connection, current_account(), str(job_id))
        page = results_page(connection, job.id, faces, FRAMES)
    saw(job.id)
    return fragment("job/frames.html", page=page, faces=faces, job=job, view=view_query)
