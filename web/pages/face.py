"""A face's page: large, with all that is known and was said of it, and the faces beside it in a filter."""

from flask import Blueprint, render_template
from sqlalchemy import Connection

from core.jobs.state import get_job
from core.results.filters import ResultFilter
from core.results.neighbours import neighbours
from core.results.page import face_row, finder_of, rows_of
from core.results.row import ResultRow
from core.reviews.history import reviews_of_face
from core.reviews.types import Reviewer
from core.reviews.undo import may_take_back
from web.api.fields import result_filter
from web.auth import asker, current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.scene import BOXES, scene_of
from web.rules import needs

face = Blueprint("face_page", __name__)


@face.get("/faces/<uuid:face_id>")
@needs("uploader")
def show(face_id: object) -> str:
    """The page; the words of a filter in the address say which faces are beside it."""
    account, kept = current_account(), result_filter()
    with context().database.read() as connection:
        row = face_row(connection, account, str(face_id))
        job = get_job(connection, account, str(row.job_id))
        beside = neighbours(connection, job.id, kept, str(row.image_id), row.face_index or 0)
        finder = finder_of(connection, str(row.image_id))
        said = reviews_of_face(connection, account, str(face_id))
        shown = _shown(connection, kept, row)
        undoable = may_take_back(connection, Reviewer(account, asker().name, f"face-{face_id}"), job.id)
    saw(job.id)
    return render_template(
        "face.html",
        row=shown,
        job=job,
        kept=kept,
        beside=beside,
        finder=finder,
        said_by_people=[each for each in reversed(said) if each.label],
        scene=scene_of(row),
        boxes=BOXES,
        undoable=undoable,
        person=shown.track_id if kept.rows == "people" else None,
        view=view_query,
    )


def _shown(connection: Connection, kept: ResultFilter, row: ResultRow) -> ResultRow:
    """Among people, what is said of the person whose face it is."""
    if kept.rows != "people" or row.track_id is None:
        return row
    return next(iter(rows_of(connection, kept, [str(row.face_id)])), row)
