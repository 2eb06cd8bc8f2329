"""A worker process's two desks for videos: one samples, one makes tracks; batches go on beside them."""

import math
import time
from collections.abc import Callable

from core.doorbell import Doorbell, make_celery
from core.quotas import quotas_of
from worker.desk import Desk
from worker.station import Station
from worker.videos.limits import image_limits, video_limits
from worker.videos.sampler import Sampler
from worker.videos.tracking import TrackMaker

WAKE_SECONDS = 1.0  # while batches go on


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
            quotas_of(settings),
        )
        maker = TrackMaker(station.database, station.blobs, settings.lease_seconds, stop)
        self._sampling = Desk("sampling", sampler.sample_one)
        self._tracking = Desk("tracks", maker.make_one)
        self._woken = -math.inf

    def wake_now_and_then(self) -> None:
        """For whoever asks all the time: each look is a query."""
        if time.monotonic() - self._woken >= WAKE_SECONDS:
            self.wake()

    def wake(self) -> None:
        """There may be a video to sample, or one whose frames have all ended."""
        self._woken = time.monotonic()
        self._sampling.wake()
        self._tracking.wake()

    def close(self) -> None:
        """Give back what is in hand."""
        for desk in (self._sampling, self._tracking):
            desk.closing.set()
        for desk in (self._sampling, self._tracking):
            desk.close()
