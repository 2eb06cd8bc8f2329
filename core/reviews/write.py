"""Say something of a face, and take it back: each is a new row, and the face's result shows what stands."""

import re
from unicodedata import category

from sqlalchemy import Connection, delete, func, insert, select

from core.clock import utc_now
from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.jobs.access import visible_to
from core.results.page import face_row
from core.reviews.decide import check_may_decide
from core.reviews.history import review_of
from core.reviews.standing import show, stands
from core.reviews.types import LONGEST_NOTE, NOTE, REVIEW_LABELS, Reviewer, ReviewView
from core.tables import Account, Glance, Job, Result, Review


def add_review(
    connection: Connection, who: Reviewer, face_id: str, label: str, note: str = "", *, decides: bool = False
) -> ReviewView:
    """Keep somebody's word about a face that they may see; what then stands of it shows beside it.

    Raises `Invalid` for a word or a note that cannot be, `NotFound` for a face that they may not see, and as
    `check_may_decide` does where it `decides` a dispute.
    """
    if label not in REVIEW_LABELS:
        raise Invalid(f"label must be one of {', '.join(REVIEW_LABELS)}.", "invalid_label")
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"A note has {LONGEST_NOTE:,} characters at most.", "invalid_note")
    if not re.fullmatch(NOTE, note) or any(category(letter) == "Cs" for letter in note):
        raise Invalid("A note has no control characters but tabs and ends of lines.", "invalid_note")
    job_id = str(face_row(connection, who.account_id, face_id).job_id)
    _hold(connection, job_id, face_id)
    if decides:
        check_may_decide(connection, who.account_id, face_id)
    return _keep(connection, who, job_id, face_id, label=label, note=note, decides=decides)


def take_back(connection: Connection, who: Reviewer, job_id: str | None = None) -> ReviewView:
    """Undo the newest word of a desk that still stands, in one job or in all; the row that undoes it.

    As often as it is asked, one word a time. Raises `Conflict` when there is nothing to undo.
    """
    # One after another: two at once would read the same word, and it can be undone once.
    connection.execute(select(Account.id).where(Account.id == who.account_id).with_for_update(key_share=True))
    theirs = [Review.account_id == who.account_id, Review.desk == who.desk, visible_to(who.account_id)]
    if job_id:
        theirs.append(Review.job_id == job_id)
    newest = (
        select(Review.id, Review.job_id, Review.face_id)
        .join(Job, Job.id == Review.job_id)
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
    decides: bool = False,
) -> ReviewView:
    review_id = new_id()
    row = {
        "id": review_id, "job_id": job_id, "face_id": face_id, "account_id": who.account_id,
        "reviewer": who.name, "desk": who.desk, "label": label, "undoes": undoes,
        "note": note, "created_at": utc_now(), "decides": decides,
        "voice": _voice(connection, who.account_id, face_id),
    }  # fmt: skip
    connection.execute(insert(Review).values(row))
    connection.execute(delete(Glance).where(Glance.face_id == face_id, Glance.account_id == who.account_id))
    show(connection, face_id)
    return review_of(connection, review_id)


def _voice(connection: Connection, account_id: str, face_id: str) -> int:
    """An account's number among those who said something of a face, which others keep when it is gone."""
    said = select(Review.voice).where(Review.face_id == face_id)
    theirs = connection.execute(said.where(Review.account_id == account_id).limit(1)).scalar_one_or_none()
    if theirs is not None:
        return theirs
    last = select(func.coalesce(func.max(Review.voice), 0)).where(Review.face_id == face_id)
    return int(connection.execute(last).scalar_one()) + 1
