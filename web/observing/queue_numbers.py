"""The queue, the store and the workers as numbers: read from SQL, so that every process shows the same.

They are read once in a while, and for a tenth of the time at most, however often somebody asks.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.blobs import BlobStore
from core.database import Database
from core.doorbell import Doorbell
from core.jobs.queue import Queue, Stored, queue_now, stored_now
from core.presence import present_workers
from web.observing.held import Held

FRESH_SECONDS = 5.0
SHARE = 0.1  # of the time that reading may take
BUSY_SECONDS = 3.0  # that a database may take to let this one in
SILENT_SECONDS = 30.0  # that it may take to count


class QueueNumbers:
    """What this process read last. `room` is how many bytes a store must have free to take an upload.

    It has connections of its own, with little patience: after an outage the numbers soon tell the truth.
    """

    def __init__(self, sql_url: str, blobs: BlobStore, doorbell: Doorbell, room: int) -> None:
        self._database = Database(
            sql_url, pool_size=1, busy_seconds=BUSY_SECONDS, silent_seconds=SILENT_SECONDS
        )
        self._blobs, self._doorbell = blobs, doorbell
        self._room = room
        self._held = Held(self._read)

    def exposition(self) -> bytes:
        """As Prometheus reads it. What does not answer is shown as down, and what it knows left out."""
        return self._held.get()

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def _read(self) -> tuple[bytes, float]:
        """The numbers, and for how long they are told."""
        read: list[Metric] = []
        began = time.monotonic()
        try:
            read += _queue(queue_now(self._database))
            with self._database.read() as connection:
                read += [*_stored(stored_now(connection)), *_workers(connection)]
        except SQLAlchemyError:
            up, took = False, 0.0  # waiting in vain costs the database nothing
        else:
            up, took = True, time.monotonic() - began
        store_up = self._blobs.trouble(self._room) is None
        read += [
            _gauge("browline_database_up", "1 while the database answers", up),
            _gauge("browline_redis_up", "1 while Redis answers", self._doorbell.answers()),
            _gauge("browline_store_up", "1 while the store takes uploads", store_up),
            _gauge("browline_store_free_bytes", "Bytes that uploads have room for", self._blobs.free_bytes()),
        ]
        here = CollectorRegistry()
        here.register(_Read(read))
        return generate_latest(here), max(FRESH_SECONDS, took / SHARE)


class _Read(Collector):
    """Numbers as they were read; a Gauge would keep them as this process' own, beside other processes'."""

    def __init__(self, read: Sequence[Metric]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        """Them."""
        return self._read


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value)


def _queue(now: Queue) -> Iterator[Metric]:
    images = GaugeMetricFamily("browline_images", "Images by state", labels=["state"])
    for state, count in now.states.items():
        images.add_metric([state], count)
    yield images
    yield _gauge("browline_images_waiting", "Images that wait to be claimed", now.waiting)
    yield _gauge("browline_images_claimed", "Images that workers hold", now.claimed)
    yield _gauge(
        "browline_oldest_waiting_seconds", "Since the oldest of these was accepted", now.oldest_seconds
    )


def _stored(stored: Stored) -> Iterator[Metric]:
    yield _gauge("browline_stored_images", "Images and videos that jobs hold", stored.images)
    yield _gauge("browline_stored_bytes", "Bytes that jobs hold", stored.bytes)


def _workers(connection: Connection) -> Iterator[Metric]:
    workers = present_workers(connection)
    ready = [worker for worker in workers if worker.ready]
    yield _gauge("browline_workers_present", "Worker processes", len(workers))
    yield _gauge("browline_workers_ready", "Worker processes that are ready", len(ready))
    info = GaugeMetricFamily(
        "browline_worker_info",
        "How many ready worker processes serve with this engine and these models",
        labels=["engine", "model_version", "finder_version"],
    )
    kinds = Counter((worker.engine, worker.model_version, worker.finder_version) for worker in ready)
    for kind, count in kinds.items():
        info.add_metric(kind, count)
    yield info
