"""Whether a server may listen where others reach it: a key of its own, and an admin who can sign in."""

from sqlalchemy.exc import SQLAlchemyError

from cli.wiring import beside, fail
from core.accounts.records import has_admin_with_password
from core.database import Database
from core.settings import Settings, SettingsError, secret_key


def check_door(settings: Settings, database: Database) -> None:
    """Stop with one sentence where others reach a server that is not ready for them."""
    try:
        secret_key(settings)
    except SettingsError as error:
        fail(str(error))
    if settings.on_loopback:
        return
    try:
        with database.read() as connection:
            ready = has_admin_with_password(connection)
    except SQLAlchemyError as error:
        fail(f"the database does not say who can sign in; has it been migrated? ({type(error).__name__})")
    if not ready:
        make = beside(settings, "account create NAME --role admin")
        fail(f"others can reach {settings.host}; make an admin who can sign in by password first: {make}")
