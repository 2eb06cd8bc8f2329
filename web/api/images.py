"""Images of a job: add more, list what came."""

import json
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Connection

from core.cursor import decode_cursor, encode_cursor
from core.errors import Invalid
from core.idempotency import Answer
from core.jobs.access import check_own
from core.jobs.create import add_images, touch_job
from core.jobs.images import Arrival, list_images
from core.videos.create import add_videos
from web.admission import ONE_IMAGE, admit
from web.api.fields import idempotency_key, ids_in_turn, limit, video_every
from web.api.jobs import answer
from web.auth import current_account
from web.context import context
from web.forms import Form
from web.intake import commit, into_own, taken_in
from web.journal import saw
from web.rules import needs

images = Blueprint("images", __name__)


@images.post("/jobs/<uuid:job_id>/images")
@needs("uploader")
def add(job_id: object) -> Response:
    """Add more images to a job."""
    key, account, job = idempotency_key(), current_account(), str(job_id)
    with context().database.read() as connection:
        check_own(connection, account, job)  # before any byte is stored
    admit(key, ONE_IMAGE)
    form = Form()
    with into_own(job), taken_in(form.files("images"), job, ids_in_turn(job)) as intake:
        every = video_every(form.fields)
        if not intake.sent:
            raise Invalid(
                "No image could be read from this request: send multipart/form-data with one or more files "
                "named images.",
                "no_images",
            )

        def work(connection: Connection) -> Answer:
            touch_job(connection, account, job)  # it may have been deleted while the bytes came
            add_videos(connection, job, intake.videos, every)
            add_images(connection, account, job, intake.accepted, len(intake.refused))
            return Answer(job, 202, json.dumps(intake.as_json()))

        return answer(commit(intake, key, ["POST images", job, str(every)], work))


@images.get("/jobs/<uuid:job_id>/images")
@needs("uploader")
def index(job_id: object) -> Response:
    """List the images that a job has received, so that a client can send what is missing."""
    asked, after = limit(100), _seen_last()
    with context().database.read() as connection:
        found = list_images(connection, current_account(), str(job_id), asked + 1, after)
    saw(str(job_id))
    page, more = found[:asked], len(found) > asked
    items = [{"image_id": i.id, "filename": i.filename, "sha256": i.sha256, "state": i.state} for i in page]
    return jsonify(
        items=items, next_cursor=encode_cursor([page[-1].created_at, page[-1].id]) if more else None
    )


def _seen_last() -> Arrival | None:
    """The arrival behind which the address asks to go on, None from the start. Raises `Invalid`."""
    cursor = request.args.get("cursor")
    if not cursor:
        return None
    came, image_id = decode_cursor(cursor, (datetime, UUID))
    return came, image_id
