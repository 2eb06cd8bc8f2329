"""The reviewer's page: one face after another, settled by a key, or fifty at a glance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, jsonify, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from core.errors import Invalid
from core.ids import is_id
from core.jobs.access import sees_any
from core.jobs.state import JobView, get_job
from core.labels import LABELS
from core.results.page import face_rows
from core.results.row import ResultRow
from core.reviews.glances import free_faces
from core.reviews.heard import heard
from core.reviews.queue import Question, count_held, count_open, leaves_drawn_out
from core.reviews.take import keep_faces
from core.reviews.undo import may_take_back
from web.api.asking import asked_faces, reviewer
from web.api.fields import limit, truth
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.pages import view_query
from web.pages.frame import AROUND
from web.pages.review_view import ORDER, WHICH, ReviewView, review_view
from web.pages.scene import BOXES, Scene, scene_of
from web.rules import needs

review = Blueprint("review_page", __name__)

AHEAD, MOST = 8, 50  # faces that a page holds, so that the next picture is there before it is asked for
MOST_HELD = 400  # faces that a window says it looks at
MANY = 10_000  # faces that wait; more are not counted


@dataclass(frozen=True, slots=True)
class Card:
    """One face to judge, with what its job thinks of it."""

    row: ResultRow
    job: JobView
    scene: Scene
    heard: Sequence[str]  # what people said of a disputed face, without their names


@review.get("/review")
@needs("reviewer")
def show() -> str:
    """The page; the address chooses what is asked about, and how. Its script fetches the faces."""
    view = review_view()
    with context().database.read() as connection:
        job_id = view.asked.job_id
        job = get_job(connection, current_account(), job_id) if job_id else None
        open_faces = count_open(connection, current_account(), view.asked, MANY + 1)
        without_drawn = leaves_drawn_out(connection, current_account(), view.asked)
        nothing_yet = not open_faces and not sees_any(connection, current_account())
    return render_template(
        "review.html",
        job=job,
        shown=view,
        open_faces=open_faces,
        without_drawn=without_drawn,
        nothing_yet=nothing_yet,
        many=MANY,
        which=WHICH,
        orders=ORDER,
        chips=view_query.chips(view.asked.chosen),
    )


@review.get("/review/cards")
@needs("reviewer")
def cards() -> Response:
    """The faces that are asked about next, kept for the window that asks; `fresh`: none that it has."""
    shown, most = review_view(), limit(AHEAD, MOST)
    for part in _parts(shown):
        rows = asked_faces(part, most, fresh=bool(truth("fresh")))
        if rows:
            break
    with context().database.read() as connection:
        made = _cards(connection, shown, rows)
        made.headers["Browline-Held"] = str(count_held(connection, reviewer(), shown.asked, MOST_HELD))
        made.headers["Browline-Undo"] = str(may_take_back(connection, reviewer(), shown.asked.job_id)).lower()
    return made


def _parts(shown: ReviewView) -> Iterator[Question]:
    """A grid shows faces of one label: first those of one, when these are all settled of the other.

    A sample is no sample any more where its faces are sorted.
    """
    asked = shown.asked
    if shown.mode == "one" or shown.order == "random":
        yield asked
        return
    for label in LABELS if asked.chosen.label is None else [asked.chosen.label]:
        yield replace(asked, chosen=replace(asked.chosen, label=label))


@review.get("/review/faces")
@needs("reviewer")
def again() -> Response:
    """Faces again (`face`, as often as there are faces) whose reviews were taken back."""
    shown, account = review_view(), current_account()
    asked = request.args.getlist("face")[:MOST_HELD]
    with context().database.read() as connection:
        # Without those that were deleted meanwhile.
        return _cards(connection, shown, face_rows(connection, account, list(filter(is_id, asked))))


@review.post("/review/keep")
@needs("reviewer")
def keep() -> Response:
    """Keep faces for the window that looks at them; which of them it still has."""
    dispute = review_view().asked.which == "disputed"
    return jsonify(faces=keep_faces(context().database, reviewer(), _faces(), dispute=dispute))


@review.post("/review/free")
@needs("reviewer")
def free() -> Response:
    """Let others have faces, since the window that looked at them is left."""
    with context().database.write(synced=False) as connection:
        free_faces(connection, reviewer(), _faces())
    return Response(status=204)


def _faces() -> Sequence[str]:
    body = request.get_json(silent=True)
    faces = body.get("faces") if isinstance(body, dict) else None
    if not isinstance(faces, list) or len(faces) > MOST_HELD:
        raise Invalid(f"faces is a list of at most {MOST_HELD} ids.", "invalid_list")
    return [face for face in faces if isinstance(face, str) and is_id(face)]


def _cards(connection: Connection, shown: ReviewView, rows: Sequence[ResultRow]) -> Response:
    account = current_account()
    jobs = {job: get_job(connection, account, job) for job in {str(row.job_id) for row in rows}}
    for job in jobs.values():
        saw(job.id)
    disputed = shown.asked.which == "disputed"
    said = heard(connection, [str(row.face_id) for row in rows]) if disputed else {}
    made = [Card(row, jobs[str(row.job_id)], scene_of(row), said.get(str(row.face_id), ())) for row in rows]
    body = render_template(
        "review/grid.html" if shown.mode == "grid" else "review/cards.html",
        cards=made,
        boxes=BOXES,
        around=AROUND,
        orders=ORDER,
        shown=shown,
        view=view_query,
    )
    left = str(count_open(connection, account, shown.asked, MANY + 1))
    return Response(body, headers={"Browline-Open": left, "Cache-Control": "no-store"})
