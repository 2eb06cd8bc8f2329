"""One-time sign-in links: they work once, for some minutes, and only the newest of an account."""

from datetime import timedelta

from sqlalchemy import Connection, delete, insert

from core.accounts.secret import hash_secret, new_secret
from core.clock import utc_now
from core.tables import SignInLink

LINK_MINUTES = 15


def create_sign_in_link(connection: Connection, account_id: str) -> str:
    """Make the secret of a one-time sign-in link; links made before it stop working."""
    secret = new_secret()
    connection.execute(delete(SignInLink).where(SignInLink.account_id == account_id))
    connection.execute(
        insert(SignInLink).values(hash=hash_secret(secret), account_id=account_id, created_at=utc_now())
    )
    return secret


def use_sign_in_link(connection: Connection, secret: str) -> str | None:
    """Spend a sign-in link: the id of its account the first time and in time, None ever after."""
    cutoff = utc_now() - timedelta(minutes=LINK_MINUTES)
    this = SignInLink.hash == hash_secret(secret)
    spent = delete(SignInLink).where(this, SignInLink.created_at > cutoff).returning(SignInLink.account_id)
    return connection.execute(spent).scalar_one_or_none()
