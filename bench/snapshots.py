"""Snapshot latency: from the first byte of the frame sent to the answer read, one at a time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.client import Client
from bench.running import Running


@dataclass(frozen=True, slots=True)
class Latency:
    """Round trips in milliseconds."""

    count: int
    p50: float
    p95: float
    worst: float


def snapshot_latency(
    server: Running,
    frames: Sequence[bytes],
    count: int,
    pause: float = 0.03,
    while_true: Callable[[], bool] = lambda: True,
) -> Latency:
    """Send up to `count` frames one after the other, each held until it is classified."""
    client = Client(server)
    taken: list[float] = []
    for number in range(count):
        started = time.perf_counter()
        answer = client.send("POST", "/snapshots?wait=10", frames[number % len(frames)], "image/jpeg")
        taken.append(1000 * (time.perf_counter() - started))
        if answer.get("status") not in {"classified", "no_face"}:
            raise RuntimeError(f"a snapshot was not answered: {answer}")
        if not while_true():
            taken.pop()
            break
        time.sleep(pause)
    client.close()
    p50, p95 = np.percentile(taken, [50, 95])
    return Latency(len(taken), float(p50), float(p95), max(taken))
