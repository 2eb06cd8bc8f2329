"""What a backup tells of bytes that are damaged, cut or overwritten: each time, until they are mended."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.backup.take import Taken, take
from core.blobs.folder import FolderStore
from core.database import Database
from tests.integration.audit.world import job_of, upload_film
from tests.support.backups import new_database
from tests.support.stores import FolderPlace, Place

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Somebody who looks into a database, changes it and is killed: SQLite's log stays beside it.
LOOKED = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA wal_autocheckpoint=0")
connection.execute("UPDATE jobs SET name = 'looked at'")
connection.commit()
os._exit(0)
"""


def taken(database: Database, place: Place, folder: Path) -> Taken:
    return take(database, place.store, folder, new_database, lambda *_: None)


def damage(place: Place, pack: str) -> bytes:
    """Change an image of a pack; returns what the pack was."""
    whole = place.read(pack)
    place.write(pack, whole.replace(b"picture", b"pictuer", 1))
    return whole


def test_a_cut_video_is_told_each_time(database: Database, place: Place, tmp_path: Path) -> None:
    (pack,) = place.store.packs(upload_film(database, place.store))
    place.write(pack, place.read(pack)[:1])
    for _ in range(2):
        told = taken(database, place, tmp_path / "copy")
        assert (told.missing, told.saved, told.damaged) == ([pack], [], [])


def test_what_is_cut_later_stays_whole_in_a_folder_that_has_it(
    database: Database, place: Place, tmp_path: Path
) -> None:
    (film,) = place.store.packs(upload_film(database, place.store))
    (images,) = place.store.packs(job_of(database, place.store, 2))
    packs = sorted([film, images])
    whole = {pack: place.read(pack) for pack in packs}
    assert taken(database, place, tmp_path / "copy").missing == []
    for pack in packs:
        place.write(pack, whole[pack][:3])
    for _ in range(2):
        told = taken(database, place, tmp_path / "copy")
        assert (told.missing, told.saved, told.damaged) == (packs, packs, [])
        assert {pack: (tmp_path / "copy" / "blobs" / pack).read_bytes() for pack in packs} == whole
    for pack in packs:
        place.write(pack, whole[pack])
    assert taken(database, place, tmp_path / "copy").missing == []


def test_a_damaged_image_is_told_until_its_pack_is_mended(
    database: Database, place: Place, tmp_path: Path
) -> None:
    (pack,) = place.store.packs(job_of(database, place.store, 2))
    whole = damage(place, pack)
    first = taken(database, place, tmp_path / "copy")
    assert len(first.damaged) == 1
    assert first.manifest.damaged == [pack]
    for _ in range(2):
        assert taken(database, place, tmp_path / "copy").damaged == first.damaged
    place.write(pack, whole)
    for _ in range(2):
        mended = taken(database, place, tmp_path / "copy")
        assert (mended.damaged, mended.manifest.damaged) == ([], [])


def test_a_pack_that_is_mended_with_its_times_is_noticed(database: Database, tmp_path: Path) -> None:
    """As from a snapshot of the file system: length and time are those of the damaged one."""
    place = FolderPlace(tmp_path / "blobs")
    (pack,) = place.store.packs(job_of(database, place.store, 2))
    status = (tmp_path / "blobs" / pack).stat()
    whole = damage(place, pack)
    os.utime(tmp_path / "blobs" / pack, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert len(taken(database, place, tmp_path / "copy").damaged) == 1
    place.write(pack, whole)
    os.utime(tmp_path / "blobs" / pack, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert taken(database, place, tmp_path / "copy").damaged == []
    assert (tmp_path / "copy" / "blobs" / pack).read_bytes() == whole


def test_a_damaged_image_is_told_also_when_the_store_has_lost_it(
    database: Database, place: Place, tmp_path: Path
) -> None:
    (pack,) = place.store.packs(job_of(database, place.store, 2))
    damage(place, pack)
    first = taken(database, place, tmp_path / "copy")
    place.store.discard(pack)
    for _ in range(2):
        told = taken(database, place, tmp_path / "copy")
        assert (told.missing, told.saved, told.damaged) == ([pack], [pack], first.damaged)


def test_a_log_beside_the_backup_before_does_not_spoil_the_next(database: Database, tmp_path: Path) -> None:
    store, copy = FolderStore(tmp_path / "blobs"), tmp_path / "copy"
    job_of(database, store, 2)
    take(database, store, copy, new_database, lambda *_: None)
    subprocess.run([sys.executable, "-c", LOOKED, str(copy / "browline.db")], check=True)
    assert (copy / "browline.db-wal").stat().st_size > 0
    for _ in range(30):
        job_of(database, store, 20)
    said = take(database, store, copy, new_database, lambda *_: None).manifest
    assert {path.name for path in copy.iterdir()} == {"backup.json", "blobs", "browline.db"}
    with closing(sqlite3.connect(copy / "browline.db")) as looked:
        assert looked.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert looked.execute("SELECT count(*) FROM images").fetchone() == (said.rows["images"],)
        assert looked.execute("SELECT count(*) FROM jobs WHERE name = 'looked at'").fetchone() == (0,)
