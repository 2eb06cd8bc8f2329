"""Give claims back: by the worker that cannot go on, and by the sweeper when a lease has ended."""

from sqlalchemy import ColumnElement, Connection, case, select, update

from core.clock import database_now
from core.database import Database
from core.tables import Image, Job
from core.work.finish import end, ending
from core.work.types import Outcome

MAX_LOSSES = 3
_cancelled = select(Job.cancelled_at).where(Job.id == Image.job_id).scalar_subquery()
_BACK_TO = case((_cancelled.is_(None), "waiting"), else_="cancelled")  # a cancel holds for work in hand too


def give_back(database: Database, claim_id: str) -> int:
    """Return a claim's images to the queue unharmed (the worker cannot go on). Returns how many."""
    with database.write() as connection:
        ours = _locked(connection, Image.claim_id == claim_id)
        back = update(Image).where(*ours).values(state=_BACK_TO, claim_id=None, lease_until=None)
        return connection.execute(back).rowcount


def release_expired(database: Database) -> int:
    """Take back images whose lease has ended. Returns how many lost their claim."""
    with database.write() as connection:
        return _lose(connection, Image.lease_until < database_now())


def lose_claim(database: Database, claim_id: str) -> int:
    """Take back a claim whose batch failed for a reason that one of its images may be. Returns how many."""
    with database.write() as connection:
        return _lose(connection, Image.claim_id == claim_id)


def _lose(connection: Connection, condition: ColumnElement[bool]) -> int:
    """Return images to the queue as suspects, which run alone from now on; after three losses they fail."""
    lost = _locked(connection, condition)
    back = (
        update(Image)
        .where(*lost, Image.losses + 1 < MAX_LOSSES)
        .values(state=_BACK_TO, claim_id=None, lease_until=None, losses=Image.losses + 1)
    )
    released = connection.execute(back).rowcount
    given_up = connection.execute(select(Image.id, Image.job_id, Image.claim_id).where(*lost)).all()
    for row in given_up:
        end(connection, row.claim_id, ending(connection.dialect.name, [_lost(row.id, row.job_id)], None))
    return released + len(given_up)


def _locked(connection: Connection, condition: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """Keep the jobs of images in work as they are until the commit; the images as conditions.

    Who cancels or deletes a job holds it first and its images then. In the other order the two could wait for
    each other, and an image would come back to a queue that a cancel has just emptied.
    """
    in_work = (Image.state == "working", condition)
    theirs = Job.id.in_(select(Image.job_id).where(*in_work))
    locked = connection.execute(select(Job.id).where(theirs).order_by(Job.id).with_for_update()).scalars()
    return (*in_work, Image.job_id.in_(locked.all()))


def _lost(image_id: str, job_id: str) -> Outcome:
    detail = f"Classifying it stopped the worker {MAX_LOSSES} times; the file may be damaged."
    return Outcome(image_id, job_id, error_code="worker_lost", error_detail=detail)
