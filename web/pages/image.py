"""An image's page: the whole picture with its faces in boxes, and what is said of each."""

from flask import Blueprint, render_template, request

from core.jobs.images import get_image
from core.jobs.state import get_job
from core.results.neighbours import neighbours
from core.results.page import finder_of, image_rows
from web.api.fields import number, result_filter
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.failures import without_picture
from web.pages.frame import AROUND
from web.rules import needs

image = Blueprint("image_page", __name__)

LETTER = 0.022  # height of a label, in shares of the image's longest side
FEW = 6  # faces whose labels have room for a word; more have their numbers alone


@image.get("/images/<uuid:image_id>")
@needs("uploader")
def show(image_id: object) -> str:
    """The page; `face` in the address chooses one of them."""
    account, kept = current_account(), result_filter(("face",))
    with context().database.read() as connection:
        found = get_image(connection, account, str(image_id))
        job = get_job(connection, account, found.job_id)
        rows = image_rows(connection, found.id)
        finder = finder_of(connection, found.id)
        index = number(request.args, "face", int)
        around = neighbours(connection, job.id, kept, found.id, index or 0)
    saw(job.id)
    return render_template(
        "image.html",
        image=found,
        job=job,
        faces=[row for row in rows if row.face_id],
        error=next((row for row in rows if row.error_code), None),
        state=found.state,
        finder=finder,
        chosen=index,
        kept=kept,
        pictured=not any(without_picture(row) for row in rows),
        beside=around,
        view=view_query,
        letter=round(LETTER * max(found.width, found.height), 1),
        few=FEW,
        around=AROUND,
    )
