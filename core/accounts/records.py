"""Accounts: made, found, listed, changed, removed. There is always an admin where there is an account."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.accounts.roles import Role
from core.accounts.types import AccountView
from core.clock import utc_now
from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.tables import Account, Job, SignInLink

FIRST_ACCOUNT = "owner"
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")

COLUMNS = (
    Account.id, Account.name, Account.role, Account.sessions,
    Account.password_hash.is_not(None).label("has_password"), Account.created_at,
)  # fmt: skip


def first_account(connection: Connection) -> AccountView:
    """The account that `browline up` works with: the oldest admin; made at the first start."""
    admins = select(*COLUMNS).where(Account.role == "admin").order_by(Account.id).limit(1)
    found = connection.execute(admins).one_or_none()
    return create_account(connection, FIRST_ACCOUNT, "admin") if found is None else account_view(found)


def create_account(
    connection: Connection, name: str, role: Role, password_hash: str | None = None
) -> AccountView:
    """Make an account. Raises `Invalid` for a name that cannot be one, `Conflict` for one that is taken.

    The first account has to be an admin, or nobody could make it one.
    """
    clean = clean_name(name)
    if clean is None:
        raise Invalid("A name has 1 to 100 letters, digits and . _ - @ +.", "invalid_name")
    if role != "admin" and _admins(connection) == 0:
        raise Conflict("The first account has to be an admin.", "no_admin")
    row = {"id": new_id(), "name": clean, "role": role, "password_hash": password_hash}
    try:
        with connection.begin_nested():
            connection.execute(insert(Account).values(row | {"created_at": utc_now()}))
    except IntegrityError:
        raise Conflict(f"There is an account {clean} already.", "name_taken") from None
    return get_account(connection, clean)


def clean_name(text: str) -> str | None:
    """A name as it is stored: without capitals, which people mix up; None for what cannot be a name."""
    name = text.strip().lower()
    return name if _NAME.fullmatch(name) else None


def get_account(connection: Connection, name: str) -> AccountView:
    """The account of a name. Raises `NotFound`."""
    row = connection.execute(select(*COLUMNS).where(Account.name == clean_name(name))).one_or_none()
    if row is None:
        raise NotFound("There is no such account.")
    return account_view(row)


def account_by_id(connection: Connection, account_id: str) -> AccountView | None:
    """An account, None if it is gone; every request of a session asks."""
    row = connection.execute(_BY_ID, {"id": account_id}).one_or_none()
    return None if row is None else account_view(row)


def list_accounts(connection: Connection) -> Sequence[AccountView]:
    """All accounts, the oldest first."""
    return [account_view(row) for row in connection.execute(select(*COLUMNS).order_by(Account.id))]


def password_hash(connection: Connection, name: str) -> tuple[AccountView | None, str | None]:
    """An account and what is stored of its password; None for what there is not."""
    query = select(*COLUMNS, Account.password_hash).where(Account.name == clean_name(name))
    row = connection.execute(query).one_or_none()
    return (None, None) if row is None else (account_view(row), row.password_hash)


def set_password(connection: Connection, account_id: str, new_hash: str) -> None:
    """Give an account another password: its sessions end, and so does the way in by an old link."""
    end_sessions(connection, account_id)
    connection.execute(update(Account).where(Account.id == account_id).values(password_hash=new_hash))


def end_sessions(connection: Connection, account_id: str) -> None:
    """Sign an account out everywhere; its tokens stay."""
    connection.execute(delete(SignInLink).where(SignInLink.account_id == account_id))
    more = update(Account).where(Account.id == account_id).values(sessions=Account.sessions + 1)
    connection.execute(more)


def set_role(connection: Connection, account_id: str, role: Role) -> None:
    """Give an account another role. Raises `Conflict` where no admin would be left."""
    _lock(connection, account_id)
    connection.execute(update(Account).where(Account.id == account_id).values(role=role))
    _keep_an_admin(connection)


def remove_account(connection: Connection, account_id: str) -> None:
    """Remove an account and its tokens. Raises `Conflict` while it owns jobs, and for the last admin."""
    _lock(connection, account_id)  # nobody makes a job for it meanwhile
    if connection.execute(select(exists().where(Job.owner_id == account_id))).scalar_one():
        raise Conflict(
            "This account owns jobs: delete its data first, on its page Account, or account forget NAME.",
            "owns_jobs",
        )
    connection.execute(delete(Account).where(Account.id == account_id))
    _keep_an_admin(connection)


def has_admin_with_password(connection: Connection) -> bool:
    """Whether somebody who manages accounts can sign in with a password."""
    admins = exists().where(Account.role == "admin", Account.password_hash.is_not(None))
    return bool(connection.execute(select(admins)).scalar_one())


def check_not_last_admin(connection: Connection, account: AccountView) -> None:
    """Raise `Conflict` if nobody would be left to manage accounts without this one."""
    if account.role == "admin" and _admins(connection) == 1:
        raise Conflict(
            "This is the last admin; nothing was deleted. Make another one first, or delete what it owns on "
            "its page Account.",
            "last_admin",
        )


def account_view(row: Row[*tuple[Any, ...]]) -> AccountView:
    """A row of `COLUMNS` as an account."""
    return AccountView(row.id, row.name, row.role, row.sessions, row.has_password, row.created_at)


def _lock(connection: Connection, account_id: str) -> None:
    # All accounts, in one order: two admins who demote each other at once must not both succeed.
    ids = connection.execute(select(Account.id).order_by(Account.id).with_for_update()).scalars().all()
    if account_id not in ids:
        raise NotFound("There is no such account.")


def _admins(connection: Connection) -> int:
    return connection.execute(select(func.count()).where(Account.role == "admin")).scalar_one()


def _keep_an_admin(connection: Connection) -> None:
    if _admins(connection) == 0:
        raise Conflict("This is the last admin; make another one first.", "last_admin")


_BY_ID: Select[*tuple[Any, ...]] = select(*COLUMNS).where(Account.id == bindparam("id"))
