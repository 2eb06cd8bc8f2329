"""Take a backup while everything runs: the rows of one moment, and the packs that these rows name.

What is deleted after that moment stays in this backup and is not in the next one.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete

from core.backup.check import cut_packs, damaged_images, new_packs, take_anew
from core.backup.manifest import (
    DATABASE,
    NAME,
    PACKS,
    Manifest,
    damaged_before,
    whole_since,
    write_manifest,
)
from core.backup.moment import still_moment
from core.backup.rows import Telling, copy_rows, count_rows
from core.backup.saved import save_lost
from core.backup.unfinished import unfinished
from core.blobs import BlobStore
from core.blobs.copies import keep_only, sync_file, sync_names
from core.blobs.folder import FolderStore
from core.database import Database
from core.jobs.erase import erase
from core.tables import Job

LOGS = ("-wal", "-shm", "-journal")  # that SQLite keeps beside a database


@dataclass(slots=True)
class Taken:
    """A finished backup: what it says of itself, and what had been lost before.

    `missing` are packs that rows need and the store has not, or not to their end, and of these `saved` are in
    the backup from one before. `damaged` are the ids of images that are not what was stored; they are looked
    for in packs that are new in this backup, and in those of the one before where some were.
    """

    manifest: Manifest
    missing: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def take(
    source: Database, store: BlobStore, folder: Path, make: Callable[[Path], Database], tell: Telling
) -> Taken:
    """Write a backup into a folder; what an earlier one has there already is not copied again.

    `make` gives an empty database with the newest schema in a new SQLite file. Raises `OSError` where the
    folder cannot be written, `BucketError` where the store is a bucket that fails, and `Conflict` where
    another backup is being written there or no moment is still.
    """
    with unfinished(folder) as place:
        fresh, packs = place / DATABASE, folder / PACKS
        packs.mkdir(exist_ok=True)
        take_anew(packs, damaged_before(folder))
        with closing(make(fresh)) as copy:
            with store.keeping(packs) as kept:
                with still_moment(source, kept, tell) as moment:
                    _copy_rows(moment.rows, copy, tell)
                here = sorted(pack for pack in moment.packs if kept.has(pack))
                size = kept.take(here, lambda done, total: tell("Copying packs", done, total))
            lost = {pack for pack, length in moment.packs.items() if length} - set(here)
            saved = save_lost(copy, packs, lost)
            missing = sorted(lost | cut_packs(packs, here, moment.packs))
            here += saved
            erase(copy, FolderStore(packs))  # images that were deleted, and not overwritten yet
            with copy.read() as rows:
                counts = count_rows(rows)
                damaged = damaged_images(rows, packs, new_packs(packs, here, whole_since(folder)), tell)
        size += sum(saved.values())
        manifest = Manifest(moment.at, counts, len(here), size, sorted(set(damaged.values())))
        _make_whole(folder, fresh, manifest)
        keep_only(packs, here)
    return Taken(manifest, missing, sorted(saved), sorted(damaged))


def _make_whole(folder: Path, database: Path, manifest: Manifest) -> None:
    """Let a new database take the place of that of the backup before, when all of its packs are durable."""
    sync_file(database)
    sync_names(folder / PACKS)
    (folder / NAME).unlink(missing_ok=True)  # until the end of this there is none that is whole
    for log in LOGS:  # of who looked into the one before and was killed: it would be written over the new one
        (folder / f"{DATABASE}{log}").unlink(missing_ok=True)
    database.replace(folder / DATABASE)
    write_manifest(folder, manifest)


def _copy_rows(rows: Connection, copy: Database, tell: Telling) -> None:
    with copy.write() as target:
        copy_rows(rows, target, tell)
        target.execute(delete(Job).where(~Job.kept))  # live frames, whose bytes nobody promised to keep
