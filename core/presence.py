"""Which workers are there, ready or not, and why: what `/readyz` and the pages say of the engine."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, delete, insert, select

from core.clock import database_now
from core.tables import Worker

FRESH_SECONDS = 15.0
BEAT_SECONDS = 5.0
LOADING = "the model is loading"  # the reason of a worker that has just begun


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """What one worker process says of itself."""

    id: str
    ready: bool
    engine: str
    model_version: str
    reason: str  # what a library said may be in it
    finder_version: str = ""

    @property
    def is_loading(self) -> bool:
        """Whether it will be ready, or know why not, in a moment."""
        return not self.ready and self.reason == LOADING


def report(connection: Connection, worker: WorkerReport) -> None:
    """Note that a worker is there now."""
    connection.execute(delete(Worker).where(Worker.id == worker.id))
    connection.execute(
        insert(Worker).values(
            id=worker.id,
            ready=worker.ready,
            engine=worker.engine,
            model_version=worker.model_version,
            finder_version=worker.finder_version,
            reason=worker.reason,
            seen_at=database_now(),
        )
    )


def leave(connection: Connection, worker_id: str) -> None:
    """Note that a worker has gone."""
    connection.execute(delete(Worker).where(Worker.id == worker_id))


def present_workers(connection: Connection) -> Sequence[WorkerReport]:
    """The workers heard of lately, the ready ones first."""
    rows = connection.execute(
        select(*(Worker.__table__.c[field.name] for field in fields(WorkerReport)))
        .where(Worker.seen_at > database_now() - FRESH_SECONDS)
        .order_by(Worker.ready.desc(), Worker.id)
    )
    return [WorkerReport(*row) for row in rows]


def forget_absent(connection: Connection) -> None:
    """Remove workers that have been silent for long."""
    connection.execute(delete(Worker).where(Worker.seen_at < database_now() - 20 * FRESH_SECONDS))
