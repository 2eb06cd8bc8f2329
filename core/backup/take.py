"""Take a backup while everything runs: the rows of one moment, and the packs that these rows name.

Packs are pinned before the rows are read and once more after: a pack that these rows name was there at their
moment, so it is among the first or came just then. What is deleted meanwhile stays in this backup and is not
in the next one.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete

from core.audit.needs import needs, pages
from core.audit.snapshot import snapshot
from core.backup.manifest import DATABASE, NAME, PACKS, Manifest, write_manifest
from core.backup.rows import Telling, copy_rows, count_rows
from core.blobs import BlobStore
from core.blobs.copies import PackCopies, sync_file
from core.blobs.folder import FolderStore
from core.blobs.links import sync_folder
from core.clock import utc_now
from core.database import Database
from core.jobs.erase import erase
from core.jobs.housekeeping import existing_jobs
from core.tables import Job


@dataclass(slots=True)
class Taken:
    """A finished backup: what it says of itself, and the packs that rows name and the store has not."""

    manifest: Manifest
    missing: list[str] = field(default_factory=list)


def take(
    source: Database, store: BlobStore, folder: Path, make: Callable[[Path], Database], tell: Telling
) -> Taken:
    """Write a backup into a folder; what an earlier one has there already is not copied again.

    `make` gives an empty database with the newest schema in a new SQLite file. Raises `OSError` where the
    folder cannot be written.
    """
    unfinished = folder / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    fresh = unfinished / DATABASE
    copy, made_at = make(fresh), utc_now().isoformat(timespec="seconds")
    try:
        with store.pinning() as pins:
            pins.add(_all_packs(store))
            with snapshot(source) as rows:
                count_rows(rows)  # its moment is that of its first query
                pins.add(_all_packs(store))
                _copy_rows(rows, copy, tell)
            with copy.read() as connection:
                counts, named = count_rows(connection), _named(connection)
            missing = {pack for pack in named if not pins.path(pack).exists()}
            if gone := _deleted_since(source, missing):
                with copy.write() as target:
                    target.execute(delete(Job).where(Job.id.in_(gone)))
                with copy.read() as connection:
                    counts, named = count_rows(connection), _named(connection)
                missing &= named.keys()
            packs, size = PackCopies(folder / PACKS), 0
            packs.folder.mkdir(exist_ok=True)
            for done, pack in enumerate(sorted(named.keys() - missing), 1):
                size += packs.take(pins.path(pack), pack)
                tell("Copying packs", done, len(named) - len(missing))
        erase(copy, FolderStore(packs.folder))  # of images that were deleted, and not overwritten yet
    finally:
        copy.close()
    sync_file(fresh)
    (folder / NAME).unlink(missing_ok=True)  # until the end of this there is none that is whole
    fresh.replace(folder / DATABASE)
    manifest = Manifest(made_at, counts, len(named) - len(missing), size)
    write_manifest(folder, manifest)
    sync_folder(folder)
    shutil.rmtree(unfinished)
    packs.keep_only(named.keys() - missing)
    return Taken(manifest, sorted(pack for pack in missing if named[pack]))


def _deleted_since(source: Database, missing: set[str]) -> set[str]:
    """The jobs of missing packs that were deleted after their rows were read: they are not in this backup."""
    jobs = {pack.partition("/")[0] for pack in missing}
    if not jobs:
        return jobs
    with source.read() as connection:
        return jobs - existing_jobs(connection, sorted(jobs))


def _all_packs(store: BlobStore) -> Iterator[str]:
    for job in store.folders():
        yield from store.packs(job)


def _copy_rows(rows: Connection, copy: Database, tell: Telling) -> None:
    with copy.write() as target:
        copy_rows(rows, target, tell)
        target.execute(delete(Job).where(~Job.kept))  # live frames, whose bytes nobody promised to keep


def _named(connection: Connection) -> dict[str, bool]:
    """The packs that rows name, and whether any needs its bytes."""
    found: dict[str, bool] = {}
    for jobs in pages(connection):
        found |= {pack: need.rows > 0 for pack, need in needs(connection, jobs).items()}
    return found
