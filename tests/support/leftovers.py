"""What lies in the tables and the store: a frame that is not kept must leave nothing."""

from pathlib import Path

from sqlalchemy import func, select

from core.database import Database
from core.tables import IdempotentAnswer, Image, Job, Result
from tests.support.forms import stored

NOTHING = {"jobs": 0, "images": 0, "results": 0, "idempotent_answers": 0, "packs": 0}


def left(database: Database, home: Path) -> dict[str, int]:
    """How many rows of each table are there, and how many packs."""
    with database.read() as connection:
        tables = {
            table.__tablename__: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Job, Image, Result, IdempotentAnswer)
        }
    return tables | {"packs": len(stored(home))}
