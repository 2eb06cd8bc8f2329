"""A worker process's two desks for videos: one samples, one makes tracks; batches go on beside them."""

from collections.abc import Callable

from core.doorbell import Doorbell, make_celery
from core.settings import Settings
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from worker.station import Station
from worker.videos.desk import Desk
from worker.videos.sampler import Sampler
from worker.videos.tracking import TrackMaker


class Desks:
    """Wired from a station. Make it after the fork."""

    def __init__(self, station: Station, stopping: Callable[[], bool]) -> None:
        settings = station.settings
        doorbell = Doorbell(make_celery(settings), settings.batch_max)

        def stop() -> bool:
            return stopping() or self._sampling.closing.is_set()

        sampler = Sampler(
            station.database,
            station.blobs,
            doorbell.ring,
            image_limits(settings),
            video_limits(settings),
            settings.lease_seconds,
            stop,
        )
        maker = TrackMaker(station.database, station.blobs, settings.lease_seconds, stop)
        self._sampling = Desk("sampling", sampler.sample_one)
        self._tracking = Desk("tracks", maker.make_one)

    def wake(self) -> None:
        """There may be a video to sample, or one whose frames have all ended."""
        self._sampling.wake()
        self._tracking.wake()

    def close(self) -> None:
        """Give back what is in hand."""
        for desk in (self._sampling, self._tracking):
            desk.closing.set()
        for desk in (self._sampling, self._tracking):
            desk.close()


def image_limits(settings: Settings) -> Limits:
    """What a frame may hold: as much as an uploaded image."""
    return Limits(settings.max_file_mb * 2**20, settings.max_megapixels * 1_000_000)


def video_limits(settings: Settings) -> VideoLimits:
    """What a video may cost, as it is set."""
    return VideoLimits(
        max_bytes=settings.max_video_mb * 2**20,
        max_pixels=settings.max_megapixels * 1_000_000,
        max_frames=settings.max_video_frames,
        max_seconds=settings.max_video_hours * 3600,
        wall_seconds=settings.video_seconds,
        stall_seconds=settings.video_stall_seconds,
        memory_bytes=settings.video_memory_mb * 2**20,
    )
