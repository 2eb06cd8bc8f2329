"""Transactions: rolled back on errors, reads that see one state, writers that take turns."""

import multiprocessing
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

import core.postgres
from core.clock import utc_now
from core.database import Database
from core.errors import Busy
from core.ids import new_id
from core.tables import Account
from core.writers import WriterQueue
from tests.support.databases import opened
from tests.support.factories import create_account, create_job, read_job
from tests.support.processes import wait_for


def accounts(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(Account)).scalar_one()


def fail_while_writing(database: Database) -> None:
    with database.write() as connection:
        row = Account.__table__.insert().values(id=new_id(), name="x", created_at=utc_now())
        connection.execute(row)
        raise RuntimeError


def test_an_error_takes_everything_back(database: Database) -> None:
    with pytest.raises(RuntimeError):
        fail_while_writing(database)
    assert accounts(database) == 0


def test_a_reader_sees_one_state(database: Database) -> None:
    create_account(database)
    with database.read() as connection:
        count = select(func.count()).select_from(Account)
        before = connection.execute(count).scalar_one()
        create_account(database, "another")
        assert connection.execute(count).scalar_one() == before == 1
    assert accounts(database) == 2


def test_writers_in_many_threads_all_get_their_turn(database: Database, database_url: str) -> None:
    create_account(database)
    with ThreadPoolExecutor(8) as writers, opened(database_url) as other:
        jobs = list(writers.map(lambda n: create_job(database if n % 2 else other, 1), range(40)))
    assert all(read_job(database, job).counts.received == 1 for job in jobs)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_sqlite_is_set_for_safety(database: Database, pragma: str, value: str | int) -> None:
    with database.read() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_comes_after_an_unsynced_write_is_synced(database: Database) -> None:
    """The one connection of the pool, whether the write before succeeded or failed."""
    for error in (None, RuntimeError()):
        with suppress(RuntimeError), database.write(synced=False) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 1
            if error:
                raise error
        with database.engine.begin() as raw:
            assert raw.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reader_is_not_stopped_by_a_writer(database: Database, tmp_path: Path) -> None:
    create_account(database)
    with sqlite3.connect(tmp_path / "browline.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert accounts(database) == 1
        other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_connection_that_has_rested_is_asked_whether_it_lives(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its server has hung up meanwhile nobody hears of it; one that was used just now fails once."""
    for rest, heard in ((0.0, False), (60.0, True)):
        monkeypatch.setattr(core.postgres, "REST_SECONDS", rest)
        accounts(database)  # leaves a connection
        _hang_up_all(database.url)
        if heard:
            with pytest.raises(OperationalError):
                accounts(database)
        assert accounts(database) == 0


def _hang_up_all(url: str) -> None:
    with opened(url) as other, other.read() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() AND backend_type = 'client backend'"
        )


def test_closing_leaves_no_file_open(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'a.db'}") as database:
        with database.write() as connection:
            connection.exec_driver_sql("SELECT 1")
        database.close()
        links = [Path(link).resolve() for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not [path for path in links if path.parent == tmp_path]


def test_writers_wait_in_the_order_of_their_coming(tmp_path: Path) -> None:
    order, queues = list[int](), [WriterQueue(tmp_path / "a.db", 15) for _ in range(5)]

    def write(number: int) -> None:
        with queues[number].turn():
            order.append(number)

    with queues[4].turn():
        waiting = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for number, thread in enumerate(waiting):
            thread.start()
            wait_for(lambda so_many=number + 1: lined_up(tmp_path / "a.db-writers") == so_many)
    for thread in waiting:
        thread.join()
    for queue in queues:
        queue.close()
    assert order == [0, 1, 2, 3]


def lined_up(path: Path) -> int:
    """How many wait for a file's lock, as the kernel knows them."""
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    inode = str(path.stat().st_ino)
    return sum("->" in words and words[-3].split(":")[-1] == inode for words in lines)


def waiting_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "writers"]


def open_files(path: Path) -> int:
    links = [link for link in Path("/proc/self/fd").iterdir() if link.exists()]
    return sum(link.resolve() == path for link in links)


def give_up(queue: WriterQueue) -> None:
    with pytest.raises(Busy), queue.turn():
        pass


def test_however_many_give_up_one_thread_waits_for_the_turn(tmp_path: Path) -> None:
    holder, queue = WriterQueue(tmp_path / "a.db", 15), WriterQueue(tmp_path / "a.db", 0.01)
    with holder.turn():
        for _ in range(50):
            give_up(queue)
        assert len(waiting_threads()) == 1
        assert open_files(tmp_path / "a.db-writers") == 2
    wait_for(lambda: not waiting_threads())
    for each in (queue, holder, queue):  # the turn that came too late is held by nobody
        with each.turn():
            pass
    holder.close()
    queue.close()


def test_who_comes_again_takes_the_place_of_who_gave_up(tmp_path: Path) -> None:
    holder, queue = WriterQueue(tmp_path / "a.db", 15), WriterQueue(tmp_path / "a.db", 0.2)

    def come() -> bool:
        with suppress(Busy), queue.turn():
            return True
        return False

    with ThreadPoolExecutor(1) as other:
        with holder.turn():
            give_up(queue)
            place = waiting_threads()
            assert not other.submit(come).result()
            assert waiting_threads() == place
            queue._seconds = 60
            again = other.submit(come)
        assert again.result()
    holder.close()
    queue.close()


def test_closing_in_a_place_leaves_the_file_to_it(tmp_path: Path) -> None:
    holder, queue = WriterQueue(tmp_path / "a.db", 15), WriterQueue(tmp_path / "a.db", 0.01)
    with holder.turn():
        give_up(queue)
        queue.close()
    wait_for(lambda: not waiting_threads())
    assert open_files(tmp_path / "a.db-writers") == 1
    holder.close()


def _count_up(path: Path, times: int) -> None:
    queue = WriterQueue(path, 15)
    for _ in range(times):
        with queue.turn():
            count = path.with_name("count")
            count.write_text(str(int(count.read_text()) + 1))
    queue.close()


def test_one_writer_at_a_time_over_processes(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=_count_up, args=(tmp_path / "a.db", 300)) for _ in range(2)]
    for process in others:
        process.start()
    for process in others:
        process.join()
    assert (tmp_path / "count").read_text() == "600"


def test_one_file_by_two_names_has_one_queue_of_writers(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "real")
    with opened(f"sqlite:///{tmp_path / 'other' / 'a.db'}") as database, database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE some (number)")
    assert [path.name for path in (tmp_path / "real").glob("*-writers*")]
    (tmp_path / "link.db").symlink_to(tmp_path / "real" / "a.db")
    with opened(f"sqlite:///{tmp_path / 'link.db'}") as database, database.write() as connection:
        connection.exec_driver_sql("INSERT INTO some VALUES (1)")
    assert not list(tmp_path.glob("*-writers*"))
