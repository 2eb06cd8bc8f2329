"""Put a backup where nothing is yet; what was cut short can be done again."""

from pathlib import Path

from sqlalchemy import Connection

from core.audit.needs import needs, pages
from core.backup.manifest import PACKS, manifest_bytes
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


def restore(backup: Database, folder: Path, target: Database, store: BlobStore, tell: Telling) -> list[str]:
    """Copy a backup's packs, then all its rows at once: what the rows promise is there before them.

    `backup` is its database with the newest schema. Returns the packs that its rows need and that are gone
    from it, or cut. Raises `Conflict` where the database or the store is in use, `OSError` where something
    cannot be written, and `BucketError` where the store is a bucket that fails.
    """
    with target.read() as connection:
        check_empty(connection)
    with backup.read() as rows:
        packs, gone, jobs = _packs(rows, folder / PACKS)
    with store.restoring(folder / PACKS, manifest_bytes(folder), jobs) as restoring:
        restoring.put(packs, lambda done, total: tell("Copying packs", done, total))
        with backup.read() as rows, target.write() as connection:
            check_empty(connection)
            copy_rows(rows, connection, tell)
            release_claims(connection)
    return gone


def _packs(rows: Connection, folder: Path) -> tuple[list[str], list[str], set[str]]:
    """The packs that rows name and that are here, those of which bytes are needed that are not, and all jobs.

    What else lies there was left by a later backup that was cut short.
    """
    packs, gone, all_jobs = list[str](), list[str](), set[str]()
    for jobs in pages(rows):
        all_jobs.update(jobs)
        for pack, need in needs(rows, jobs).items():
            length = (folder / pack).stat().st_size if (folder / pack).is_file() else None
            if length is not None:
                packs.append(pack)
            if need.rows and (length is None or length < need.length):
                gone.append(pack)
    return sorted(packs), sorted(gone), all_jobs
