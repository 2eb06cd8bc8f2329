"""The floor: from bytes to faces in plain processes on all cores; no HTTP, no queue, no database.

That is decoder, finder and network, and beside them the flags of quality and the faces as workers tell them.

No design can be faster with these networks and this decoder, so end to end is quoted as a share of it.
"""

import time
from collections.abc import Callable, Sequence
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
Batch = Callable[[], int]  # does one, and says how many images it has

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
    """Decode, search if asked to, and classify in batches, in all processes at once.

    As the workers do it: with the flags of quality, and with what is told of each face.
    """
    return floor_of(partial(_as_workers, list(images), settings, search, batch), processes, seconds)


def floor_of(prepare: Callable[[], Batch], processes: int, seconds: float) -> Floor:
    """What all processes do together; `prepare`, in each of them, gives what does a batch of its images."""
    together = get_context("spawn").Barrier(processes)
    work = partial(_rate, prepare, seconds)
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_join, initargs=(together,)
    ) as pool:
        each = [one.result() for one in [pool.submit(work) for _ in range(processes)]]
    return Floor(sum(one.rate for one in each), sum(one.cpu for one in each) / len(each))


def _join(together: BarrierType) -> None:
    _together.append(together)


def _as_workers(images: list[bytes], settings: Settings, search: bool, size: int) -> Batch:
    cv2.setNumThreads(1)
    networks = load_networks(settings)
    accepted = [accept(image, Limits()) for image in images]
    stored = [Picture(image.data, image.width, image.height, search) for image in accepted]
    batch = (stored * (size // len(stored) + 1))[:size]
    return lambda: len(classify_batch(networks, batch))


def _rate(prepare: Callable[[], Batch], seconds: float) -> Floor:
    """One process's; all begin together, so that they share the cores while they are measured."""
    batch = prepare()
    batch()
    _together[0].wait()
    done, started, began = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        done += batch()
    return Floor(done / (time.perf_counter() - started), (time.process_time() - began) / done)
