"""What the database holds more often than it was sent."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from core.tables import Image


def made_twice(connection: Connection, jobs: Sequence[str]) -> int:
    """Images beyond one of each file of these jobs, in them or in another job made of the same files.

    Every file that tests send to a running system has a name of its own.
    """
    names = select(Image.filename).where(Image.job_id.in_(jobs))
    beyond = func.count() - func.count(Image.filename.distinct())
    return connection.execute(select(beyond).where(Image.filename.in_(names))).scalar_one()
