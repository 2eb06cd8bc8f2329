"""The Celery app of the workers: one short task, and a station in each pool child."""

import logging
import time
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown

from core.doorbell import TASK, Doorbell, make_celery
from core.settings import Settings
from worker.pipeline import Pipeline
from worker.station import Station

log = logging.getLogger(__name__)

DRAIN_SECONDS = 1.0  # then the task ends and rings again, so that a shutdown never waits long


def make_worker(settings: Settings) -> Celery:
    """Celery with the task that classifies; each pool child opens its own station."""
    celery = make_celery(settings)
    doorbell = Doorbell(celery, settings.batch_max)
    child = _Child(settings, doorbell)
    worker_process_init.connect(child.open, weak=False)
    worker_process_shutdown.connect(child.close, weak=False)
    celery.task(name=TASK, ignore_result=True)(child.drain)
    return celery


class _Child:
    """What the task works with: empty in the parent, filled after the fork."""

    def __init__(self, settings: Settings, doorbell: Doorbell) -> None:
        self._settings = settings
        self._doorbell = doorbell
        self._station: Station | None = None

    def open(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        self._station = Station(self._settings)
        self._station.open()

    def close(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        if self._station is not None:
            self._station.close()

    def drain(self) -> None:
        """Somebody rang: take batches until nothing waits, or until it is time to look up."""
        station = self._station
        classifier = station.wait_until_loaded(30) if station else None
        if station is None or classifier is None:
            return  # the sweeper rings again
        pipeline = Pipeline(
            station.database,
            station.blobs,
            classifier,
            self._settings.batch_max,
            self._settings.lease_seconds,
        )
        until = time.monotonic() + DRAIN_SECONDS
        while pipeline.run_batch() + pipeline.run_batch(suspects=True):
            if time.monotonic() > until:
                self._doorbell.ring(1)
                return
