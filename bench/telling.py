"""`python -m bench.telling`: what an image's way pays for numbers and logs, in CPU time.

Alone, without databases and networks: what a batch of 64 crops and a request of as many tell, as often as
they would, in files that processes share. An image takes about 600 µs of CPU in all; one in a hundred is
allowed. Of several tries the least counts, since others who use the machine make everything slower.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from timeit import repeat

from core.telemetry.logs import configure_logs
from core.telemetry.metric_files import share_numbers

BATCH = 64
BUDGET_US = 6.0
TRIES, CALLS = 9, 300


def main() -> None:
    """Measure, print, and fail where it costs more than it may."""
    share_numbers()
    configure_logs("json", "INFO", open(os.devnull, "w"))  # noqa: PTH123, SIM115 - until the end
    worker, web = _batch(), _request()
    print(f"worker, a batch of {BATCH}: {worker:.2f} µs an image")
    print(f"web, a request of {BATCH}: {web:.2f} µs an image")
    print(f"together {worker + web:.2f} µs of {BUDGET_US:.0f} allowed")
    logging.shutdown()
    sys.exit(worker + web > BUDGET_US)


def _batch() -> float:
    """What one of a batch's images pays; the clocks of its own stages included."""
    from core.blobs import BlobRef  # noqa: PLC0415 - numbers are shared before their client is imported
    from core.work.types import Claim, ClaimedImage, Outcome  # noqa: PLC0415
    from worker.reporter import Reporter  # noqa: PLC0415
    from worker.stages import Stages  # noqa: PLC0415

    images = [ClaimedImage(f"i{n}", "job", "face", BlobRef("job/pack", 0, 1), 96, 96) for n in range(BATCH)]
    claimed, reporter = Claim("claim", images, 0), Reporter()
    outcomes = [Outcome(image.id, image.job_id) for image in images]

    def tell() -> None:
        stages = Stages()
        for stage in (stages.claim, stages.read, stages.classify, stages.finish):
            with stage:
                pass
        for _ in images:
            with stages.decode:
                pass
        reporter.metrics.claimed(claimed.priority, BATCH)
        reporter.ended(claimed, stages, outcomes)

    return _microseconds(tell) / BATCH


def _request() -> float:
    """What one of a request's images pays."""
    from web.observing.metrics import WebMetrics  # noqa: PLC0415

    metrics, log = WebMetrics(), logging.getLogger("bench")

    def tell() -> None:
        metrics.answered("POST", "/api/v1/jobs", 202, 0.1)
        metrics.uploaded(BATCH, 10**6)
        log.info("answered", extra={"method": "POST", "route": "/api/v1/jobs", "status": 202, "seconds": 0.1})

    return _microseconds(tell) / BATCH


def _microseconds(what: Callable[[], None]) -> float:
    """CPU time of one call."""
    return min(repeat(what, timer=time.process_time, repeat=TRIES, number=CALLS)) / CALLS * 1e6


if __name__ == "__main__":
    main()
