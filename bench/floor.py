"""The floor: decode, finder and network in plain processes on all cores; no HTTP, no queue, no database.

No design can be faster with these networks and this decoder, so end to end is quoted as a share of it.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier as BarrierType

import cv2

from core.settings import Settings
from imaging.accept import Limits, accept
from worker.batch import classify_batch
from worker.networks import load_networks
from worker.views import Picture

BATCH = 64

_together: list[BarrierType] = []


@dataclass(frozen=True, slots=True)
class Floor:
    """Images a second of all processes together, and seconds of one core that each takes."""

    rate: float
    cpu: float


def measure_floor(
    images: Sequence[bytes],
    settings: Settings,
    processes: int,
    seconds: float = 5.0,
    *,
    search: bool = False,
    batch: int = BATCH,
) -> Floor:
    """Decode, search if asked to, and classify in batches, in all processes at once."""
    together = get_context("spawn").Barrier(processes)
    work = partial(_rate, list(images), settings, seconds, search, batch)
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_join, initargs=(together,)
    ) as pool:
        each = [one.result() for one in [pool.submit(work) for _ in range(processes)]]
    return Floor(sum(one.rate for one in each), sum(one.cpu for one in each) / len(each))


def _join(together: BarrierType) -> None:
    _together.append(together)


def _rate(images: list[bytes], settings: Settings, seconds: float, search: bool, size: int) -> Floor:
    """One process's; all begin together, so that they share the cores while they are measured."""
    cv2.setNumThreads(1)
    networks = load_networks(settings)
    accepted = [accept(image, Limits()) for image in images]
    stored = [Picture(image.data, image.width, image.height, search) for image in accepted]
    batch = (stored * (size // len(stored) + 1))[:size]
    classify_batch(networks, batch)
    _together[0].wait()
    done, started, began = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        classify_batch(networks, batch)
        done += size
    return Floor(done / (time.perf_counter() - started), (time.process_time() - began) / done)
