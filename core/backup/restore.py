"""Put a backup where nothing is yet; what was cut short can be done again."""

from pathlib import Path

from sqlalchemy import Connection

from core.backup.manifest import PACKS
from core.backup.rows import Telling, copy_rows, has_rows, release_claims
from core.blobs import BlobStore
from core.database import Database
from core.errors import Conflict


def check_empty(connection: Connection) -> None:
    """Raises `Conflict` where the database belongs to somebody already; it may have no tables yet."""
    if has_rows(connection):
        raise Conflict(
            "This database is in use already, and a backup goes only where nothing is: set another "
            "BROWLINE_HOME or DATABASE_URL.",
            "not_empty",
        )


def check_store(folder: Path, store: BlobStore) -> None:
    """Raises `Conflict` where other jobs' packs lie; those of this backup may be there from a try before."""
    jobs = {path.name for path in (folder / PACKS).glob("*/")}
    if store.folders().keys() - jobs:
        raise Conflict(
            "The store of images is in use already, and a backup goes only where nothing is: set another "
            "BROWLINE_HOME or BLOB_URL.",
            "not_empty",
        )


def restore(backup: Database, folder: Path, target: Database, store: BlobStore, tell: Telling) -> None:
    """Copy a backup's packs, then all its rows at once: what the rows promise is there before them.

    `backup` is its database with the newest schema. Raises `Conflict` as `check_empty` and `check_store` do.
    """
    check_store(folder, store)
    with target.read() as connection:
        check_empty(connection)
    files = sorted((folder / PACKS).glob("*/*"))
    with store.restoring() as packs:
        for done, file in enumerate(files, 1):
            packs.take(file, f"{file.parent.name}/{file.name}")
            tell("Copying packs", done, len(files))
    with backup.read() as rows, target.write() as connection:
        check_empty(connection)
        copy_rows(rows, connection, tell)
        release_claims(connection)
