"""API tokens: shown once, stored hashed, revoked at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from core.accounts.records import COLUMNS, account_view
from core.accounts.secret import hash_secret, new_secret
from core.accounts.types import AccountView
from core.clock import utc_now
from core.database import Database
from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.prepared import Prepared
from core.tables import Account, Token

MOST_TOKENS = 100  # of one account
LONGEST_NAME = 100
USE_SECONDS = 60  # how exact the time of the last use is


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token without its secret."""

    id: str
    name: str
    account: str  # its name
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token speaks for."""

    account: AccountView
    token_id: str


def create_token(connection: Connection, account_id: str, name: str) -> str:
    """Make an API token and return its secret, which is not kept. Raises `Invalid`, `Conflict`."""
    clean = name.strip()
    if not 0 < len(clean) <= LONGEST_NAME or not clean.isprintable():
        raise Invalid(f"A token's name has 1 to {LONGEST_NAME} printable characters.", "invalid_name")
    there = connection.execute(select(func.count()).where(Token.account_id == account_id)).scalar_one()
    if there >= MOST_TOKENS:
        raise Conflict(f"An account has {MOST_TOKENS} tokens at most; revoke one first.", "too_many_tokens")
    secret = f"brw_{new_secret()}"
    row = {"id": new_id(), "account_id": account_id, "name": clean, "hash": hash_secret(secret)}
    connection.execute(insert(Token).values(row | {"created_at": utc_now()}))
    return secret


def token_holder(database: Database, secret: str) -> Holder | None:
    """Whom an API token speaks for, or None; every call of a program asks."""
    rows = database.ask(_HOLDER, {"hash": hash_secret(secret)})
    return Holder(account_view(rows[0]), rows[0].token_id) if rows else None


def note_use(connection: Connection, token_id: str) -> None:
    """Remember that a token is used, unless that is known to the minute."""
    now = utc_now()
    stale = or_(Token.last_used_at.is_(None), Token.last_used_at < now - timedelta(seconds=USE_SECONDS))
    connection.execute(update(Token).where(Token.id == token_id, stale).values(last_used_at=now))


def list_tokens(connection: Connection, account_id: str | None = None) -> Sequence[TokenView]:
    """The tokens of an account, or of all, the oldest first."""
    query = (
        select(Token.id, Token.name, Account.name, Token.created_at, Token.last_used_at)
        .join(Account, Account.id == Token.account_id)
        .order_by(Token.id)
    )
    if account_id is not None:
        query = query.where(Token.account_id == account_id)
    return [TokenView(*row) for row in connection.execute(query)]


def revoke_token(connection: Connection, token_id: str, account_id: str | None = None) -> None:
    """Make a token worthless from now on. Raises `NotFound`, for that of another account than named too."""
    gone = delete(Token).where(Token.id == token_id)
    if account_id is not None:
        gone = gone.where(Token.account_id == account_id)
    if connection.execute(gone).rowcount == 0:
        raise NotFound("There is no such token.")


_HOLDER = Prepared(
    select(*COLUMNS, Token.id.label("token_id"))
    .join(Token, Token.account_id == Account.id)
    .where(Token.hash == bindparam("hash"))
)
