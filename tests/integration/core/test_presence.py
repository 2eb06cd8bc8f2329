"""Workers that report themselves, and those that fell silent."""

from sqlalchemy import func, select, update

from core.database import Database
from core.presence import FRESH_SECONDS, WorkerReport, forget_absent, leave, present_workers, report
from core.tables import Worker


def create_report(worker_id: str = "host:1", *, ready: bool = True, reason: str = "") -> WorkerReport:
    return WorkerReport(worker_id, ready, "litert", "seed-1", reason, "finder-1")


def tell(database: Database, *reports: WorkerReport) -> None:
    with database.write() as connection:
        for said in reports:
            report(connection, said)


def silent_for(database: Database, seconds: float) -> None:
    with database.write() as connection:
        connection.execute(update(Worker).values(seen_at=Worker.seen_at - seconds))


def present(database: Database) -> list[WorkerReport]:
    with database.read() as connection:
        return list(present_workers(connection))


def test_nobody_is_there_at_first(database: Database) -> None:
    assert present(database) == []


def test_a_worker_is_there_as_it_last_reported(database: Database) -> None:
    tell(database, create_report(ready=False, reason="the model is loading"), create_report())
    assert present(database) == [create_report()]


def test_ready_workers_come_first(database: Database) -> None:
    tell(database, create_report("a:1", ready=False), create_report("b:2"))
    assert [worker.id for worker in present(database)] == ["b:2", "a:1"]


def test_a_short_silence_is_forgiven(database: Database) -> None:
    tell(database, create_report())
    silent_for(database, FRESH_SECONDS - 5)
    assert present(database) == [create_report()]


def test_a_long_silence_means_gone(database: Database) -> None:
    tell(database, create_report())
    silent_for(database, FRESH_SECONDS + 1)
    assert present(database) == []


def test_a_worker_that_leaves_is_gone_at_once(database: Database) -> None:
    tell(database, create_report("a:1"), create_report("b:2"))
    with database.write() as connection:
        leave(connection, "a:1")
    assert [worker.id for worker in present(database)] == ["b:2"]


def test_only_the_long_silent_are_forgotten(database: Database) -> None:
    tell(database, create_report("old:1"))
    silent_for(database, 25 * FRESH_SECONDS)
    tell(database, create_report("new:2"))
    with database.write() as connection:
        forget_absent(connection)
        assert connection.execute(select(func.count()).select_from(Worker)).scalar_one() == 1
