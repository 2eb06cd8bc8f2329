"""The Celery app of the workers: one short task, and a workplace in each pool child."""

import ctypes
import os
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import RawValue
from signal import Signals
from typing import Any

from billiard.process import current_process
from celery import Celery
from celery.signals import (
    setup_logging,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_shutting_down,
)

from core.doorbell import TASK, Doorbell, make_celery
from core.settings import Settings
from worker.device import take_gpu
from worker.ears import ListeningCelery
from worker.lookout import Lookout
from worker.memory import bound_memory
from worker.metrics_port import MetricsPort
from worker.networks import KERAS
from worker.watch import BULK_LANE, FAST_LANE, Watch
from worker.workplace import Workplace


def make_worker(settings: Settings) -> Celery:
    """Celery with the task that classifies; each pool child opens its own workplace."""
    celery = make_celery(settings, ListeningCelery)
    child = _Child(settings)
    setup_logging.connect(_logs_are_set_up, weak=False)
    worker_init.connect(child.watch_over, weak=False)
    worker_process_init.connect(child.open, weak=False)
    worker_process_shutdown.connect(child.close, weak=False)
    worker_shutting_down.connect(child.stop, weak=False)
    celery.task(name=TASK, ignore_result=True)(child.drain)
    return celery


def _logs_are_set_up(**_: Any) -> None:  # noqa: ANN401 - Celery's signal
    """Whoever hears that logging is to be set up keeps Celery from doing it."""


class _Child:
    """What the task works with: empty in the parent, filled after the fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._workplace: Workplace | None = None
        self._lookout: Lookout | None = None
        # Shared with the children over the fork: the parent alone hears of a shutdown.
        self._stopping = RawValue(ctypes.c_bool, False)
        self._heard_at = RawValue(ctypes.c_double, 0.0)  # by any of them, on the clock that they share
        self._watch = Watch(settings.workers, settings.hang_seconds)
        self._port = MetricsPort(settings)

    def watch_over(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        """In the parent: the children are about to be there, whatever becomes of Redis."""
        self._watch.start()
        self._port.open()

    def open(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        place: int = current_process().index  # type: ignore[attr-defined]  # its pool gave it one
        self._port.leave()
        on_gpu = self._settings.engine == KERAS and take_gpu(place)
        if not on_gpu:  # its driver reserves more than anybody has, and uses little of it
            bound_memory(self._settings.worker_memory_mb * 2**20)
        self._watch.join(place)
        lanes = [self._watch.lane(place, lane) for lane in (BULK_LANE, FAST_LANE)]
        self._workplace = Workplace(self._settings, lambda: bool(self._stopping.value), *lanes)
        self._workplace.open()
        doorbell = Doorbell(make_celery(self._settings), self._settings.batch_max)
        self._lookout = Lookout(doorbell, self._heard, self._workplace.look, _sender(os.getppid()))
        self._lookout.open()

    def close(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        if self._lookout is not None:
            self._lookout.close()
        if self._workplace is not None:
            self._workplace.close()

    def stop(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        """In the parent: let the children end with the batch that they have."""
        self._stopping.value = True
        self._watch.stop()

    def _heard(self) -> float:
        return float(self._heard_at.value)

    def drain(self) -> None:
        """The task."""
        self._heard_at.value = time.monotonic()
        if self._workplace is not None:
            self._workplace.drain()


def _sender(parent: int) -> Callable[[Signals], None]:
    """Sends signals to the parent, as long as it is that one: a child of a dead one has another."""

    def send(signum: Signals) -> None:
        if os.getppid() == parent:
            os.kill(parent, signum)

    return send
