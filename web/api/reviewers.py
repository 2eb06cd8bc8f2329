"""Whom a job is shared with: its owner lets named reviewers settle its faces."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from core.jobs.reviewers import JobReviewerView, add_reviewer, list_reviewers, remove_reviewer
from web.auth import current_account
from web.context import context
from web.journal import did
from web.rules import needs

reviewers = Blueprint("reviewers", __name__)


@reviewers.get("/jobs/<uuid:job_id>/reviewers")
@needs("uploader")
def index(job_id: object) -> Response:
    """Who may settle the job's faces, and who did."""
    with context().database.read() as connection:
        found = list_reviewers(connection, current_account(), str(job_id))
    return jsonify(items=[_json(each) for each in found])


@reviewers.put("/jobs/<uuid:job_id>/reviewers/<name>")
@needs("uploader")
def add(job_id: object, name: str) -> Response:
    """Share the job with somebody; again is no error."""
    share_with(str(job_id), name)
    return index(job_id)


@reviewers.delete("/jobs/<uuid:job_id>/reviewers/<name>")
@needs("uploader")
def remove(job_id: object, name: str) -> tuple[str, int]:
    """Share it with them no more."""
    unshare_with(str(job_id), name)
    return "", 204


def share_with(job_id: str, name: str) -> str:
    """Let somebody review a job, and note it. Returns their name."""
    with context().database.write() as connection:
        person = add_reviewer(connection, current_account(), job_id, name)
        did(connection, "share", job_id)
        did(connection, "share", person.id)
    return person.name


def unshare_with(job_id: str, name: str) -> str:
    """End that, and note it. Returns their name."""
    with context().database.write() as connection:
        person = remove_reviewer(connection, current_account(), job_id, name)
        did(connection, "unshare", job_id)
        did(connection, "unshare", person.id)
    return person.name


def _json(each: JobReviewerView) -> dict[str, object]:
    return asdict(each) | {"added_at": each.added_at.isoformat() if each.added_at else None}
