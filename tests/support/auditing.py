"""The auditor as tests ask it: strictly where nothing is in flight, and after somebody broke the rules."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bench.running import Running
from core.audit.audit import audit
from core.audit.types import Bounds, Report
from core.blobs import BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.labels import STATUSES
from tests.support.databases import opened
from tests.support.processes import wait_for

STRICT = Bounds(grace_seconds=0)
SETTLE_SECONDS = 15  # bytes go after the commit that makes them needless


def codes(database: Database, store: BlobStore, bounds: Bounds = STRICT) -> dict[str, int]:
    """What the auditor finds, and how often."""
    return {finding.kind.code: finding.count for finding in audit(database, store, bounds).findings}


@contextmanager
def opened_of(server: Running) -> Iterator[Database]:
    """The database that a running system works on."""
    with opened(server.sql_url, pool_size=2) as database:
        yield database


def audited(server: Running, database: Database, bounds: Bounds = STRICT) -> Report:
    """What the auditor says of a running system."""
    return audit(database, FolderStore(server.home / "blobs"), bounds)


def check_sound(server: Running, *, bounds: Bounds = STRICT) -> None:
    """Every accepted image of a running system has ended once, and nothing contradicts that."""
    with opened_of(server) as database:
        reports: list[Report] = []

        def sound() -> bool:
            reports[:] = [audited(server, database, bounds)]
            return not reports[0].findings and set(reports[0].states) <= {*STATUSES, "cancelled"}

        try:
            wait_for(sound, SETTLE_SECONDS)
        except AssertionError:
            raise AssertionError(f"{dict(reports[0].states)}, {reports[0].findings}") from None


@contextmanager
def lawless(url: str) -> Iterator[Database]:
    """A database that holds no foreign key."""
    with opened(url, pool_size=1) as database:
        stop = "PRAGMA foreign_keys=OFF"
        if database.dialect == "postgresql":
            stop = "SET session_replication_role = replica"

        @event.listens_for(database.engine, "connect")
        def _stop(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
            cursor = connection.cursor()
            cursor.execute(stop)
            cursor.close()
            connection.commit()

        yield database
