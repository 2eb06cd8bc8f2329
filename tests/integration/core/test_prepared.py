"""Prepared statements give what SQLAlchemy gives, each in its own transaction, and leave nothing behind."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from psycopg.abc import PQGen
from sqlalchemy import Engine, bindparam, column, event, insert, select, table, update
from sqlalchemy.exc import DBAPIError, StatementError

import core.postgres
from core.clock import utc_now
from core.database import Database
from core.ids import new_id
from core.outage import is_unreachable
from core.prepared import Prepared, Text
from core.silence import BoundedConnection
from core.tables import Account, Job, Result
from tests.integration.core.test_database import fail_while_writing
from tests.support.databases import opened, sqlite_alone
from tests.support.factories import create_account, create_job, end_some

CALLED = Prepared(select(Account.id, Account.role).where(Account.name == bindparam("name")))
ALL_KINDS = Prepared(
    select(Result.id, Result.least, Result.confidence, Result.error_code, Result.classified_at, Job.kept)
    .join(Job)
    .where(Result.job_id == bindparam("job"), Job.framing.in_(("face", "auto")))
)
WRITING = Prepared(update(Account).values(role=Account.role).returning(Account.id))
HANG_UP, ONLY_READ = "SELECT pg_terminate_backend({})", "SET default_transaction_read_only TO ON"
WRONG = Prepared(select(column("secret")).select_from(table("accounts")))


def test_it_gives_what_sqlalchemy_gives(database: Database) -> None:
    job = create_job(database, 2)
    end_some(database)
    with database.read() as connection:
        expected = connection.execute(ALL_KINDS.statement, {"job": job}).all()
    found = database.ask(ALL_KINDS, {"job": job})
    assert [row._asdict() for row in found] == [row._asdict() for row in expected]
    assert len(found) == 2


def test_what_is_always_the_same_is_not_sent(database: Database) -> None:
    """One plan for all jobs then knows of it."""
    assert "'face'" in ALL_KINDS.on(database.engine.dialect).sql


def test_it_waits_for_no_writer_and_sees_what_is_committed(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(Account).values(id=new_id(), name="a", created_at=utc_now()))
        assert database.ask(CALLED, {"name": "a"}) == []
    assert [row.role for row in database.ask(CALLED, {"name": "a"})] == ["uploader"]


def test_the_connection_begins_transactions_again(database_url: str) -> None:
    with opened(database_url, pool_size=1) as database:
        create_account(database)
        assert len(database.ask(CALLED, {"name": "owner"})) == 1
        with pytest.raises(RuntimeError):
            fail_while_writing(database)
        assert database.ask(CALLED, {"name": "x"}) == []


def test_a_mistake_is_told_as_sqlalchemy_tells_it_and_breaks_nothing(database: Database) -> None:
    with pytest.raises(DBAPIError) as told:
        database.ask(WRONG, {})
    assert not is_unreachable(told.value)
    assert "accounts" in str(told.value.statement)
    assert database.ask(CALLED, {"name": "nobody"}) == []
    with pytest.raises(RuntimeError):
        fail_while_writing(database)
    assert database.ask(CALLED, {"name": "x"}) == []


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_it_holds_nothing_open_on_postgres(database: Database) -> None:
    database.ask(CALLED, {"name": "owner"})
    with database.read() as connection:
        ours = "datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        busy = connection.exec_driver_sql(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}")  # noqa: S608
        assert busy.scalar_one() == 0


@pytest.mark.parametrize("way", ["ask", "ask_queue", "take"])
def test_who_is_torn_off_leaves_no_connection_behind(
    database: Database, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Postgres it still waits for an answer, which is not given to who asks next."""

    def torn_off(*_: object) -> object:
        raise KeyboardInterrupt

    def torn_off_asking(_: object, asking: PQGen[object], *_more: object) -> None:
        if next(asking, None) is not None:  # it has to wait
            patch.undo()  # what is done about it is not torn off
            raise KeyboardInterrupt

    ask, sqlite = getattr(database, way), database.dialect == "sqlite"
    assert ask(CALLED, {"name": "owner"}) == []
    create_account(database)
    with monkeypatch.context() as patch:
        if sqlite:
            patch.setattr(Text, "rows", torn_off)
        else:
            patch.setattr(BoundedConnection, "wait", torn_off_asking)
        with pytest.raises(KeyboardInterrupt):
            ask(CALLED, {"name": "owner"})
    assert ask(CALLED, {"name": "nobody"}) == []
    with pytest.raises(RuntimeError):
        fail_while_writing(database)
    assert database.ask(CALLED, {"name": "x"}) == []


@pytest.mark.parametrize("given", [{}, {"name": "owner", "role": "admin"}], ids=["forgotten", "too many"])
def test_values_are_those_that_are_asked_for(database: Database, given: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="'name'"):
        database.ask(CALLED, given)
    assert database.ask(CALLED, {"name": "nobody"}) == []


@pytest.mark.parametrize("way", ["ask", "ask_queue", "take"])
@pytest.mark.parametrize("address", ["sqlite:///{}", "postgresql+psycopg://a@/b?host={}"])
def test_a_database_that_is_away_is_told_as_sqlalchemy_tells_it(
    tmp_path: Path, address: str, way: str
) -> None:
    with opened(address.format(tmp_path)) as database, pytest.raises(DBAPIError) as told:
        getattr(database, way)(CALLED, {"name": "owner"})
    assert is_unreachable(told.value)


@sqlite_alone
@pytest.mark.parametrize("moment", ["before", "meanwhile"])
@pytest.mark.parametrize("way", ["ask", "ask_queue", "take"])
def test_a_connection_that_is_lost_on_sqlite_is_told_and_made_anew(
    database: Database, way: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, taken, values = getattr(database, way), list[sqlite3.Connection](), Text.values

    def lose(text: Text, given: Mapping[str, object]) -> Mapping[str, object] | Sequence[object]:
        taken.pop().close()
        return values(text, given)

    def take(driver: sqlite3.Connection, *_: object) -> None:
        taken.append(driver)
        if moment == "before":
            driver.close()

    event.listen(database.engine, "checkout", take)
    if moment == "meanwhile":
        monkeypatch.setattr(Text, "values", lose)
    with pytest.raises(DBAPIError) as told:
        ask(CALLED, {"name": "owner"})
    monkeypatch.undo()
    event.remove(database.engine, "checkout", take)
    assert told.value.connection_invalidated
    assert ask(CALLED, {"name": "owner"}) == []
    create_account(database)
    assert len(database.ask(CALLED, {"name": "owner"})) == 1


@sqlite_alone
def test_a_connection_that_is_lost_in_a_writing_transaction_is_told(database: Database) -> None:
    with pytest.raises(DBAPIError) as told:
        _lose_while_writing(database)
    assert told.value.connection_invalidated
    create_account(database)


def _lose_while_writing(database: Database) -> None:
    with database.write(synced=False) as connection:
        connection.connection.driver_connection.close()  # type: ignore[union-attr]
        connection.exec_driver_sql("SELECT 1")


def test_sqlalchemy_misses_a_forgotten_value_too(database: Database) -> None:
    with database.read() as connection, pytest.raises(StatementError, match="'name'"):
        connection.execute(CALLED.statement)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_where_postgres_hangs_up_one_hears_of_it(database: Database, database_url: str) -> None:
    """The connections beside the lost one are lost as well; none of them is tried, nor left behind."""
    pool = database.engine.pool
    with database.read() as one, database.read() as another:
        ours = [each.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for each in (one, another)]
    with opened(database_url) as other, other.write() as connection:
        for process in ours:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({process})")
    with pytest.raises(DBAPIError) as told:
        database.ask(CALLED, {"name": "owner"})
    assert is_unreachable(told.value)
    for _ in range(3):
        assert database.ask(CALLED, {"name": "owner"}) == []
    assert database.engine.pool is pool


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("lost", [HANG_UP, ONLY_READ], ids=["hung up", "can only read"])
def test_with_a_lost_connection_all_of_its_age_are_made_anew(
    database: Database, database_url: str, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that lives, too, and one that somebody has meanwhile; those that are made then stay."""
    monkeypatch.setattr(core.postgres, "REST_SECONDS", 60.0)
    with closing(Database(database_url, claimers=3)) as crew:
        (queue,) = crew.engines - {crew.engine}
        old = _processes(queue)
        with queue.connect():
            with queue.connect() as one, database.write() as other:
                process = one.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
                (other if lost == HANG_UP else one).exec_driver_sql(lost.format(process))
            with pytest.raises(DBAPIError) as told:
                [crew.take(WRITING, {}) for _ in range(2)]
            assert told.value.connection_invalidated
        made = _processes(queue)
        assert len(made) == 3
        assert not made & old
        assert crew.take(WRITING, {}) == []
        assert _processes(queue) == made


def _processes(engine: Engine) -> set[int]:
    """Those of the three connections of a pool, each of which is taken beside the others."""
    with ExitStack() as stack:
        taken = [stack.enter_context(engine.connect()) for _ in range(3)]
        return {one.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for one in taken}
