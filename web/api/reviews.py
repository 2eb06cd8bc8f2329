"""Reviews: the face that most needs a person, what they say of it, and taking it back."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from core.errors import Invalid
from core.idempotency import Answer, earlier_answer, fingerprint, keep_answer
from core.jobs.state import get_job
from core.results.export import row_json
from core.results.filters import Sort
from core.results.page import rows_in_order
from core.results.row import ResultRow
from core.reviews.history import reviews_of_face
from core.reviews.orders import Order
from core.reviews.queue import EVERYTHING, Question, Which, next_faces
from core.reviews.take import take_faces
from core.reviews.types import DESK, Reviewer, ReviewView
from core.reviews.write import add_review, take_back
from web.api.fields import idempotency_key, identifier, result_filter
from web.auth import asker, check_still_there, current_account
from web.context import context
from web.journal import did, saw
from web.rules import needs

reviews = Blueprint("reviews", __name__)

QUESTION_WORDS = ("job", "which", "order", "desk", "mode")  # of an address, beside those of a filter
SORTED: Mapping[Sort, Order] = {"confidence": "unsure", "-confidence": "sure"}


@reviews.get("/review/next")
@needs("reviewer")
def following() -> Response:
    """The face that most needs a person; 204 where none does."""
    found = asked_faces(question(), 1)
    for row in found:
        saw(str(row.job_id))
    return jsonify(row_json(found[0])) if found else Response(status=204)


@reviews.post("/faces/<uuid:face_id>/reviews")
@needs("reviewer")
def create(face_id: object) -> Response:
    """Keep a person's word about a face."""
    body = _body()
    label, note = body.get("label"), body.get("note", "")
    if not isinstance(label, str) or not isinstance(note, str):
        raise Invalid("label and note are words in JSON.", "invalid_label")
    who, face = reviewer(), str(face_id)
    return _once(
        ["POST review", face, label, note, who.desk],
        201,
        lambda connection: add_review(connection, who, face, label, note),
    )


@reviews.get("/faces/<uuid:face_id>/reviews")
@needs("uploader")
def history(face_id: object) -> Response:
    """All that was said of a face, the oldest first."""
    with context().database.read() as connection:
        found = reviews_of_face(connection, current_account(), str(face_id))
    for job in {each.job_id for each in found}:
        saw(job)
    return jsonify(items=[review_json(each) for each in found])


@reviews.post("/review/undo")
@needs("reviewer")
def undo() -> Response:
    """Take back the newest word that still stands of who asks at this desk; `job` keeps to one job."""
    who, job = reviewer(), question().job_id
    return _once(["POST undo", job or "", who.desk], 200, lambda connection: take_back(connection, who, job))


def _once(parts: Sequence[str], status: int, work: Callable[[Connection], ReviewView]) -> Response:
    """Do it in one transaction, or answer as the same request with the same key was answered."""
    try:
        given = _answer(parts, status, work)
    except IntegrityError:  # the same request was under way at the same time and came first
        check_still_there()
        given = _answer(parts, status, work)
    return Response(given.body, given.status, content_type="application/json")


def _answer(parts: Sequence[str], status: int, work: Callable[[Connection], ReviewView]) -> Answer:
    key, asked = idempotency_key(), fingerprint(parts)
    with context().database.write() as connection:
        given = earlier_answer(connection, current_account(), key, asked) if key else None
        if given is None:
            made = work(connection)
            did(connection, "review", made.job_id)
            given = Answer(made.job_id, status, json.dumps(review_json(made)))
            if key:
                keep_answer(connection, current_account(), key, asked, given)
    return given


def reviewer() -> Reviewer:
    """Who asks, and at which desk: a word that a window of the browser chooses for itself."""
    desk = request.args.get("desk", "")
    if not re.fullmatch(DESK, desk):
        raise Invalid("desk has 64 letters, digits or signs of ASCII at most.", "invalid_desk")
    return Reviewer(asker().id, asker().name, desk)


def asked_faces(asked: Question, most: int) -> Sequence[ResultRow]:
    """The next faces, kept for who asks; a HEAD, which shows them to nobody, keeps none."""
    database, who = context().database, reviewer()
    if request.method != "HEAD":
        return take_faces(database, who, asked, most)
    with database.read() as connection:
        return rows_in_order(connection, next_faces(connection, who, asked, most))


def question() -> Question:
    """What is asked about: with a filter, all faces that it keeps, as it sorts them, unless the address says.

    Raises `NotFound` for a job that is not theirs.
    """
    job = identifier("job")
    if job is not None:
        with context().database.read() as connection:
            get_job(connection, current_account(), job)
    named = result_filter(QUESTION_WORDS)
    chosen = replace(named, sort=EVERYTHING.sort)
    usual = "uncertain" if chosen == EVERYTHING else "all"
    # Question checks both words.
    which: Which = request.args.get("which") or usual  # type: ignore[assignment]
    order: Order | None = request.args.get("order") or SORTED.get(named.sort)  # type: ignore[assignment]
    return Question(job, which, chosen, order)


def review_json(review: ReviewView) -> dict[str, object]:
    """A review as the API tells it."""
    return asdict(review) | {"created_at": review.created_at.isoformat()}


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid("Send a JSON object.", "invalid_json")
    return body
