"""Jobs: make, list, read, cancel, retry, close, delete."""

import json
from dataclasses import fields

from flask import Blueprint, Response, jsonify, request, url_for
from sqlalchemy import Connection

from core.errors import Invalid
from core.idempotency import Answer
from core.ids import new_id
from core.jobs.access import check_own
from core.jobs.actions import (
    cancel_job,
    close_job,
    delete_job,
    is_open,
    list_jobs,
    retry_job,
    set_threshold,
)
from core.jobs.create import add_images, create_job
from core.jobs.moves import Moves
from core.jobs.state import Counts, JobView, get_job, poll_job
from core.quotas import Amounts, check_quotas
from core.reviews.ask import set_opinions
from core.videos.create import add_videos
from web.admission import ONE_JOB, admit
from web.api.fields import idempotency_key, job_request, json_object, limit, truth, video_every
from web.api.job_change import job_change
from web.api.listing import page_of, seen_last
from web.auth import current_account
from web.context import context
from web.forms import Form
from web.intake import commit, taken_in
from web.journal import did
from web.rules import needs

jobs = Blueprint("jobs", __name__)

# Their own way to a dictionary copies each value, which takes as long as a database takes to answer.
_NAMES, _COUNTED = (tuple(field.name for field in fields(kind)) for kind in (JobView, Counts))
UNDER_WAY = {"receiving", "waiting", "working"}
MOVING_SECONDS = 1.0  # that whoever cancels or retries a large job waits at the most


def job_json(job: JobView) -> dict[str, object]:
    """A job as the API shows it."""
    finished = job.finished_at.isoformat() if job.finished_at else None
    told: dict[str, object] = {name: getattr(job, name) for name in _NAMES}
    counts = {name: getattr(job.counts, name) for name in _COUNTED}
    return told | {"counts": counts, "created_at": job.created_at.isoformat(), "finished_at": finished}


@jobs.post("/jobs")
@needs("uploader")
def create() -> Response:
    """Make a job of the images in this form, or announce how many will come."""
    key, form = idempotency_key(), Form()
    admit(key, ONE_JOB)
    job_id, account = new_id(), current_account()
    with taken_in(form.files("images"), job_id) as intake:
        asked = job_request(form.fields, "Upload")
        every = video_every(form.fields)
        if not intake.sent and asked.expected is None:
            raise Invalid(
                "No image could be read from this request: send multipart/form-data with one or more files "
                "named images, or announce how many will come in the field expected.",
                "no_images",
            )

        def work(connection: Connection) -> Answer:
            create_job(connection, account, job_id, asked)
            add_videos(connection, job_id, intake.videos, every)
            add_images(connection, account, job_id, intake.accepted, len(intake.refused))
            body = job_json(get_job(connection, account, job_id)) | intake.as_json()
            return Answer(job_id, 202, json.dumps(body))

        rule = [str(asked.threshold), *asked.uncertain_flags, *[str(asked.opinions)] * (asked.opinions > 1)]
        counted = [str(asked.expected), *[f"refused {asked.refused}"] * (asked.refused > 0)]
        told = [asked.name, *rule, asked.framing, *counted, str(every)]
        return answer(commit(intake, key, ["POST jobs", *told], work, new_jobs=1))


def answer(given: Answer) -> Response:
    """An answer to an upload, new or repeated."""
    response = Response(given.body, given.status, mimetype="application/json")
    response.headers["Location"] = url_for("api.jobs.show", job_id=given.job_id)
    return response


@jobs.get("/jobs")
@needs("uploader")
def index() -> Response:
    """List the account's jobs, or those that are shared with it, newest first."""
    asked, shared = limit(50), truth("shared") or False
    with context().database.read() as connection:
        found = list_jobs(connection, current_account(), asked + 1, seen_last(), shared=shared)
    page = page_of(found, asked)
    return _conditional({"items": [job_json(job) for job in page.items], "next_cursor": page.next_cursor})


@jobs.get("/jobs/<uuid:job_id>")
@needs("uploader")
def show(job_id: object) -> Response:
    """One job with its counts."""
    job = poll_job(context().database, current_account(), str(job_id))
    response = _conditional(job_json(job))
    if job.state in UNDER_WAY:
        response.headers["Retry-After"] = "1"
    return response


def _conditional(body: dict[str, object]) -> Response:
    response = jsonify(body)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)  # type: ignore[return-value]


@jobs.post("/jobs/<uuid:job_id>/cancel")
@needs("uploader")
def cancel(job_id: object) -> tuple[Response, int]:
    """Stop what has not started."""
    with context().database.write() as connection:
        cancel_job(connection, current_account(), str(job_id))
    return _moved(str(job_id)), 202


def _moved(job_id: str) -> Response:
    """A job whose images move, when they have moved for a moment: in it nearly every job is through."""
    Moves(context().database).go_on(MOVING_SECONDS, job_id)
    with context().database.read() as connection:
        return jsonify(job_json(get_job(connection, current_account(), job_id)))


@jobs.post("/jobs/<uuid:job_id>/retry")
@needs("uploader")
def retry(job_id: object) -> tuple[Response, int]:
    """Run failed images, and those that a cancel stopped, again, if there is room for one more open job."""
    context().backlog.check()
    with context().database.write() as connection:
        if not is_open(connection, current_account(), str(job_id)):
            check_quotas(connection, current_account(), context().quotas, Amounts(open_jobs=1))
        queued = retry_job(connection, current_account(), str(job_id))
        did(connection, "retry", str(job_id))
    context().backlog.add(queued)
    context().doorbell.ring(queued)
    return _moved(str(job_id)), 202


@jobs.post("/jobs/<uuid:job_id>/close")
@needs("uploader")
def close(job_id: object) -> tuple[Response, int]:
    """Expect no more images than have come."""
    with context().database.write() as connection:
        close_job(connection, current_account(), str(job_id))
        job = get_job(connection, current_account(), str(job_id))
    return jsonify(job_json(job)), 202


@jobs.patch("/jobs/<uuid:job_id>")
@needs("uploader")
def change(job_id: object) -> Response:
    """Give the job another threshold or number of opinions; its decisions and reviews follow at once."""
    with context().database.write() as connection:
        account = current_account()
        check_own(connection, account, str(job_id), hold=True)
        asked = job_change(json_object())
        if asked.threshold is not None:
            set_threshold(connection, str(job_id), asked.threshold)
        if asked.opinions is not None:
            set_opinions(connection, account, str(job_id), asked.opinions)
        did(connection, "change", str(job_id))
        job = get_job(connection, current_account(), str(job_id))
    return jsonify(job_json(job))


@jobs.delete("/jobs/<uuid:job_id>")
@needs("uploader")
def delete(job_id: object) -> tuple[str, int]:
    """Remove the job, its images' bytes and its results."""
    if_empty = truth("if_empty") or False
    with context().database.write() as connection:
        delete_job(connection, current_account(), str(job_id), if_empty=if_empty)
        did(connection, "delete", str(job_id))
    context().blobs.delete_job(str(job_id))
    return "", 204
