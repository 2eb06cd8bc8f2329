"""Tokens and sign-in links on both databases; their secrets are nowhere to be read."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.accounts.links import LINK_MINUTES, create_sign_in_link, use_sign_in_link
from core.accounts.records import end_sessions
from core.accounts.sessions import SESSION_DAYS, end_session, forget_ended_sessions, has_ended
from core.accounts.tokens import (
    MOST_TOKENS,
    USE_SECONDS,
    TokenView,
    create_token,
    list_tokens,
    note_use,
    revoke_token,
    token_holder,
)
from core.clock import utc_now
from core.database import Database
from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.tables import EndedSession, SignInLink, Token
from tests.support.factories import create_account


@pytest.fixture
def owner(database: Database) -> str:
    return create_account(database)


def only_token(database: Database, owner: str) -> TokenView:
    with database.read() as connection:
        (found,) = list_tokens(connection, owner)
    return found


def test_a_token_speaks_for_its_account(database: Database, owner: str) -> None:
    with database.write() as connection:
        secret = create_token(connection, owner, "script")
    holder = token_holder(database, secret)
    assert holder is not None
    assert (holder.account.id, holder.account.name, holder.account.role) == (owner, "owner", "admin")


def test_two_tokens_are_different(database: Database, owner: str) -> None:
    with database.write() as connection:
        assert create_token(connection, owner, "a") != create_token(connection, owner, "a")


def test_a_wrong_token_speaks_for_nobody(database: Database, owner: str) -> None:
    with database.write() as connection:
        secret = create_token(connection, owner, "script")
        stored = connection.execute(select(Token.hash)).scalar_one()
    for wrong in (secret[:-1], "", stored, "\udce9", "a\0b"):
        assert token_holder(database, wrong) is None


def test_secrets_are_stored_hashed(database: Database, owner: str) -> None:
    with database.write() as connection:
        token = create_token(connection, owner, "script")
        link = create_sign_in_link(connection, owner)
        stored = repr(connection.execute(select(Token.__table__)).all())
        stored += repr(connection.execute(select(SignInLink.__table__)).all())
    assert token not in stored
    assert token.removeprefix("brw_") not in stored
    assert link not in stored


def test_a_revoked_token_is_worthless(database: Database, owner: str) -> None:
    stranger = create_account(database, "stranger")
    with database.write() as connection:
        secret = create_token(connection, owner, "script")
    token = only_token(database, owner).id
    with pytest.raises(NotFound), database.write() as connection:
        revoke_token(connection, token, stranger)
    assert token_holder(database, secret) is not None
    with database.write() as connection:
        revoke_token(connection, token, owner)
    assert token_holder(database, secret) is None


def test_a_use_is_noted_to_the_minute(database: Database, owner: str) -> None:
    with database.write() as connection:
        create_token(connection, owner, "script")
    token = only_token(database, owner)
    assert token.last_used_at is None
    for age, fresh in ((0, False), (USE_SECONDS - 10, False), (USE_SECONDS + 10, True)):
        with database.write() as connection:
            note_use(connection, token.id)  # the first of them
            before = utc_now() - timedelta(seconds=age)
            connection.execute(update(Token).values(last_used_at=before))
            note_use(connection, token.id)
        assert (only_token(database, owner).last_used_at != before) == fresh, age


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0", "a\nb"])
def test_what_cannot_name_a_token_is_refused(database: Database, owner: str, name: str) -> None:
    with database.write() as connection, pytest.raises(Invalid):
        create_token(connection, owner, name)


def test_tokens_have_a_limit(database: Database, owner: str) -> None:
    with database.write() as connection:
        for number in range(MOST_TOKENS):
            create_token(connection, owner, str(number))
        with pytest.raises(Conflict):
            create_token(connection, owner, "one more")


def test_a_link_signs_in_once(database: Database, owner: str) -> None:
    with database.write() as connection:
        link = create_sign_in_link(connection, owner)
        assert use_sign_in_link(connection, link) == owner
        assert use_sign_in_link(connection, link) is None


def test_a_new_link_ends_the_earlier_one(database: Database, owner: str) -> None:
    with database.write() as connection:
        old = create_sign_in_link(connection, owner)
        new = create_sign_in_link(connection, owner)
        assert use_sign_in_link(connection, old) is None
        assert use_sign_in_link(connection, new) == owner


@pytest.mark.parametrize(("minutes", "works"), [(LINK_MINUTES - 1, True), (LINK_MINUTES + 1, False)])
def test_a_link_gets_old(database: Database, owner: str, minutes: int, works: bool) -> None:
    with database.write() as connection:
        link = create_sign_in_link(connection, owner)
        made = utc_now() - timedelta(minutes=minutes)
        connection.execute(update(SignInLink).values(created_at=made))
        assert (use_sign_in_link(connection, link) == owner) == works


def test_signing_out_everywhere_takes_the_link_back(database: Database, owner: str) -> None:
    with database.write() as connection:
        link = create_sign_in_link(connection, owner)
        end_sessions(connection, owner)
        assert use_sign_in_link(connection, link) is None


def test_an_ended_session_is_known_until_its_cookie_expires(database: Database) -> None:
    old, new, other = new_id(), new_id(), new_id()
    with database.write() as connection:
        for one in (old, new, new):
            end_session(connection, one)
        then = utc_now() - timedelta(days=SESSION_DAYS + 2)
        connection.execute(update(EndedSession).where(EndedSession.id == old).values(ended_at=then))
        forget_ended_sessions(connection)
        assert [has_ended(connection, one) for one in (old, new, other)] == [False, True, False]
