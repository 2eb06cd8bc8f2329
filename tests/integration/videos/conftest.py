"""A store, a sampler and a track maker on a real database; the decoding process is real too."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from core.blobs import BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.ids import new_id
from core.jobs.create import JobRequest, add_images, create_job
from core.quotas import UNBOUNDED, Amounts
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.results.row import ResultRow
from core.tables import Image
from core.videos.create import add_videos
from core.videos.types import NewVideo
from core.videos.views import VideoView, list_videos
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from tests.support.factories import create_account
from tests.support.films import film
from worker.videos.sampler import Sampler
from worker.videos.tracking import TrackMaker


@dataclass(frozen=True, slots=True)
class Desk:
    """What the tests work at."""

    database: Database
    store: BlobStore
    folder: Path

    def upload(self, data: bytes | None = None, every: float = 1.0, expected: int | None = None) -> str:
        """A job with one video."""
        job_id, account = new_id(), create_account(self.database)
        with self.store.pack(job_id) as pack:
            ref = pack.add_file(BytesIO(film() if data is None else data))
        with self.database.write() as connection:
            create_job(connection, account, job_id, JobRequest("Film", 0.8, "face", expected))
            add_videos(connection, job_id, [NewVideo("clip.mp4", "0" * 64, "mp4", ref, new_id())], every)
            add_images(connection, account, job_id, [], 0)
        return job_id

    def sampler(
        self,
        limits: VideoLimits | None = None,
        stopping: Callable[[], bool] = lambda: False,
        ring: Callable[[int], None] = lambda _: None,
        lease: float = 60,
        image_limits: Limits | None = None,
        quotas: Amounts = UNBOUNDED,
    ) -> Sampler:
        images, video = image_limits or Limits(), limits or VideoLimits()
        return Sampler(self.database, self.store, ring, images, video, lease, stopping, quotas)

    def make_tracks(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        return TrackMaker(self.database, self.store, 60, stopping).make_one()

    def people(self, job_id: str) -> list[ResultRow]:
        """The rows of those who have a track."""
        with self.database.read() as connection:
            rows = results_page(connection, job_id, ResultFilter(rows="people"), 100).items
        return [row for row in rows if row.track_id]

    def video(self, job_id: str) -> VideoView:
        with self.database.read() as connection:
            (found,) = list_videos(connection, job_id, 10)
        return found


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, FolderStore(tmp_path / "blobs"), tmp_path / "blobs")


def frames(database: Database, job: str) -> list[tuple[int, float, str]]:
    """Place, seconds and name of each frame of a job."""
    with database.read() as connection:
        query = (
            select(Image.frame_index, Image.at_seconds, Image.filename)
            .where(Image.job_id == job, Image.frame_index >= 0)
            .order_by(Image.id)
        )
        return [tuple(row) for row in connection.execute(query)]  # type: ignore[misc]


def rows(database: Database, job: str) -> list[ResultRow]:
    """The first hundred results of a job."""
    with database.read() as connection:
        return results_page(connection, job, ResultFilter(), 100).items
