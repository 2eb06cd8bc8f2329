"""Reviews: what people say of faces, one or many at once, and taking it back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from flask import Blueprint, Response, jsonify
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from core.errors import Invalid
from core.idempotency import Answer, earlier_answer, fingerprint, keep_answer
from core.reviews.history import reviews_of_face
from core.reviews.types import ReviewView, Word
from core.reviews.undo import take_back
from core.reviews.write import Written, add_review, add_reviews
from web.api.asking import question, reviewer
from web.api.fields import idempotency_key, json_object
from web.auth import check_still_there, current_account
from web.context import context
from web.journal import did, saw
from web.rules import needs

reviews = Blueprint("reviews", __name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What was written about which jobs, and what is answered."""

    jobs: Sequence[str]
    status: int
    body: Mapping[str, object]


@reviews.post("/faces/<uuid:face_id>/reviews")
@needs("reviewer")
def create(face_id: object) -> Response:
    """Keep a person's word about a face."""
    body = json_object()
    word, if_open = _word(body | {"face_id": str(face_id)}), _truth(body, "if_open")
    who = reviewer()

    def work(connection: Connection) -> Done:
        made = add_review(
            connection, who, word.face_id, word.label, word.note, if_open=if_open, decides=word.decides
        )
        return Done([made.job_id], 201, review_json(made))

    # The last part is there only where it says more than a request of before could.
    more = [*["if_open"] * if_open, *["decides"] * word.decides]
    asked = ["POST review", word.face_id, word.label, word.note, who.desk, *more]
    return _once(asked, work)


@reviews.post("/reviews")
@needs("reviewer")
def create_many() -> Response:
    """Keep words about many faces in one step; one that is refused costs only itself."""
    body = json_object()
    items, if_open = body.get("items"), _truth(body, "if_open")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Invalid("items is a list of words about faces, each an object.", "invalid_list")
    words, who = [_word(item) for item in items], reviewer()

    def work(connection: Connection) -> Done:
        written = add_reviews(connection, who, words, if_open=if_open)
        jobs = sorted({each.job_id for each in written.kept})
        return Done(jobs, 201 if jobs else 200, written_json(written))

    return _once(["POST reviews", who.desk, json.dumps(body, sort_keys=True)], work)


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
    """Take back the newest step that still stands of who asks at this desk; `job` keeps to one job."""
    who, job = reviewer(), question().job_id

    def work(connection: Connection) -> Done:
        undone = take_back(connection, who, job)
        words = [review_json(word) for word in undone.words]
        jobs = sorted({row.job_id for row in undone.rows})
        return Done(jobs, 200, review_json(undone.rows[0]) | {"taken_back": words, "more": undone.more})

    return _once(["POST undo", job or "", who.desk], work)


def _once(parts: Sequence[str], work: Callable[[Connection], Done]) -> Response:
    """Do it in one transaction, or answer as the same request with the same key was answered."""
    try:
        given = _answer(parts, work)
    except IntegrityError:  # the same request was under way at the same time and came first
        check_still_there()
        given = _answer(parts, work)
    return Response(given.body, given.status, content_type="application/json")


def _answer(parts: Sequence[str], work: Callable[[Connection], Done]) -> Answer:
    key, asked = idempotency_key(), fingerprint(parts)
    with context().database.write() as connection:
        given = earlier_answer(connection, current_account(), key, asked) if key else None
        if given is not None:
            return given
        made = work(connection)
        for job in made.jobs:
            did(connection, "review", job)
        given = Answer(made.jobs[0] if made.jobs else "", made.status, json.dumps(made.body))
        if key and made.jobs:  # what changed nothing may be asked again, and belongs to no job
            keep_answer(connection, current_account(), key, asked, given)
    return given


def review_json(review: ReviewView) -> dict[str, object]:
    """A review as the API tells it."""
    return asdict(review) | {"created_at": review.created_at.isoformat()}


def written_json(written: Written) -> dict[str, object]:
    """What became of many words."""
    return {
        "accepted": [review_json(each) for each in written.kept],
        "rejected": [
            {"face_id": each.face_id, "code": each.error.code, "detail": each.error.detail}
            for each in written.refused
        ],
    }


def _word(said: Mapping[str, object]) -> Word:
    face, label, note = said.get("face_id"), said.get("label"), said.get("note", "")
    if not isinstance(face, str):
        raise Invalid("face_id is an id in JSON.", "invalid_face_id")
    if not isinstance(label, str) or not isinstance(note, str):
        raise Invalid("label and note are words in JSON.", "invalid_label")
    return Word(face.lower(), label, note, _truth(said, "decides"))


def _truth(body: Mapping[str, object], name: str) -> bool:
    asked = body.get(name, False)
    if not isinstance(asked, bool):
        raise Invalid(f"{name} is true or false.", f"invalid_{name}")
    return asked
