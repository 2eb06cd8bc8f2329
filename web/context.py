"""What every request may use: made once by `create_app`, reached through `context()`."""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from flask import current_app
from redis.connection import ConnectionPool

from core.blobs import BlobStore
from core.database import Database
from core.doorbell import Doorbell
from core.jobs.backlog import Backlog
from core.quotas import Amounts
from core.settings import Settings
from core.telemetry.traces import Traces
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from web.late_notes import LateNotes
from web.observing.metrics import WebMetrics
from web.observing.queue_numbers import QueueNumbers
from web.observing.ready import HeldReadiness
from web.throttle import Throttle

if TYPE_CHECKING:  # it asks for its context
    from web.reception import Reception

EXTENSION = "browline"


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that the web works with."""

    settings: Settings
    database: Database
    blobs: BlobStore
    doorbell: Doorbell
    limits: Limits
    video_limits: VideoLimits
    quotas: Amounts  # of one account
    backlog: Backlog
    sightings: LateNotes  # of jobs
    counters: ConnectionPool
    throttle: Throttle
    token_use: LateNotes
    easels: BoundedSemaphore  # pictures that are decoded at once, each of which may take half a gigabyte
    reception: Reception  # requests whose files are read at once
    waiting_room: BoundedSemaphore  # snapshots that may hold a thread while they wait for their answer
    metrics: WebMetrics
    queue_numbers: QueueNumbers
    readiness: HeldReadiness
    traces: Traces

    def close(self) -> None:
        """Give the connections back."""
        for one in (self.database, self.queue_numbers, self.readiness):
            one.close()
        self.counters.disconnect()
        self.traces.close()


def context() -> Context:
    """The parts of the app that handles the current request."""
    found: Context = current_app.extensions[EXTENSION]
    return found
