"""Packs that the store has lost and an earlier backup still has: the next one must not throw them away."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from core.blobs import PackCopy
from core.database import Database
from core.jobs.leftovers import erase_leftovers
from core.tables import Image


def save_lost(copy: Database, folder: Path, lost: Iterable[str]) -> dict[str, int]:
    """Those of these packs that are in a backup's folder, and their lengths.

    What no row of the new backup names in them any more was deleted since, and is noted to be erased.
    """
    saved = {pack: (folder / pack).stat().st_size for pack in lost if (folder / pack).is_file()}
    for pack, length in saved.items():
        job = pack.partition("/")[0]
        with copy.write() as connection:
            holds_images = select(Image.id).where(Image.job_id == job, Image.blob == pack).limit(1)
            if connection.execute(holds_images).first() is not None:  # a video lies in its pack alone
                erase_leftovers(connection, job, {pack: PackCopy(pack, length)})
    return saved
