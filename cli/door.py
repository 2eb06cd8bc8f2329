"""Whether a server may listen where others reach it: a key of its own, and an admin who can sign in."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from cli.wiring import beside, fail
from core.accounts.records import has_admin_with_password
from core.database import Database
from core.errors import first_line
from core.outage import is_unreachable
from core.settings import Settings, SettingsError, secret_key

log = logging.getLogger(__name__)


def check_door(settings: Settings, database: Database) -> None:
    """Stop with one sentence where others reach a server that is not ready for them.

    A database that does not answer stops nothing: `web.door` asks it once it does.
    """
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
        if is_unreachable(error):
            log.warning("DATABASE_URL: the database does not answer yet (%s)", first_line(error))
            return  # the web asks again before it lets anybody in
        fail(f"DATABASE_URL: nobody is found who can sign in; has it been migrated? ({first_line(error)})")
    if not ready:
        make = beside(settings, "account create NAME --role admin")
        fail(f"others can reach {settings.host}; make an admin who can sign in by password first: {make}")
