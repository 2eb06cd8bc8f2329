"""Whom a job is shared with: named reviewers settle its faces; its owner adds and removes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, case, delete, func, insert, select

from core.accounts.records import get_account
from core.accounts.roles import may
from core.accounts.types import AccountView
from core.clock import utc_now
from core.errors import Conflict, NotFound
from core.jobs.access import check_own, check_visible
from core.tables import Account, Job, JobReviewer, Review

Part = Literal["owner", "reviewer", "former"]


@dataclass(frozen=True, slots=True)
class JobReviewerView:
    """Somebody who may say, or once said, what the faces of a job look like."""

    name: str
    part: Part
    added_at: datetime | None  # of reviewers
    reviews: int  # words that stand


def add_reviewer(connection: Connection, account_id: str, job_id: str, name: str) -> AccountView:
    """Let somebody review a job; whom it is shared with already stays so.

    Raises as `check_own` does, `NotFound` for a name that nobody has, `Conflict` for the owner and for who
    is no reviewer by their role.
    """
    check_own(connection, account_id, job_id, hold=True)
    person = _named(connection, name)
    if person.id == account_id:
        raise Conflict("This is your own job: you review it anyway.", "own_job")
    if not may(person.role, "reviewer"):
        raise Conflict(
            f"{person.name} is an {person.role} and cannot review. An admin can make a reviewer of them.",
            "not_a_reviewer",
        )
    if not _is_reviewer(connection, job_id, person.id):
        row = {"job_id": job_id, "account_id": person.id, "added_at": utc_now()}
        connection.execute(insert(JobReviewer).values(row))
    return person


def remove_reviewer(connection: Connection, account_id: str, job_id: str, name: str) -> AccountView:
    """End at once what somebody may see of a job; what they said of its faces stays.

    Raises as `check_own` does, and `NotFound` for who does not review it.
    """
    check_own(connection, account_id, job_id, hold=True)
    person = _named(connection, name)
    theirs = (JobReviewer.job_id == job_id) & (JobReviewer.account_id == person.id)
    if not connection.execute(delete(JobReviewer).where(theirs)).rowcount:
        raise NotFound(f"This job is not shared with {person.name}.", "not_shared")
    return person


def list_reviewers(connection: Connection, account_id: str, job_id: str) -> Sequence[JobReviewerView]:
    """The owner, whom it is shared with, and who has only left words; each by name. Raises `NotFound`."""
    check_visible(connection, account_id, job_id)
    words = dict(_count_words(connection, job_id))
    owner = select(Account.name).join(Job, Job.owner_id == Account.id).where(Job.id == job_id)
    shared = (
        select(Account.name, JobReviewer.added_at)
        .join(JobReviewer, JobReviewer.account_id == Account.id)
        .where(JobReviewer.job_id == job_id)
        .order_by(Account.name)
    )
    name = connection.execute(owner).scalar_one()
    found = [JobReviewerView(name, "owner", None, words.pop(name, 0))]
    for row in connection.execute(shared):
        found.append(JobReviewerView(row.name, "reviewer", row.added_at, words.pop(row.name, 0)))
    return [
        *found,
        *(JobReviewerView(name, "former", None, said) for name, said in sorted(words.items()) if said),
    ]


def _named(connection: Connection, name: str) -> AccountView:
    try:
        return get_account(connection, name)
    except NotFound:
        raise NotFound("There is no account of this name.", "no_such_account") from None


def _is_reviewer(connection: Connection, job_id: str, account_id: str) -> bool:
    there = select(JobReviewer.job_id).where(
        JobReviewer.job_id == job_id, JobReviewer.account_id == account_id
    )
    return connection.execute(there).one_or_none() is not None


def _count_words(connection: Connection, job_id: str) -> Sequence[tuple[str, int]]:
    """By name, "" where it was forgotten. Each undo takes back one word of the same person."""
    standing = func.sum(case((Review.label.is_not(None), 1), else_=-1))
    counts = select(func.coalesce(Review.reviewer, ""), standing).where(Review.job_id == job_id)
    return [(name, int(said)) for name, said in connection.execute(counts.group_by(Review.reviewer))]
