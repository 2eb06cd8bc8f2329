"""Take back what was said, a step at a time: what undoes a word is a row too."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, exists, select

from core.errors import Conflict, NotFound
from core.jobs.access import visible_to
from core.reviews.glances import GLANCE_SECONDS, note_glances
from core.reviews.history import reviews_in_order
from core.reviews.keep import Entry, hold, keep
from core.reviews.standing import stands
from core.reviews.types import Reviewer, ReviewView
from core.tables import Account, Job, Review


@dataclass(frozen=True, slots=True)
class Undone:
    """The rows that undo a step, and the words that it had, the newest first; whether there are `more`."""

    rows: Sequence[ReviewView]
    words: Sequence[ReviewView]
    more: bool


def take_back(connection: Connection, who: Reviewer, job_id: str | None = None) -> Undone:
    """Undo the newest step of a desk that still stands, in one job or in all: a word, or all said at once.

    As often as it is asked, one step a time; the desk gets the faces back to look at. Raises `Conflict` when
    there is nothing to undo, `NotFound` when all its faces go meanwhile.
    """
    # One after another: two at once would read the same word, and it can be undone once.
    connection.execute(select(Account.id).where(Account.id == who.account_id).with_for_update(key_share=True))
    newest = _newest_step(connection, who, job_id)
    if not newest:
        raise Conflict("There is nothing to undo.", "nothing_to_undo")
    there = hold(connection, {word.face_id: word.job_id for word in newest})
    words = [word for word in newest if word.face_id in there]
    if not words:
        raise NotFound("There is no such face.")
    entries = [Entry(word.job_id, word.face_id, undoes=word.id) for word in words]
    rows = keep(connection, who, entries, step=entries[0].id if len(entries) > 1 else None)
    if who.desk:
        note_glances(connection, who, [word.face_id for word in words], GLANCE_SECONDS)
    taken_back = reviews_in_order(connection, [word.id for word in words])
    return Undone(rows, taken_back, may_take_back(connection, who, job_id))


def may_take_back(connection: Connection, who: Reviewer, job_id: str | None = None) -> bool:
    """Whether a desk has a step that still stands, in one job or in all."""
    return connection.execute(_standing(who, job_id).limit(1)).one_or_none() is not None


def _newest_step(connection: Connection, who: Reviewer, job_id: str | None) -> Sequence[ReviewView]:
    """The words of the newest step that stand; none where there is none."""
    query = _standing(who, job_id)
    last = connection.execute(query.limit(1)).one_or_none()
    if last is None:
        return []
    if last.step is None:
        return reviews_in_order(connection, [last.id])
    # A step is named by its first row, so an index leads to where it begins.
    step = query.where(Review.step == last.step, Review.id >= last.step)
    return reviews_in_order(connection, list(connection.execute(step).scalars()))


def _standing(who: Reviewer, job_id: str | None) -> Select[str, str | None]:
    """The words of a desk that stand, with their steps, the newest first."""
    seen = exists().where(Job.id == Review.job_id, visible_to(who.account_id))
    theirs = [Review.account_id == who.account_id, Review.desk == who.desk, stands(), seen]
    if job_id:
        theirs.append(Review.job_id == job_id)
    return select(Review.id, Review.step).where(*theirs).order_by(Review.id.desc())
