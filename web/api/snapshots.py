"""Snapshots: frames that overtake bulk work, kept in the day's camera job, or live and not kept."""

import json
from datetime import date

from flask import Blueprint, Response, request
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from core.blobs import LIVE
from core.clock import utc_now
from core.errors import Invalid, TooMany
from core.idempotency import Answer
from core.ids import new_id
from core.jobs.create import SNAPSHOT, add_images, camera_job, find_camera_job
from core.jobs.live_frames import MOST_FRAMES, add_live_frame, count_live_frames
from core.labels import flag_words
from imaging.errors import ImageRefused
from web.admission import ONE_IMAGE, admit
from web.api.answering import answer
from web.api.fields import idempotency_key, truth, wait_seconds
from web.api.model import default_threshold
from web.auth import check_still_there, current_account
from web.context import context
from web.forms import SentFile
from web.intake import commit, into_own, taken_in
from web.journal import saw
from web.reception import body_read
from web.rules import needs
from web.taking import CheckedFile, checked

snapshots = Blueprint("snapshots", __name__)


@snapshots.post("/snapshots")
@needs("uploader")
def create() -> Response:
    """Take one frame as the body: a snapshot that is kept, or with `keep=false` a live frame."""
    key, seconds, keep = idempotency_key(), wait_seconds(), truth("keep") is not False
    if keep:
        admit(key, ONE_IMAGE, bulk=False)
    else:
        _check_room()
    frame = _frame()
    if not keep:
        saw(current_account(), "watch")
    image_id = _keep(frame, key) if keep else _take_live(frame, key)
    return answer(image_id, seconds, unrung=not keep)


def _frame() -> CheckedFile:
    """The body, checked before a job is made for it."""
    if (request.content_length or 0) > context().limits.max_bytes:
        raise Invalid(f"A frame may have {context().settings.max_file_mb} MiB at most.", "file_too_large")
    frame = SentFile(f"snapshot-{utc_now():%Y%m%d-%H%M%S-%f}", request.get_data())
    body_read()
    try:
        return checked(frame)
    except ImageRefused as error:
        raise Invalid(f"This frame was refused: {error.detail}", error.code) from None


def _keep(frame: CheckedFile, key: str | None) -> str:
    """Store a snapshot in the day's camera job; its id."""
    account = current_account()
    job_id = _camera_job(account, utc_now().date())
    with into_own(job_id), taken_in([frame], job_id) as intake:

        def work(connection: Connection) -> Answer:
            add_images(connection, account, job_id, intake.accepted, 0, SNAPSHOT)
            return Answer(job_id, 202, json.dumps({"id": intake.accepted[0].id}))

        # A retry comes at another time, with another name: only the picture makes two frames the same.
        intake.sent[:] = intake.sent[1:]
        given = commit(intake, key, ["POST snapshots"], work)
    return str(json.loads(given.body)["id"])


def _take_live(frame: CheckedFile, key: str | None) -> str:
    """Store a live frame as a hidden job of its own; its id."""
    account, job_id, rule = current_account(), new_id(), _rule()
    with taken_in([frame], LIVE) as intake:

        def work(connection: Connection) -> Answer:
            add_live_frame(connection, account, job_id, *rule, intake.accepted[0])
            return Answer(job_id, 202, json.dumps({"id": intake.accepted[0].id}))

        intake.sent[:] = intake.sent[1:]
        given = commit(intake, key, ["POST snapshots", "live"], work, promised=False)
    return str(json.loads(given.body)["id"])


def _check_room() -> None:
    """Raise `TooMany` where an account has so many live frames under way that more would be a flood."""
    with context().database.read() as connection:
        there = count_live_frames(connection, current_account())
    if there >= MOST_FRAMES:
        raise TooMany(
            f"{there} live frames wait for their answers already; send the next one a little later.",
            "too_many_frames",
        )


def _camera_job(account: str, day: date) -> str:
    """The day's job; only the first snapshot of a day has to write for it."""
    with context().database.read() as connection:
        found = find_camera_job(connection, account, day)
    if found is not None:
        return found
    rule = _rule()
    try:
        with context().database.write() as connection:
            return camera_job(connection, account, day, *rule)
    except IntegrityError:  # another first snapshot made it at the same moment
        check_still_there()
        with context().database.read() as connection:
            return find_camera_job(connection, account, day) or _camera_job(account, day)


def _rule() -> tuple[float, tuple[str, ...]]:
    """What makes a frame's faces uncertain: the threshold, and flags."""
    settings = context().settings
    return default_threshold(settings), flag_words(settings.uncertain_flags)


@snapshots.get("/snapshots/<uuid:image_id>")
@needs("uploader")
def show(image_id: object) -> Response:
    """The same result later."""
    return answer(str(image_id), wait_seconds())
