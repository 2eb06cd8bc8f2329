"""Accounts on both databases: made, found, changed, removed; there is always an admin."""

import pytest
from sqlalchemy import select

from core.accounts import records
from core.accounts.passwords import hash_password, is_password
from core.accounts.tokens import list_tokens
from core.database import Database
from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.jobs.actions import delete_job
from core.tables import Account
from tests.support.factories import create_account, create_job, create_token


def test_the_first_account_is_made_once_and_is_an_admin(database: Database) -> None:
    with database.write() as connection:
        first = records.first_account(connection)
        assert records.first_account(connection) == first
        assert (first.name, first.role, first.has_password) == (records.FIRST_ACCOUNT, "admin", False)
        assert connection.execute(select(Account.name)).scalars().all() == [records.FIRST_ACCOUNT]


def test_an_account_is_found_however_its_name_is_typed(database: Database) -> None:
    with database.write() as connection:
        made = records.create_account(connection, " Ada@Ward-3.example ", "admin")
        assert made.name == "ada@ward-3.example"
        assert records.get_account(connection, "ADA@ward-3.example") == made
        with pytest.raises(Conflict, match="already"):
            records.create_account(connection, "ada@ward-3.EXAMPLE", "uploader")
        assert [one.id for one in records.list_accounts(connection)] == [made.id]


@pytest.mark.parametrize("name", ["", " ", "a b", "a\0", "<b>", "-x", "é", "x" * 101, "a\nb"])
def test_what_cannot_be_a_name_is_refused_and_found_nowhere(database: Database, name: str) -> None:
    with database.write() as connection:
        with pytest.raises(Invalid):
            records.create_account(connection, name, "admin")
        with pytest.raises(NotFound):
            records.get_account(connection, name)
        assert records.password_hash(connection, name) == (None, None)


def test_the_first_account_has_to_be_an_admin(database: Database) -> None:
    with database.write() as connection, pytest.raises(Conflict, match="admin"):
        records.create_account(connection, "ada", "reviewer")


def test_a_password_is_stored_hashed_and_ends_sessions(database: Database) -> None:
    with database.write() as connection:
        before = records.first_account(connection)
        assert not records.has_admin_with_password(connection)
        records.set_password(connection, before.id, hash_password("correct horse"))
        account, stored = records.password_hash(connection, before.name)
        assert records.has_admin_with_password(connection)
    assert account is not None
    assert (account.has_password, account.sessions) == (True, before.sessions + 1)
    assert "correct" not in str(stored)
    assert is_password("correct horse", stored)
    assert not is_password("correct horsf", stored)


def test_the_last_admin_stays_one(database: Database) -> None:
    admin, other = create_account(database), create_account(database, "other")
    for change in (records.remove_account, lambda c, a: records.set_role(c, a, "reviewer")):
        with pytest.raises(Conflict, match="last admin"), database.write() as connection:
            change(connection, admin)
    with database.write() as connection:
        records.set_role(connection, other, "admin")
        records.set_role(connection, admin, "uploader")
        assert records.first_account(connection).id == other


def test_an_account_goes_with_its_tokens_and_not_with_its_jobs(database: Database) -> None:
    create_account(database)
    create_token(database, "other")
    job = create_job(database, 1, owner="other")
    other = create_account(database, "other")
    with pytest.raises(Conflict, match="owns jobs"), database.write() as connection:
        records.remove_account(connection, other)
    with database.write() as connection:
        delete_job(connection, other, job)
        records.remove_account(connection, other)
        assert records.account_by_id(connection, other) is None
        assert list_tokens(connection) == []


def test_nobody_is_nobody(database: Database) -> None:
    with database.read() as connection:
        assert records.account_by_id(connection, new_id()) is None
    for change in (records.remove_account, lambda c, a: records.set_role(c, a, "admin")):
        with pytest.raises(NotFound), database.write() as connection:
            change(connection, new_id())
