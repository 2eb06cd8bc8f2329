"""What somebody is asked about: the question in an address, who asks it, and the faces that they get."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from core.errors import Invalid
from core.jobs.access import check_visible
from core.results.export import row_json
from core.results.filters import Sort
from core.results.page import rows_in_order
from core.results.row import ResultRow
from core.reviews.orders import Order
from core.reviews.queue import EVERYTHING, Question, Which, next_faces
from core.reviews.take import take_faces
from core.reviews.types import DESK, Reviewer
from web.api.fields import identifier, result_filter
from web.auth import asker, current_account
from web.context import context
from web.journal import saw
from web.rules import needs

asking = Blueprint("asking", __name__)

QUESTION_WORDS = (
    "job",
    "which",
    "order",
    "desk",
    "mode",
    "fresh",
    "face",
)  # of an address, beside a filter's
SORTED: Mapping[Sort, Order] = {"confidence": "unsure", "-confidence": "sure"}


@asking.get("/review/next")
@needs("reviewer")
def following() -> Response:
    """The face that most needs a person; 204 where none does."""
    found = asked_faces(question(), 1)
    for row in found:
        saw(str(row.job_id))
    return jsonify(row_json(found[0])) if found else Response(status=204)


def reviewer() -> Reviewer:
    """Who asks, and at which desk: a word that a window of the browser chooses for itself."""
    desk = request.args.get("desk", "")
    if not re.fullmatch(DESK, desk):
        raise Invalid("desk has 64 letters, digits or signs of ASCII at most.", "invalid_desk")
    return Reviewer(asker().id, asker().name, desk)


def asked_faces(asked: Question, most: int, *, fresh: bool = False) -> Sequence[ResultRow]:
    """The next faces, kept for who asks; a HEAD, which shows them to nobody, keeps none."""
    database, who = context().database, reviewer()
    if request.method != "HEAD":
        return take_faces(database, who, asked, most, fresh=fresh)
    with database.read() as connection:
        return rows_in_order(connection, next_faces(connection, who, asked, most))


def question() -> Question:
    """What is asked about: with a filter, all faces that it keeps, as it sorts them, unless the address says.

    Raises `NotFound` for a job that is not theirs.
    """
    job = identifier("job")
    if job is not None:
        with context().database.read() as connection:
            check_visible(connection, current_account(), job)
    named = result_filter(QUESTION_WORDS)
    chosen = replace(named, sort=EVERYTHING.sort)
    usual = "uncertain" if chosen == EVERYTHING else "all"
    # Question checks both words.
    which: Which = request.args.get("which") or usual  # type: ignore[assignment]
    order: Order | None = request.args.get("order") or SORTED.get(named.sort)  # type: ignore[assignment]
    return Question(job, which, chosen, order)
