"""The home of a Browline that was here before: its settings, its database, the account that is meant."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from cli.wiring import fail, require_database, settings_or_exit
from core.accounts.records import first_account, get_account
from core.accounts.types import AccountView
from core.database import Database
from core.errors import BrowlineError, first_line
from core.outage import is_locked_out, is_unreachable
from core.settings import Settings

# Where `browline up` says in the home how people reach it, and how this machine does: a command in another
# terminal knows nothing of the port that was set in the first.
ADDRESS, LOCAL_ADDRESS = "address", "local-address"


def known_settings() -> Settings:
    """Its settings: asked first, for what follows makes a home where none is."""
    require_database(settings_or_exit(make_home=False).sql_url)
    return settings_or_exit()


def people_reach(settings: Settings) -> str:
    """The address of the front page as people reach the Browline that ran last in this home."""
    return _told(settings, ADDRESS) or settings.base_url


def machine_reaches(settings: Settings) -> str:
    """The same for this machine; a port that is set here is meant."""
    named = "port" in settings.model_fields_set
    return settings.local_url if named else _told(settings, LOCAL_ADDRESS) or settings.local_url


def ran_here(settings: Settings) -> bool:
    """Whether `browline up` has run in this home, and so everything on this machine."""
    return bool(_told(settings, LOCAL_ADDRESS))


def _told(settings: Settings, name: str) -> str:
    with suppress(FileNotFoundError):
        return (settings.home / name).read_text().strip()
    return ""


@contextmanager
def known_database(settings: Settings) -> Iterator[Database]:
    """Its database, with the newest schema."""
    from migrations.migrate import migrate  # noqa: PLC0415 - Alembic is only needed here
    from migrations.online import oldest_user  # noqa: PLC0415

    database = Database(settings.sql_url, silent_seconds=None)  # a migration takes its time
    try:
        try:
            migrate(database)
        except SQLAlchemyError as error:
            if is_locked_out(error):
                who = oldest_user(database)
                fail(f"the database cannot be migrated now: {who}. Try again later; what is done stays.", 1)
            if not is_unreachable(error):
                raise
            fail(f"DATABASE_URL: the database does not answer ({first_line(error)}).", 1)
        yield database
    finally:
        database.close()


def unchanged_database(url: str) -> Database:
    """A database as it is, to be read: neither made nor migrated. Stops where that cannot be."""
    from migrations.migrate import is_newest  # noqa: PLC0415 - Alembic is only needed here

    require_database(url)
    database = Database(url, silent_seconds=None)  # reading everything takes its time
    try:
        if not is_newest(database):
            fail("the database has the schema of another version; use that version, or migrate it.")
    except SQLAlchemyError as error:
        fail(f"the database cannot be read ({first_line(error)}).")
    return database


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
