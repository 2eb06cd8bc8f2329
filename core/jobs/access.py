"""Who may see a job, and who may change it: its owner both, a named reviewer sees it and settles its faces.

Every query that asks whose a job is asks here. What somebody may not see is not there; what they see and may
not change is refused.
"""

from sqlalchemy import BindParameter, ColumnElement, Connection, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from core.accounts.roles import ROLES, may
from core.errors import BrowlineError, Forbidden, NotFound
from core.tables import Account, Job, JobReviewer

Who = str | BindParameter[str]  # an account's id
REVIEWING = tuple(role for role in ROLES if may(role, "reviewer"))

# By other names, so that a query around them may name these tables itself.
_Shared, _Person = aliased(JobReviewer), aliased(Account)


def owned_by(account: Who) -> ColumnElement[bool]:
    """Whether a job is an account's own: it may change, share and delete it. None is once it was deleted."""
    return and_(Job.owner_id == account, Job.deleted_at.is_(None))


def visible_to(account: Who) -> ColumnElement[bool]:
    """Whether an account may look at a job and settle its faces: its own, and those that are shared with it.

    Who is no reviewer any more, by their role, sees nothing that is shared until they are one again.
    """
    shared = (
        select(_Shared.job_id)
        .join(_Person, _Person.id == _Shared.account_id)
        .where(_Shared.job_id == Job.id, _Shared.account_id == account, _Person.role.in_(REVIEWING))
    )
    return or_(owned_by(account), shared.exists())


def check_visible(connection: Connection, account_id: str, job_id: str) -> None:
    """Raises `NotFound` for a job that an account may not see, as for none."""
    if connection.execute(_SEEN, {"job": job_id, "account": account_id}).one_or_none() is None:
        raise _no_job()


def sees_any(connection: Connection, account_id: str) -> bool:
    """Whether there is a job that an account may see."""
    seen = select(Job.id).where(visible_to(account_id), Job.kept).limit(1)
    return connection.execute(seen).one_or_none() is not None


def check_own(connection: Connection, account_id: str, job_id: str, *, hold: bool = False) -> None:
    """Raises `NotFound` for a job that an account may not see, `Forbidden` for one that it only reviews.

    With `hold` the job stays as it is until the end of the transaction.
    """
    own = select(Job.id).where(Job.id == job_id, owned_by(account_id), Job.kept)
    if connection.execute(own.with_for_update() if hold else own).one_or_none() is None:
        raise refusal(connection, account_id, job_id)


def refusal(connection: Connection, account_id: str, job_id: str) -> BrowlineError:
    """Why an account that does not own a job may not change it."""
    try:
        check_visible(connection, account_id, job_id)
    except NotFound as error:
        return error
    return Forbidden("Only the owner of this job can do that; you review its faces.", "not_the_owner")


# Built once: building it costs more than running it, and every page of a list asks.
_SEEN = select(Job.id).where(Job.id == bindparam("job"), visible_to(bindparam("account")), Job.kept)


def _no_job() -> NotFound:
    return NotFound("There is no such job.")
