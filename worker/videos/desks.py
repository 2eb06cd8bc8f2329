"""A worker process's two desks for videos: one samples, one makes tracks; batches go on beside them."""

from collections.abc import Callable

from core.doorbell import Doorbell, make_celery
from worker.station import Station
from worker.videos.desk import Desk
from worker.videos.limits import image_limits, video_limits
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
