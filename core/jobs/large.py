"""Large jobs: what is done to every image of one is done in pieces.

A million rows in one transaction would keep everybody else from writing, on SQLite, and be rolled back where
it takes longer than a statement may, on Postgres.
"""

from sqlalchemy import Connection, select

from core.tables import Job
from core.videos.counts import received_images

PIECE = 1000  # images whose rows change in one transaction


def is_large(connection: Connection, job_id: str) -> bool:
    """Whether a job that is there has more images than are changed at once."""
    return connection.execute(select(received_images()).where(Job.id == job_id)).scalar_one() > PIECE
