"""The Celery app of the workers: one short task, and a workplace in each pool child."""

import ctypes
from multiprocessing.sharedctypes import RawValue
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown, worker_shutting_down

from core.doorbell import TASK, make_celery
from core.settings import Settings
from worker.workplace import Workplace


def make_worker(settings: Settings) -> Celery:
    """Celery with the task that classifies; each pool child opens its own workplace."""
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
        self._workplace: Workplace | None = None
        # Shared with the children over the fork: the parent alone hears of a shutdown.
        self._stopping = RawValue(ctypes.c_bool, False)

    def open(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        self._workplace = Workplace(self._settings, lambda: bool(self._stopping.value))
        self._workplace.open()

    def close(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        if self._workplace is not None:
            self._workplace.close()

    def stop(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signal
        """In the parent: let the children end with the batch that they have."""
        self._stopping.value = True

    def drain(self) -> None:
        """The task."""
        if self._workplace is not None:
            self._workplace.drain()
