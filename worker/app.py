"""The Celery app of the workers: one short task, and a station in each pool child."""

import ctypes
from itertools import count
from multiprocessing.sharedctypes import RawValue
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown, worker_shutting_down

from core.doorbell import TASK, make_celery
from core.settings import Settings
from worker.linger import Linger
from worker.pipeline import Pipeline
from worker.station import Station
from worker.videos.desks import Desks

SUSPECT_EVERY = 16  # batches


def make_worker(settings: Settings) -> Celery:
    """Celery with the task that classifies; each pool child opens its own station."""
    celery = make_celery(settings)
    child = _Child(settings)
    worker_process_init.connect(child.open, weak=False)
    worker_process_shutdown.connect(child.close, weak=False)
    worker_shutting_down.connect(child.stop, weak=False)
    celery.task(name=TASK, ignore_result=True)(child.drain)
    return celery


class _Child:
    """What the task works with: empty in the parent, filled after the fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._station: Station | None = None
        self._desks: Desks | None = None
        # Shared with the children over the fork: the parent alone hears of a shutdown.
        self._stopping = RawValue(ctypes.c_bool, False)

    def open(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        self._station = Station(self._settings)
        self._station.open()
        self._desks = Desks(self._station, lambda: bool(self._stopping.value))

    def close(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        if self._desks is not None:
            self._desks.close()
        if self._station is not None:
            self._station.close()

    def stop(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        """In the parent: let the children end with the batch that they have."""
        self._stopping.value = True

    def drain(self) -> None:
        """Somebody rang: take batches until nothing waits.

        One task takes everything there is: Celery can let a second pass before it hands out the next message.
        """
        station = self._station
        networks = station.wait_until_loaded(30) if station else None
        if station is None or networks is None:
            return  # the sweeper rings again
        linger = Linger()
        pipeline = Pipeline(
            station.database,
            station.blobs,
            networks,
            self._settings.batch_max,
            self._settings.lease_seconds,
            lambda: bool(self._stopping.value),
            self._settings.tiny_side,
            linger.saw,
        )
        for turn in count(1):
            if turn % SUSPECT_EVERY == 0:
                pipeline.run_batch(suspects=True)  # or endless work would keep them waiting for ever
            if self._desks is not None:
                self._desks.wake_now_and_then()
            something = pipeline.run_batch() or linger.pause() or pipeline.run_batch(suspects=True)
            if not something or self._stopping.value:
                break
        if self._desks is not None:
            self._desks.wake()
