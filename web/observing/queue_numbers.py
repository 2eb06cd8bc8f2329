"""The queue, the store and the workers as numbers: read from SQL, so that every process shows the same.

They are read once in a while, and for a tenth of the time at most, however often somebody asks.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.blobs import BlobStore
from core.database import Database
from core.doorbell import Doorbell
from core.jobs.queue import queue_now, stored_now
from core.presence import present_workers

FRESH_SECONDS = 5.0
SHARE = 0.1  # of the time that reading may take


class QueueNumbers:
    """What this process read last. `room` is how many bytes a store must have free to take an upload."""

    def __init__(self, database: Database, blobs: BlobStore, doorbell: Doorbell, room: int) -> None:
        self._database, self._blobs, self._doorbell = database, blobs, doorbell
        self._room = room
        self._lock = Lock()
        self._shown = b""
        self._next = 0.0

    def exposition(self) -> bytes:
        """As Prometheus reads it. What does not answer is shown as down, and what it knows left out."""
        with self._lock:  # one reads, the others wait for what it finds
            began = time.monotonic()
            if began >= self._next:
                self._shown = self._read()
                ended = time.monotonic()
                self._next = ended + max(FRESH_SECONDS, (ended - began) / SHARE)
            return self._shown

    def _read(self) -> bytes:
        read: list[Metric] = []
        try:
            with self._database.read() as connection:
                read += [*_queue(connection), *_workers(connection)]
        except SQLAlchemyError:
            up = False
        else:
            up = True
        store_up = self._blobs.trouble(self._room) is None
        read += [
            _gauge("browline_database_up", "1 while the database answers", up),
            _gauge("browline_redis_up", "1 while Redis answers", self._doorbell.answers()),
            _gauge("browline_store_up", "1 while the store takes uploads", store_up),
        ]
        if (free := self._blobs.free_bytes()) is not None:
            read.append(_gauge("browline_store_free_bytes", "Bytes that the store has room for", free))
        here = CollectorRegistry()
        here.register(_Read(read))
        return generate_latest(here)


class _Read(Collector):
    """Numbers as they were read; a Gauge would keep them as this process' own, beside other processes'."""

    def __init__(self, read: Sequence[Metric]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        """Them."""
        return self._read


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value)


def _queue(connection: Connection) -> Iterator[Metric]:
    now, stored = queue_now(connection), stored_now(connection)
    images = GaugeMetricFamily("browline_images", "Images by state", labels=["state"])
    for state, count in now.states.items():
        images.add_metric([state], count)
    yield images
    yield _gauge("browline_images_waiting", "Images that wait to be claimed", now.waiting)
    yield _gauge("browline_images_claimed", "Images that workers hold", now.claimed)
    yield _gauge(
        "browline_oldest_waiting_seconds", "Since the oldest of these was accepted", now.oldest_seconds
    )
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
