"""Who may use Browline: accounts, API tokens, one-time sign-in links (secrets are stored hashed)."""

import hashlib
import secrets

from sqlalchemy import Connection, delete, insert, select

from core.clock import utc_now
from core.ids import new_id
from core.tables import Account, SignInLink, Token

FIRST_ACCOUNT = "owner"


def first_account(connection: Connection) -> str:
    """The id of the account that `browline up` works with; made at the first start."""
    found = connection.execute(select(Account.id).order_by(Account.id).limit(1)).scalar_one_or_none()
    if found is not None:
        return found
    account_id = new_id()
    connection.execute(insert(Account).values(id=account_id, name=FIRST_ACCOUNT, created_at=utc_now()))
    return account_id


def account_name(connection: Connection, account_id: str) -> str | None:
    """The name of an account, or None if it is gone."""
    return connection.execute(select(Account.name).where(Account.id == account_id)).scalar_one_or_none()


def create_token(connection: Connection, account_id: str, name: str) -> str:
    """Make an API token and return its secret, which is not kept."""
    secret = f"brw_{secrets.token_urlsafe(32)}"
    connection.execute(
        insert(Token).values(
            id=new_id(), account_id=account_id, name=name, hash=_hash(secret), created_at=utc_now()
        )
    )
    return secret


def token_account(connection: Connection, secret: str) -> str | None:
    """The account that an API token speaks for, or None."""
    return connection.execute(
        select(Token.account_id).where(Token.hash == _hash(secret))
    ).scalar_one_or_none()


def create_sign_in_link(connection: Connection, account_id: str) -> str:
    """Make the secret of a one-time sign-in link; links made before it stop working."""
    secret = secrets.token_urlsafe(32)
    connection.execute(delete(SignInLink).where(SignInLink.account_id == account_id))
    connection.execute(
        insert(SignInLink).values(hash=_hash(secret), account_id=account_id, created_at=utc_now())
    )
    return secret


def use_sign_in_link(connection: Connection, secret: str) -> str | None:
    """Spend a sign-in link: its account the first time, None ever after."""
    spent = delete(SignInLink).where(SignInLink.hash == _hash(secret)).returning(SignInLink.account_id)
    return connection.execute(spent).scalar_one_or_none()


def _hash(secret: str) -> str:
    # These secrets are long and random, so that a slow password hash would add nothing.
    return hashlib.sha256(secret.encode()).hexdigest()
