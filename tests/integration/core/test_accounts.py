"""Accounts, tokens and sign-in links; secrets are nowhere to be read."""

from sqlalchemy import select

from core import accounts
from core.database import Database
from core.ids import new_id
from core.tables import Account, SignInLink, Token


def test_the_first_account_is_made_once(database: Database) -> None:
    with database.write() as connection:
        first = accounts.first_account(connection)
        assert accounts.first_account(connection) == first
        assert connection.execute(select(Account.name)).scalars().all() == [accounts.FIRST_ACCOUNT]


def test_a_token_speaks_for_its_account(database: Database) -> None:
    with database.write() as connection:
        owner = accounts.first_account(connection)
        secret = accounts.create_token(connection, owner, "script")
        assert accounts.token_account(connection, secret) == owner


def test_two_tokens_are_different(database: Database) -> None:
    with database.write() as connection:
        owner = accounts.first_account(connection)
        assert accounts.create_token(connection, owner, "a") != accounts.create_token(connection, owner, "a")


def test_a_wrong_token_speaks_for_nobody(database: Database) -> None:
    with database.write() as connection:
        secret = accounts.create_token(connection, accounts.first_account(connection), "script")
        assert accounts.token_account(connection, secret[:-1]) is None
        assert accounts.token_account(connection, "") is None


def test_the_hash_of_a_token_is_no_token(database: Database) -> None:
    with database.write() as connection:
        accounts.create_token(connection, accounts.first_account(connection), "script")
        stored = connection.execute(select(Token.hash)).scalar_one()
        assert accounts.token_account(connection, stored) is None


def test_secrets_are_stored_hashed(database: Database) -> None:
    with database.write() as connection:
        owner = accounts.first_account(connection)
        token = accounts.create_token(connection, owner, "script")
        link = accounts.create_sign_in_link(connection, owner)
        stored = repr(connection.execute(select(Token.__table__)).all())
        stored += repr(connection.execute(select(SignInLink.__table__)).all())
    assert token not in stored
    assert token.removeprefix("brw_") not in stored
    assert link not in stored


def test_a_link_signs_in_once(database: Database) -> None:
    with database.write() as connection:
        owner = accounts.first_account(connection)
        link = accounts.create_sign_in_link(connection, owner)
        assert accounts.use_sign_in_link(connection, link) == owner
        assert accounts.use_sign_in_link(connection, link) is None


def test_a_new_link_ends_the_earlier_one(database: Database) -> None:
    with database.write() as connection:
        owner = accounts.first_account(connection)
        old = accounts.create_sign_in_link(connection, owner)
        new = accounts.create_sign_in_link(connection, owner)
        assert accounts.use_sign_in_link(connection, old) is None
        assert accounts.use_sign_in_link(connection, new) == owner


def test_an_unknown_account_has_no_name(database: Database) -> None:
    with database.read() as connection:
        assert accounts.account_name(connection, new_id()) is None
