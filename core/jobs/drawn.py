"""Jobs whose faces are drawn: those of `browline demo`, and those that classify them again.

What people say of drawn faces tells nothing of photographs, so it counts only on these jobs' own pages.
"""

from sqlalchemy import ColumnElement, Connection, exists, select, update

from core.jobs.access import owned_by
from core.tables import Job


def mark_drawn(connection: Connection, job_id: str) -> None:
    """Say it of a job."""
    connection.execute(update(Job).where(Job.id == job_id).values(drawn=True))


def is_drawn(connection: Connection, job_id: str) -> bool:
    """Whether it was said of this job."""
    return bool(connection.execute(select(Job.drawn).where(Job.id == job_id)).scalar())


def has_drawn(connection: Connection, whose: ColumnElement[bool]) -> bool:
    """Whether some are drawn among jobs that a condition chooses."""
    return bool(connection.execute(select(exists().where(Job.drawn, Job.kept, whose))).scalar_one())


def drawn_jobs(connection: Connection, owner_id: str) -> dict[str, str]:
    """The names of an account's drawn jobs by their ids, the oldest first."""
    query = select(Job.id, Job.name).where(Job.drawn, Job.kept, owned_by(owner_id)).order_by(Job.id)
    return {row.id: row.name for row in connection.execute(query)}
