"""Nothing stays of what is deleted: by time, by its owner, with an account."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import IntegrityError

from core.accounts.records import account_by_id, create_account, get_account
from core.accounts.types import AccountView
from core.audit.types import Bounds
from core.blobs.folder import FolderStore
from core.database import Database
from core.errors import Conflict
from core.forget import forget_account, forget_data
from core.journal import Deed, Wanted, entries, note
from core.reviews.types import Reviewer
from core.reviews.write import add_review
from core.tables import Base, Job, Result, Review
from tests.integration.audit.world import World, make_world
from tests.support.auditing import codes
from tests.support.databases import sqlite_alone
from tests.support.factories import create_job, end_some, sure
from worker.sweeper import tidy

OWNED = {"jobs", "images", "results", "videos", "tracks", "idempotent_answers"}
MARK = b"Herr-Mustermann"


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """Rows in every table, whatever can have a name of a person or file has a marked one."""
    made = make_world(database, tmp_path / "blobs")
    with database.write() as connection:
        for change in (
            "images SET filename = 'MARK'", "videos SET filename = 'MARK'", "jobs SET name = 'MARK'",
            "results SET error_detail = 'MARK', reviewer = 'owner'",
            "idempotent_answers SET body = '{\"name\": \"MARK\"}'",
        ):  # fmt: skip
            connection.exec_driver_sql(f"UPDATE {change.replace('MARK', MARK.decode())}")
    return made


def owner_of(world: World) -> str:
    with world.database.read() as connection:
        return get_account(connection, "owner").id


def rows(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name in OWNED
        }


def kept_jobs(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(select(Job.id).where(Job.kept)).scalars())


def say(connection: Connection, job: str, who: AccountView, faces: Sequence[str], label: str) -> None:
    """Somebody's word about faces of a job that may be another's."""
    jobs = update(Job).where(Job.id == job)
    owner = connection.execute(select(Job.owner_id).where(Job.id == job)).scalar_one()
    connection.execute(jobs.values(owner_id=who.id))
    for face in faces:
        add_review(connection, Reviewer(who.id, who.name), face, label)
    connection.execute(jobs.values(owner_id=owner))


def check_nothing_left(world: World) -> None:
    assert rows(world.database) == dict.fromkeys(OWNED, 0)
    assert [path for path in world.folder.rglob("*") if path.is_file()] == []
    assert codes(world.database, world.store) == {}
    if world.database.dialect == "sqlite":
        files = list(world.folder.parent.glob("browline.db*"))
        assert files
        assert [file.name for file in files if MARK in file.read_bytes()] == []


def test_the_mark_is_there_before(world: World) -> None:
    assert all(rows(world.database).values())
    if world.database.dialect == "sqlite":
        files = world.folder.parent.glob("browline.db*")
        assert any(MARK in file.read_bytes() for file in files)


def test_after_its_time_everything_of_a_job_is_gone(world: World) -> None:
    with world.database.write() as connection:
        connection.execute(text("UPDATE jobs SET created_at = '2020-01-01 00:00:00.000000'"))
    found = codes(world.database, world.store, Bounds())
    assert (found["job_kept_too_long"], found["live_frame_left"]) == (4, 1)
    tidy(world.database, world.store, 30)
    world.store.discard_live(-1)  # the sweeper's other hand, half a minute later
    check_nothing_left(world)


def test_what_an_owner_has_deleted_is_gone(world: World) -> None:
    owner = owner_of(world)
    assert forget_data(world.database, world.store, owner, Deed(owner, "forget", owner)) == 5
    check_nothing_left(world)
    with world.database.read() as connection:
        assert account_by_id(connection, owner) is not None
        written = [entry.action for entry in entries(connection, Wanted(), 10)]
    assert written == ["delete"] * 4 + ["forget"]  # and a live frame, which nobody was promised


@sqlite_alone
def test_what_is_cut_short_is_written_down_as_far_as_it_came(world: World, database: Database) -> None:
    owner, before = owner_of(world), kept_jobs(database)
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refusing BEFORE DELETE ON jobs WHEN (SELECT count(*) FROM jobs) < 3 "
            "BEGIN SELECT RAISE(ABORT, 'refusing'); END"
        )
    with pytest.raises(IntegrityError):
        forget_data(database, world.store, owner, Deed(owner, "forget", owner))
    gone = before - kept_jobs(database)
    with database.read() as connection:
        *deleted, first = entries(connection, Wanted(), 10)
    assert (first.action, first.object_id) == ("forget", owner)
    assert gone
    assert {(entry.account_id, entry.action, entry.object_id) for entry in deleted} == {
        (owner, "delete", job) for job in gone
    }


def test_what_is_somebody_elses_stays(world: World, database: Database) -> None:
    theirs = create_job(database, 1, owner="stranger")
    with database.read() as connection:
        stranger = get_account(connection, "stranger").id
    before = rows(database)
    assert forget_data(database, world.store, stranger, Deed(None, "forget", stranger)) == 1
    after = rows(database)
    assert (before["jobs"] - after["jobs"], before["images"] - after["images"]) == (1, 1)
    with database.read() as connection:
        assert connection.execute(select(Job.id).where(Job.id == theirs)).one_or_none() is None


def test_an_account_goes_with_everything_and_its_deeds_lose_its_name(world: World) -> None:
    database, owner = world.database, owner_of(world)
    with database.write() as connection:
        create_account(connection, "other", "admin")
        note(connection, Deed(owner, "sign_in", owner, "192.0.2.1"))
    with database.read() as connection:
        account = get_account(connection, "owner")
    forget_account(database, world.store, account, Deed(None, "forget", owner))
    check_nothing_left(world)
    with database.read() as connection:
        assert account_by_id(connection, owner) is None
        found = entries(connection, Wanted(object_id=owner), 10)
        assert connection.execute(text("SELECT count(*) FROM tokens")).scalar_one() == 0
    assert [(entry.action, entry.account, entry.address) for entry in found] == [
        ("forget", None, None), ("sign_in", None, None),
    ]  # fmt: skip


def test_a_reviewer_is_unnamed_in_what_others_own(database: Database, tmp_path: Path) -> None:
    job = create_job(database, 3)
    end_some(database, sure)
    with database.write() as connection:
        owner = get_account(connection, "owner")
        reviewer = create_account(connection, "reviewer", "admin")
        faces = connection.execute(select(Result.id).order_by(Result.id)).scalars().all()
        say(connection, job, reviewer, faces[:2], "male")
        say(connection, job, owner, faces[1:2], "female")
        say(connection, job, owner, faces[2:], "female")
        # An account that is gone had the same name.
        connection.execute(update(Review).where(Review.account_id == owner.id).values(reviewer="reviewer"))
        connection.execute(update(Result).values(reviewer="reviewer"))
    forget_account(database, FolderStore(tmp_path / "blobs"), reviewer, Deed(None, "forget", reviewer.id))
    with database.read() as connection:
        shown = connection.execute(select(Result.reviewed_label, Result.reviewer).order_by(Result.id)).all()
        said = connection.execute(select(Review.label, Review.reviewer).order_by(Review.id)).all()
    assert shown == [("male", None), ("female", "reviewer"), ("female", "reviewer")]
    assert said == [("male", None), ("male", None), ("female", "reviewer"), ("female", "reviewer")]


def test_the_last_admin_keeps_everything(world: World) -> None:
    with world.database.read() as connection:
        account = get_account(connection, "owner")
        before = connection.execute(select(func.count()).select_from(Job)).scalar_one()
    with pytest.raises(Conflict, match="last admin"):
        forget_account(world.database, world.store, account, Deed(None, "forget", account.id))
    with world.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Job)).scalar_one() == before > 0


@sqlite_alone
def test_a_reader_does_not_hold_up_the_wiping(database: Database) -> None:
    create_job(database, 1)
    with database.read() as connection:
        connection.execute(select(Job.id)).all()
        create_job(database, 1)
        database.wipe_deleted()


def test_what_is_kept_too_long_is_found(world: World) -> None:
    with world.database.write() as connection:
        note(connection, Deed(None, "account", owner_of(world)))
        connection.execute(text("UPDATE journal SET at = '2020-01-01 00:00:00.000000'"))
        connection.execute(text("UPDATE idempotent_answers SET created_at = '2020-01-01 00:00:00.000000'"))
        connection.execute(text("UPDATE idempotent_answers SET body = '{}'"))
    assert codes(world.database, world.store) == {"answer_kept_too_long": 3, "journal_kept_too_long": 1}
    tidy(world.database, world.store, 30)
    assert codes(world.database, world.store) == {}
