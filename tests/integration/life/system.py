"""A whole Browline without processes: database, store, bell and clock, and what was promised to its users."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import utime
from pathlib import Path

from sqlalchemy import select

from core.blobs import LIVE, BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.idempotency import Answer, earlier_answer, keep_answer
from core.ids import new_id
from core.jobs.create import JobRequest, NewImage, add_images, create_job
from core.jobs.live_frames import add_live_frame
from core.tables import Image, Result
from tests.integration.life.bell import Bell
from tests.support.clock import DatabaseClock
from tests.support.factories import create_account, create_image


@dataclass(slots=True)
class System:
    """What the rules of the machine work with."""

    database: Database
    folder: Path
    clock: DatabaseClock
    owner: str = ""
    bell: Bell = field(default_factory=Bell)
    store: BlobStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = FolderStore(self.folder)
        self.owner = create_account(self.database)

    def stored(self, folder: str, count: int) -> list[NewImage]:
        """The bytes of so many images, whose rows may come."""
        with self.store.pack(folder) as pack:
            return [create_image(blob=pack.add(b"picture")) for _ in range(count)]

    def upload(
        self, key: str, count: int, announced: int | None, priority: int
    ) -> tuple[str, list[NewImage]]:
        """Take a request as the web does; a repeated key gets the job that it made. Rings nobody."""
        job = new_id()
        images = self.stored(job, count)
        with self.database.write() as connection:
            earlier = earlier_answer(connection, self.owner, key, key)
            if earlier is None:
                request = JobRequest("Test", 0.8, "face", announced)
                create_job(connection, self.owner, job, request)
                add_images(connection, self.owner, job, images, 0, priority)
                keep_answer(connection, self.owner, key, key, Answer(job, 202, "{}"))
        if earlier is None:
            return job, images
        self.store.delete_job(job)
        return earlier.job_id, []

    def add(self, job: str, images: Sequence[NewImage]) -> None:
        """Add images whose bytes are stored to a job. Raises as `add_images` does."""
        with self.database.write() as connection:
            add_images(connection, self.owner, job, images, 0)

    def take_live_frame(self) -> str:
        """A frame that nobody was promised anything of; the id of its job."""
        job, (image,) = new_id(), self.stored(LIVE, 1)
        with self.database.write(synced=False) as connection:
            add_live_frame(connection, self.owner, job, 0.8, (), image)
        return job

    def let_packs_grow_old(self) -> None:
        """Two hours pass for the files."""
        for path in (*self.folder.glob("*/*"), *self.folder.glob("*")):
            utime(path, (path.stat().st_mtime - 7200,) * 2)

    def states(self) -> dict[str, str]:
        """How far each image is."""
        with self.database.read() as connection:
            return {row.id: row.state for row in connection.execute(select(Image.id, Image.state))}

    def ends(self) -> dict[str, set[str]]:
        """The rows of each image that has some."""
        found: dict[str, set[str]] = {}
        with self.database.read() as connection:
            for row in connection.execute(select(Result.image_id, Result.id)):
                found.setdefault(row.image_id, set()).add(row.id)
        return found
