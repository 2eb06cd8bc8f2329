"""The reviewer's page: one face after another, settled by a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from core.jobs.state import JobView, get_job
from core.results.page import face_row
from core.results.row import ResultRow
from core.reviews.queue import Question, count_open
from web.api.asking import asked_faces, question
from web.api.fields import limit
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.scene import BOXES, Scene, scene_of
from web.rules import needs

review = Blueprint("review_page", __name__)

AHEAD, MOST = 8, 50  # faces that a page holds, so that the next picture is there before it is asked for


@dataclass(frozen=True, slots=True)
class Card:
    """One face to judge, with what its job thinks of it."""

    row: ResultRow
    job: JobView
    scene: Scene


@review.get("/review")
@needs("reviewer")
def show() -> str:
    """The page; `job` and `which` in the address choose what is asked about. Its script fetches the faces."""
    asked = question()
    with context().database.read() as connection:
        job = get_job(connection, current_account(), asked.job_id) if asked.job_id else None
        open_faces = count_open(connection, current_account(), asked)
    return render_template("review.html", job=job, asked=asked, open_faces=open_faces)


@review.get("/review/cards")
@needs("reviewer")
def cards() -> Response:
    """The faces that are asked about next, kept for the window that asks."""
    asked = question()
    rows = asked_faces(asked, limit(AHEAD, MOST))
    with context().database.read() as connection:
        return _cards(connection, asked, rows)


@review.get("/review/faces/<uuid:face_id>")
@needs("reviewer")
def card(face_id: object) -> Response:
    """One face again, whose review was taken back."""
    asked = question()
    with context().database.read() as connection:
        return _cards(connection, asked, [face_row(connection, current_account(), str(face_id))])


def _cards(connection: Connection, asked: Question, rows: Sequence[ResultRow]) -> Response:
    account = current_account()
    jobs = {row.job_id: get_job(connection, account, str(row.job_id)) for row in rows}
    for job in jobs.values():
        saw(job.id)
    made = [Card(row, jobs[row.job_id], scene_of(row)) for row in rows]
    body = render_template("review/cards.html", cards=made, boxes=BOXES, view=view_query)
    left = str(count_open(connection, account, asked))
    return Response(body, headers={"Browline-Open": left, "Cache-Control": "no-store"})
