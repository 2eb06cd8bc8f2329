"""Snapshots: one frame that overtakes bulk work, with an answer that can be waited for."""

import json
import time
from datetime import date

from flask import Blueprint, Response, jsonify, request, url_for
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from core.clock import utc_now
from core.errors import Conflict, Invalid
from core.idempotency import Answer
from core.jobs.create import SNAPSHOT, add_images, camera_job, find_camera_job
from core.jobs.images import get_image
from core.labels import flag_words
from core.results.export import row_json
from core.results.page import image_rows
from imaging.accept import accept
from imaging.errors import ImageRefused
from web.api.fields import idempotency_key, wait_seconds
from web.api.model import default_threshold
from web.auth import current_account
from web.context import context
from web.forms import SentFile
from web.intake import commit, taken_in

snapshots = Blueprint("snapshots", __name__)

PENDING = {"waiting", "working"}
POLL_SECONDS = (0.004, 0.012)  # at first, and at most


@snapshots.post("/snapshots")
def create() -> Response:
    """Take one frame as the body; it joins the day's camera job."""
    key, seconds, account, now = idempotency_key(), wait_seconds(), current_account(), utc_now()
    if (request.content_length or 0) > context().limits.max_bytes:
        raise Invalid(f"A frame may have {context().settings.max_file_mb} MB at most.", "file_too_large")
    frame = SentFile(f"snapshot-{now:%Y%m%d-%H%M%S-%f}", request.get_data())
    try:
        accept(frame.data, context().limits)  # before a job is made for it
    except ImageRefused as error:
        raise Invalid(f"This frame was refused: {error.detail}", error.code) from None
    job_id = _camera_job(account, now.date())
    with taken_in([frame], job_id) as intake:

        def work(connection: Connection) -> Answer:
            add_images(connection, account, job_id, intake.accepted, 0, SNAPSHOT)
            return Answer(job_id, 202, json.dumps({"id": intake.accepted[0].id}))

        # A retry comes at another time, with another name: only the picture makes two frames the same.
        intake.sent[:] = intake.sent[1:]
        given = commit(intake, key, ["POST snapshots"], work)
    return _answer(json.loads(given.body)["id"], seconds)


def _camera_job(account: str, day: date) -> str:
    """The day's job; only the first snapshot of a day has to write for it."""
    with context().database.read() as connection:
        found = find_camera_job(connection, account, day)
    if found is not None:
        return found
    settings = context().settings
    rule = default_threshold(settings), flag_words(settings.uncertain_flags)
    try:
        with context().database.write() as connection:
            return camera_job(connection, account, day, *rule)
    except IntegrityError:  # another first snapshot made it at the same moment
        with context().database.read() as connection:
            return find_camera_job(connection, account, day) or _camera_job(account, day)


@snapshots.get("/snapshots/<uuid:image_id>")
def show(image_id: object) -> Response:
    """The same result later."""
    return _answer(str(image_id), wait_seconds())


def _answer(image_id: str, seconds: float) -> Response:
    may_wait = seconds > 0 and context().waiting_room.acquire(blocking=False)
    try:
        ended = _ended(image_id, seconds if may_wait else 0.0)
    finally:
        if may_wait:
            context().waiting_room.release()
    if not ended:
        response = jsonify(id=image_id, state="waiting")
        response.status_code = 202
        response.headers["Location"] = url_for("api.snapshots.show", image_id=image_id)
        response.headers["Retry-After"] = "1"
        return response
    with context().database.read() as connection:
        rows = [row_json(row) for row in image_rows(connection, image_id)]
    if not rows:
        raise Conflict("This snapshot was stopped with its job before it was classified.", "cancelled")
    faces = [row for row in rows if row["face_id"]]
    return jsonify(rows[0] | {"id": image_id, "faces": faces})


def _ended(image_id: str, seconds: float) -> bool:
    """Wait until the image has ended, asking the database: what it says is true even when Redis is away."""
    deadline, pause = time.monotonic() + seconds, POLL_SECONDS[0]
    while True:
        with context().database.read() as connection:
            if get_image(connection, current_account(), image_id).state not in PENDING:
                return True
        if time.monotonic() + pause > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, POLL_SECONDS[1])
