"""Delete all data of an account: jobs with their images, videos, results and reviews, and the bytes."""

from sqlalchemy import Connection, delete, select, update

from core.accounts.records import check_not_last_admin, end_sessions, remove_account
from core.accounts.types import AccountView
from core.blobs import BlobStore
from core.database import Database
from core.errors import Conflict
from core.jobs.housekeeping import named_packs
from core.jobs.removal import mark_deleted, remove_rows
from core.journal import Deed, forget_addresses, note
from core.reviews.standing import standings
from core.tables import Job, Result, Review, Token

TRIES = 3  # of who still sends while their account goes


def forget_data(database: Database, blobs: BlobStore, account_id: str, deed: Deed) -> int:
    """Delete everything that an account owns, but for the account. Returns how many jobs there were.

    Job by job and piece by piece, so that nobody waits long for the database, and again until nothing has
    come meanwhile. The journal says so first, and of each job as it goes: if it is cut short, that much of it
    can be read.
    """
    with database.write() as connection:
        forget_addresses(connection, account_id)
        note(connection, deed)
    jobs = 0
    while _delete_one(database, blobs, account_id, deed.account_id):
        jobs += 1
    database.wipe_deleted()
    return jobs


def forget_account(database: Database, blobs: BlobStore, account: AccountView, deed: Deed) -> int:
    """Delete an account with everything that it owns, and its name from reviews of what others own.

    Raises `Conflict` for the last admin before anything is deleted.
    """
    with database.write() as connection:
        check_not_last_admin(connection, account)
        end_sessions(connection, account.id)
        connection.execute(delete(Token).where(Token.account_id == account.id))
    jobs = 0
    for attempt in range(1, TRIES + 1):
        jobs += forget_data(database, blobs, account.id, deed)
        try:
            with database.write() as connection:
                _unname(connection, account.id)  # the reviews lead to it until it goes
                remove_account(connection, account.id)
                forget_addresses(connection, account.id)  # of what was under way when its sessions ended
        except Conflict as error:
            if error.code != "owns_jobs" or attempt == TRIES:
                raise
        else:
            break
    database.wipe_deleted()
    return jobs


def _delete_one(database: Database, blobs: BlobStore, account_id: str, doer: str | None) -> bool:
    """Delete one job and then its bytes, also one whose rows are going. False where there is none."""
    with database.write() as connection:
        theirs = select(Job.id, Job.kept, Job.deleted_at).where(Job.owner_id == account_id)
        job = connection.execute(theirs.limit(1).with_for_update()).one_or_none()
        if job is None:
            return False
        is_frame = not job.kept and job.deleted_at is None
        frames = named_packs(connection, job.id) if is_frame else ()
        mark_deleted(connection, Job.id == job.id)
        if job.kept:
            note(connection, Deed(doer, "delete", job.id))
    remove_rows(database, job.id)
    blobs.delete_job(job.id)
    for pack in frames:
        blobs.discard(pack)
    return True


def _unname(connection: Connection, account_id: str) -> None:
    """Take an account's name from its reviews and from faces that show one; others may have had that name."""
    faces = select(Review.face_id).where(Review.account_id == account_id)
    shown = standings(Review.face_id.in_(faces)).subquery()
    theirs = select(shown.c.face_id).join(Review, Review.id == shown.c.review_id)
    theirs = theirs.where(Review.account_id == account_id)
    connection.execute(update(Result).where(Result.id.in_(theirs)).values(reviewer=None))
    connection.execute(update(Review).where(Review.account_id == account_id).values(reviewer=None))
