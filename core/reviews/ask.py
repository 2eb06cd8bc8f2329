"""How many people a job asks about each face."""

from sqlalchemy import Connection, select, update

from core.errors import Invalid
from core.jobs.access import check_own
from core.reviews.standing import MOST_OPINIONS, show_all
from core.tables import Job


def check_opinions(opinions: int) -> int:
    """Raises `Invalid` for a number that cannot be."""
    if not 1 <= opinions <= MOST_OPINIONS:
        raise Invalid("opinions must be 1, 2 or 3.", "invalid_opinions")
    return opinions


def set_opinions(connection: Connection, account_id: str, job_id: str, opinions: int) -> None:
    """Ask for another number of opinions, from now on and of the faces that have some.

    Asked for more, faces that were settled by fewer are open again; asked for less, those that have as many
    are settled or disputed. No word is lost. Raises `Invalid`, and as `check_own` does.
    """
    check_own(connection, account_id, job_id, hold=True)  # nobody says anything meanwhile
    before = connection.execute(select(Job.opinions).where(Job.id == job_id)).scalar_one()
    connection.execute(update(Job).where(Job.id == job_id).values(opinions=check_opinions(opinions)))
    show_all(connection, job_id, before, opinions)
