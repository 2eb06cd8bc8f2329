"""The home of a Browline that was here before: its settings, its database, the account that is meant."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from cli.wiring import fail, require_database, settings_or_exit
from core.accounts.records import first_account, get_account
from core.accounts.types import AccountView
from core.database import Database
from core.errors import BrowlineError, first_line
from core.outage import is_unreachable
from core.settings import Settings

ADDRESS = "address"  # where `browline up` says in the home how it is reached


def known_settings() -> Settings:
    """Its settings: asked first, for what follows makes a home where none is."""
    require_database(settings_or_exit(make_home=False).sql_url)
    return settings_or_exit()


@contextmanager
def known_database(settings: Settings) -> Iterator[Database]:
    """Its database, with the newest schema."""
    from migrations.migrate import migrate  # noqa: PLC0415 - Alembic is only needed here

    database = Database(settings.sql_url, silent_seconds=None)  # a migration takes its time
    try:
        try:
            migrate(database)
        except SQLAlchemyError as error:
            if not is_unreachable(error):
                raise
            fail(f"DATABASE_URL: the database does not answer ({first_line(error)}).", 1)
        yield database
    finally:
        database.close()


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be done is told in one sentence."""
    try:
        yield
    except BrowlineError as error:
        fail(error.detail)


def account_of(connection: Connection, name: str | None) -> AccountView:
    """The account of a name, the first admin without one. Raises `NotFound`."""
    return first_account(connection) if name is None else get_account(connection, name)
