"""Until its database has answered, nobody is let in: it may lack tables, or somebody who can sign in.

A web starts while its database is away, and answers 503 meanwhile. What `browline web` would have refused at
its start is refused here.
"""

import logging

from flask import Flask, request

from core.accounts.records import has_admin_with_password
from core.database import Database
from core.errors import Busy
from core.schema import schema_trouble
from core.settings import Settings
from web.hosts import PROBED

log = logging.getLogger(__name__)

AGAIN_SECONDS = 10


class Door:
    """Opens once, and stays open."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._open = False

    def pass_through(self) -> None:
        """Raise `Busy` while it is shut, and what a database raises that does not answer."""
        if self._open or _is_open():
            return
        with self._database.read() as connection:
            trouble = schema_trouble(connection)
            if not trouble and not self._settings.on_loopback and not has_admin_with_password(connection):
                trouble = (
                    "no admin can sign in by password yet; run browline account create NAME --role admin"
                )
        if trouble:
            log.error("nobody is let in: %s", trouble)
            raise Busy(f"This server is not ready: {trouble}.", retry_after=AGAIN_SECONDS)
        self._open = True


def install(app: Flask, settings: Settings, database: Database) -> None:
    """Ask before everything else that needs the database."""
    app.before_request(Door(settings, database).pass_through)


def _is_open() -> bool:
    """Whether it asks no database, as the pages' own files, or tells of it, as probes are told."""
    return request.blueprint is None or request.blueprint.rpartition(".")[2] == PROBED
