"""The faces that people may be asked about, and which of them somebody is asked about now."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from core.jobs.access import owned_by
from core.reviews.glances import looked_at_by_others, taken_by_others
from core.reviews.standing import disputed, stands
from core.reviews.types import Reviewer
from core.tables import Job, Result, Review, Track

_Shown = aliased(Track)  # a query may join tracks for what is said of them


def asked_about() -> Select[*tuple[Any, ...]]:
    """The query, without columns, of all faces; of a person in a video that which shows them best."""
    best = or_(Result.track_id.is_(None), _is_best())
    return select().select_from(Result).where(Result.label.is_not(None), best)


def _is_best() -> ColumnElement[bool]:
    """Whether a face is its track's best, by the track's own key: nothing leads from a face to it."""
    return exists().where(_Shown.id == Result.track_id, _Shown.best_face_id == Result.id)


def open_to(account_id: str) -> ColumnElement[bool]:
    """Whether a face, joined with its job, wants one more opinion, which is not this account's second."""
    wanted = Result.reviewed_at.is_(None) & (Result.opinions < Job.opinions)
    # Of most faces nobody has said anything: then there is nothing to look up.
    return wanted & or_(Result.opinions == 0, ~has_opinion(account_id))


def disputed_for(account_id: str) -> ColumnElement[bool]:
    """Whether a face, joined with its job, is disputed by others; its owner may be one of them."""
    return disputed() & or_(owned_by(account_id), ~has_opinion(account_id))


def may_hear(account_id: str) -> ColumnElement[bool]:
    """Whether an account may know what others said of a face, joined with its job.

    Who is still asked for an opinion may when they have given it, or a second opinion would be none; the
    job's owner may at any time.
    """
    return or_(owned_by(account_id), ~open_to(account_id))


def has_opinion(account_id: str) -> ColumnElement[bool]:
    """Whether an account said something of a face that stands and is no decision."""
    theirs = exists().where(Review.face_id == Result.id, Review.account_id == account_id, ~Review.decides)
    return theirs.where(stands()).correlate(Result)


def free_for(who: Reviewer, *, dispute: bool) -> ColumnElement[bool]:
    """Whether a face, joined with its job, may be given to somebody now: open, and not in other hands."""
    if dispute:  # one decision is enough
        return disputed_for(who.account_id) & ~looked_at_by_others(who)
    return open_to(who.account_id) & ~taken_by_others(who)
