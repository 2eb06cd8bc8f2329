"""What stands of a face, by what people said of it: how many opinions there are, and which word shows.

An opinion is the newest word of one person that nobody took back. A face is settled

- by a decision, if there is one: a word that ends a dispute, which is no opinion;
- else in a job that asks for one opinion by the newest of them;
- else by the newest opinion of the majority, once there are as many as the job asks for and more than half
  of them agree.

With as many opinions and no majority it is disputed; with fewer it is open. All that is written beside the
face (`results.reviewed_label`, `reviewer`, `reviewed_at`, `opinions`): filters and exports read it there.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from core.tables import Job, Result, Review

MOST_OPINIONS = 3  # that a job may ask for
ONE: ColumnElement[int] = literal_column(
    "1"
)  # written out: SQLite finds the index of faces with several by its very words
_Undo = aliased(Review)


def stands() -> ColumnElement[bool]:
    """Whether a review is a word that nobody took back."""
    return Review.label.is_not(None) & ~exists().where(_Undo.undoes == Review.id)


def opinions(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Of these reviews the words that count: of each face each person's newest, and newest decision."""
    person = (Review.face_id, Review.voice, Review.decides)
    age = func.row_number().over(partition_by=person, order_by=Review.id.desc())
    words = select(Review, age.label("age")).where(stands(), *which).subquery()
    return select(words).where(words.c.age == 1)


def standings(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """A row a face of these reviews: `face_id`, `opinions`, and the `review_id` that shows, if one does."""
    one = opinions(*which).subquery()
    counts = case((one.c.decides, 0), else_=1)
    total = func.sum(counts).over(partition_by=one.c.face_id)
    agreeing = func.sum(counts).over(partition_by=(one.c.face_id, one.c.label))
    heard = select(
        one.c.face_id,
        one.c.job_id,
        one.c.id,
        one.c.decides,
        total.label("opinions"),
        agreeing.label("agreeing"),
    ).subquery()
    majority = (heard.c.opinions >= Job.opinions) & (2 * heard.c.agreeing > heard.c.opinions)
    wins = case((or_(heard.c.decides, Job.opinions == 1, majority), 1), else_=0)
    best = (wins.desc(), case((heard.c.decides, 1), else_=0).desc(), heard.c.id.desc())
    place = func.row_number().over(partition_by=heard.c.face_id, order_by=best)
    shown = case((wins == 1, heard.c.id)).label("review_id")
    placed = (
        select(heard.c.face_id, heard.c.opinions, shown, place.label("place"))
        .join(Job, Job.id == heard.c.job_id)
        .subquery()
    )
    return select(placed.c.face_id, placed.c.opinions, placed.c.review_id).where(placed.c.place == 1)


def disputed() -> ColumnElement[bool]:
    """Whether a face, joined with its job, has all opinions that are asked for and no majority among them."""
    several = Result.reviewed_at.is_(None) & (Result.opinions > ONE)
    return several & (Result.opinions >= Job.opinions)


def show(connection: Connection, faces: Sequence[str]) -> None:
    """Write beside faces what stands."""
    found = connection.execute(_of_faces(), {"faces": faces})
    heard = {
        row.face_id: {"heard": row.opinions, "word": row.label, "by": row.reviewer, "at": row.created_at}
        for row in found
    }
    nothing = {"heard": 0, "word": None, "by": None, "at": None}
    connection.execute(_SHOW, [nothing | heard.get(face, {}) | {"face": face} for face in faces])


def show_all(connection: Connection, job_id: str, before: int, asked: int) -> None:
    """Write beside the faces of a job what stands, when it asks for another number of opinions than before.

    Of most faces the same stands: of those that have fewer than either number, or as many as both, or none.
    Only a single opinion is asked for otherwise: then the newest counts, whatever the others say.
    """
    fewer, more = sorted((before, asked))
    other = (Result.opinions >= fewer) & (Result.opinions < more)
    if fewer == 1 < more:
        other = other | (Result.opinions > 1)
    changing = select(Result.id).where(Result.job_id == job_id, other)
    now = _said(Review.job_id == job_id, Review.face_id.in_(changing)).subquery()
    shown = update(Result).where(Result.id == now.c.face_id)
    differs = or_(
        Result.reviewed_label.is_distinct_from(now.c.label),
        Result.reviewer.is_distinct_from(now.c.reviewer),
        Result.reviewed_at.is_distinct_from(now.c.created_at),
    )
    connection.execute(
        shown.where(differs).values(
            reviewed_label=now.c.label, reviewer=now.c.reviewer, reviewed_at=now.c.created_at
        )
    )


@cache
def _of_faces() -> Select[*tuple[Any, ...]]:
    """Built once: building it costs more than running it."""
    return _said(Review.face_id.in_(bindparam("faces", expanding=True)))


def _said(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What stands of faces, with the word that shows, if one does."""
    heard = standings(*which).subquery()
    words = (heard.c.face_id, heard.c.opinions, Review.label, Review.reviewer, Review.created_at)
    return select(*words).select_from(heard).outerjoin(Review, Review.id == heard.c.review_id)


_SHOW = (
    update(Result)
    .where(Result.id == bindparam("face"))
    .values(
        opinions=bindparam("heard"),
        reviewed_label=bindparam("word"),
        reviewer=bindparam("by"),
        reviewed_at=bindparam("at"),
    )
)
