"""Whether an upload would be accepted and classified now, and what is missing where it would not."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.blobs import BlobStore
from core.database import Database
from core.doorbell import Doorbell
from core.errors import first_line
from core.presence import LOADING, WorkerReport, present_workers
from core.schema import schema_trouble

log = logging.getLogger(__name__)

NO_ANSWER = "it does not answer"
NO_WORKER = "none has reported"
READ_ONLY = "it can only be read"
NO_MODEL = "no model can be used"


@dataclass(frozen=True, slots=True)
class Part:
    """One part that work needs, and what is wrong with it; nothing where it does its work."""

    name: str
    troubles: Sequence[str] = ()
    code: str = ""  # what they are for programs, in a word that stays


@dataclass(frozen=True, slots=True)
class Readiness:
    """All parts, and the workers that are there, the ready ones first."""

    parts: Sequence[Part]
    workers: Sequence[WorkerReport]

    @property
    def missing(self) -> list[str]:
        """Each trouble with the name of its part before it."""
        return [f"{part.name}: {trouble}" for part in self.parts for trouble in part.troubles]

    @property
    def serving(self) -> WorkerReport | None:
        """A worker that classifies now."""
        return next((worker for worker in self.workers if worker.ready), None)


def readiness(database: Database, blobs: BlobStore, doorbell: Doorbell, room: int) -> Readiness:
    """Ask every part; `room` is how many bytes the store must have free."""
    workers, rows = _rows(database)
    store = blobs.trouble(room)
    redis = None if doorbell.answers() else NO_ANSWER
    needed = _part("store", store, "store_unavailable"), _part("redis", redis, "redis_unavailable")
    return Readiness((*rows, *needed), workers)


def _part(name: str, trouble: str | None, code: str) -> Part:
    return Part(name, [trouble], code) if trouble else Part(name)


def _rows(database: Database) -> tuple[Sequence[WorkerReport], tuple[Part, ...]]:
    """What the database says of itself and of the workers; where it does not answer nobody knows of them."""
    try:
        with database.read() as connection:
            lacking = schema_trouble(connection)
            workers = [] if lacking else present_workers(connection)
            read_only = is_read_only(connection)
    except SQLAlchemyError as error:
        log.warning("not ready: %s", first_line(error))
        return (), (_part("database", NO_ANSWER, "database_unavailable"),)
    schema = _part("database", lacking, "database_schema")
    if read_only:
        database.engine.dispose()  # a connection stays read-only after its server is no longer
        schema = schema if lacking else _part("database", READ_ONLY, "database_read_only")
    elif lacking:
        return (), (schema,)
    return workers, (schema, _idle(workers))


def is_read_only(connection: Connection) -> bool:
    """Whether this connection's Postgres takes no changes; of SQLite its file says so at the first one."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on")


def _idle(workers: Sequence[WorkerReport]) -> Part:
    """Why none is ready."""
    if any(worker.ready for worker in workers):
        return Part("worker")
    if not workers:
        return Part("worker", [NO_WORKER], "no_worker")
    failed = sorted({worker.reason for worker in workers if not worker.is_loading})
    loading = [LOADING] * any(worker.is_loading for worker in workers)
    told = [*(f"{NO_MODEL} ({reason})" for reason in failed), *loading]
    return Part("worker", told, "no_usable_model" if failed else "model_loading")
