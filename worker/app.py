"""The Celery app of the workers: one short task, and a workplace in each pool child."""

import ctypes
import resource
from contextlib import suppress
from multiprocessing.sharedctypes import RawValue
from typing import Any

from billiard.process import current_process
from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown, worker_ready, worker_shutting_down

from core.doorbell import TASK, make_celery
from core.settings import Settings
from worker.watch import BULK_LANE, FAST_LANE, Watch
from worker.workplace import Workplace


def make_worker(settings: Settings) -> Celery:
    """Celery with the task that classifies; each pool child opens its own workplace."""
    celery = make_celery(settings)
    child = _Child(settings)
    worker_ready.connect(child.watch_over, weak=False)
    worker_process_init.connect(child.open, weak=False)
    worker_process_shutdown.connect(child.close, weak=False)
    worker_shutting_down.connect(child.stop, weak=False)
    celery.task(name=TASK, ignore_result=True)(child.drain)
    return celery


class _Child:
    """What the task works with: empty in the parent, filled after the fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._workplace: Workplace | None = None
        # Shared with the children over the fork: the parent alone hears of a shutdown.
        self._stopping = RawValue(ctypes.c_bool, False)
        self._watch = Watch(settings.workers, settings.lease_seconds)

    def watch_over(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        """In the parent: the children are there."""
        self._watch.start()

    def open(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        place: int = current_process().index  # type: ignore[attr-defined]  # its pool gave it one
        _bound_memory(self._settings.worker_memory_mb * 2**20)
        self._watch.join(place)
        lanes = [self._watch.lane(place, lane) for lane in (BULK_LANE, FAST_LANE)]
        self._workplace = Workplace(self._settings, lambda: bool(self._stopping.value), *lanes)
        self._workplace.open()

    def close(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        if self._workplace is not None:
            self._workplace.close()

    def stop(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        """In the parent: let the children end with the batch that they have."""
        self._stopping.value = True
        self._watch.stop()

    def drain(self) -> None:
        """The task."""
        if self._workplace is not None:
            self._workplace.drain()


def _bound_memory(most: int) -> None:
    """Let what eats memory fail here, before the kernel ends whichever process it likes."""
    _, allowed = resource.getrlimit(resource.RLIMIT_DATA)
    least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    with suppress(ValueError, OSError):  # macOS knows no such bound
        resource.setrlimit(resource.RLIMIT_DATA, (least, allowed))
