"""Say something of a face, and take it back: each is a new row, and the face's result shows what stands."""

import re
from unicodedata import category

from sqlalchemy import Connection, delete, insert, select, update

from core.clock import utc_now
from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.results.page import face_row
from core.reviews.history import review_of, stands
from core.reviews.types import LONGEST_NOTE, NOTE, REVIEW_LABELS, Reviewer, ReviewView
from core.tables import Account, Glance, Job, Result, Review


def add_review(connection: Connection, who: Reviewer, face_id: str, label: str, note: str = "") -> ReviewView:
    """Keep somebody's word about a face of theirs; the newest word that stands is the face's.

    Raises `Invalid` for a word or a note that cannot be, `NotFound` for a face that is not theirs.
    """
    if label not in REVIEW_LABELS:
        raise Invalid(f"label must be one of {', '.join(REVIEW_LABELS)}.", "invalid_label")
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"A note has {LONGEST_NOTE:,} characters at most.", "invalid_note")
    if not re.fullmatch(NOTE, note) or any(category(letter) == "Cs" for letter in note):
        raise Invalid("A note has no control characters but tabs and ends of lines.", "invalid_note")
    job_id = str(face_row(connection, who.account_id, face_id).job_id)
    _hold(connection, job_id, face_id)
    return _keep(connection, who, job_id, face_id, label=label, note=note)


def take_back(connection: Connection, who: Reviewer, job_id: str | None = None) -> ReviewView:
    """Undo the newest word of a desk that still stands, in one job or in all; the row that undoes it.

    As often as it is asked, one word a time. Raises `Conflict` when there is nothing to undo.
    """
    # One after another: two at once would read the same word, and it can be undone once.
    connection.execute(select(Account.id).where(Account.id == who.account_id).with_for_update(key_share=True))
    theirs = [Review.account_id == who.account_id, Review.desk == who.desk]
    if job_id:
        theirs.append(Review.job_id == job_id)
    newest = (
        select(Review.id, Review.job_id, Review.face_id)
        .where(*theirs, stands())
        .order_by(Review.id.desc())
        .limit(1)
    )
    last = connection.execute(newest).one_or_none()
    if last is None:
        raise Conflict("There is nothing to undo.", "nothing_to_undo")
    _hold(connection, last.job_id, last.face_id)
    return _keep(connection, who, last.job_id, last.face_id, undoes=last.id)


def _hold(connection: Connection, job_id: str, face_id: str) -> None:
    """Let words about a face come one after another, and its job stay: what is read after this is the newest.

    The job first, as who deletes it does. Raises `NotFound` for a face that is gone meanwhile.
    """
    job = select(Job.id).where(Job.id == job_id).with_for_update(read=True, key_share=True)
    connection.execute(job).all()
    face = select(Result.id).where(Result.id == face_id).with_for_update(key_share=True)
    if connection.execute(face).one_or_none() is None:
        raise NotFound("There is no such face.")


def _keep(
    connection: Connection,
    who: Reviewer,
    job_id: str,
    face_id: str,
    *,
    label: str | None = None,
    undoes: str | None = None,
    note: str = "",
) -> ReviewView:
    review_id = new_id()
    row = {
        "id": review_id, "job_id": job_id, "face_id": face_id, "account_id": who.account_id,
        "reviewer": who.name, "desk": who.desk, "label": label, "undoes": undoes,
        "note": note, "created_at": utc_now(),
    }  # fmt: skip
    connection.execute(insert(Review).values(row))
    connection.execute(delete(Glance).where(Glance.face_id == face_id))
    _show(connection, face_id)
    return review_of(connection, review_id)


def _show(connection: Connection, face_id: str) -> None:
    """Write beside the face what stands: filters, pages and exports read it there."""
    newest = (
        select(Review.label, Review.reviewer, Review.created_at)
        .where(Review.face_id == face_id, stands())
        .order_by(Review.id.desc())
        .limit(1)
    )
    said = connection.execute(newest).one_or_none()
    label, reviewer, at = said or (None, None, None)
    shown = update(Result).where(Result.id == face_id)
    connection.execute(shown.values(reviewed_label=label, reviewer=reviewer, reviewed_at=at))
