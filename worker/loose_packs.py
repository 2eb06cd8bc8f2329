"""Packs whose rows were never committed, of jobs that are there: the web was killed in between."""

import logging
from collections.abc import Mapping
from time import monotonic

from core.blobs import BlobStore, unchanged
from core.database import Database
from core.jobs.housekeeping import named_packs

log = logging.getLogger(__name__)

SECONDS = 2.0  # of each look: all rows of a job are read, and deletions wait meanwhile


class LoosePacks:
    """Remembers which jobs it has looked at: each is looked at once after its packs have changed."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs
        self._looked: dict[str, float] = {}

    def remove(self, folders: Mapping[str, float], older_than_seconds: float) -> None:
        """Remove what no row names and nobody has written for so long, of some jobs; the rest comes next.

        A process that has just begun has to look at all of them, one at least each time.
        `folders` is what `BlobStore.folders` returned lately.
        """
        old = unchanged(folders, older_than_seconds)
        due = [job_id for job_id in old if self._looked.get(job_id) != folders[job_id]]
        self._looked = {job_id: at for job_id, at in self._looked.items() if job_id in folders}
        end = monotonic() + SECONDS
        for job_id in due:
            packs = self._blobs.settled(job_id, older_than_seconds)
            with self._database.read() as connection:  # later than the packs: what is committed names them
                named = named_packs(connection, job_id)
            for pack in set(packs) - named:
                log.warning("pack %s has no rows and is removed", pack)
                self._blobs.discard(pack)
            self._looked[job_id] = folders[job_id]
            if monotonic() > end:
                return
