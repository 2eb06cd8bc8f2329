"""The floor: decode and network in plain processes on all cores; no HTTP, no queue, no database.

No design can be faster with this network and this decoder, so end to end is quoted as a share of it.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier as BarrierType
from pathlib import Path

import cv2

from imaging.accept import Limits, accept
from models.registry import load
from worker.batch import Picture, classify_batch

BATCH = 64

_together: list[BarrierType] = []


def floor_rate(images: Sequence[bytes], models: Path, processes: int, seconds: float = 5.0) -> float:
    """Images a second that all processes together decode and classify in batches of 64."""
    together = get_context("spawn").Barrier(processes)
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_join, initargs=(together,)
    ) as pool:
        return sum(pool.map(_rate, [list(images)] * processes, [models] * processes, [seconds] * processes))


def _join(together: BarrierType) -> None:
    _together.append(together)


def _rate(images: list[bytes], models: Path, seconds: float) -> float:
    """One process's rate; all begin together, so that they share the cores while they are measured."""
    cv2.setNumThreads(1)
    classifier = load(None, models)
    accepted = [accept(image, Limits()) for image in images]
    stored = [Picture(image.data, image.width, image.height) for image in accepted]
    batch = (stored * (BATCH // len(stored) + 1))[:BATCH]
    classify_batch(classifier, batch)
    _together[0].wait()
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        classify_batch(classifier, batch)
        done += BATCH
    return done / (time.perf_counter() - started)
