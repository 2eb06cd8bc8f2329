"""What is told of a batch that has ended: a line in the log, numbers, and its part of its uploads' traces."""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.jobs.create import LIVE
from core.telemetry.traces import Attributes, Timed, Traces
from core.work.types import Claim, Outcome
from worker.metrics import KINDS, WorkMetrics
from worker.stages import Stages

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reporter:
    """One process's."""

    metrics: WorkMetrics = field(default_factory=WorkMetrics)
    traces: Traces = field(default_factory=Traces)

    def ended(self, claimed: Claim, stages: Stages, outcomes: Sequence[Outcome]) -> None:
        """A batch is over; `outcomes` are those of its images that ended by it."""
        how = Counter(outcome.state for outcome in outcomes)
        taken = {stage.name: stage.seconds for stage in stages.entered()}
        for stage, seconds in taken.items():
            self.metrics.took(stage, seconds)
        self.metrics.ended(how, sum(len(outcome.faces) for outcome in outcomes))
        # Of live frames a camera has thirty a second, each a batch.
        level = logging.DEBUG if claimed.priority == LIVE else logging.INFO
        if log.isEnabledFor(level):
            rounded = {f"{stage}_seconds": round(seconds, 4) for stage, seconds in taken.items()}
            jobs = sorted({image.job_id for image in claimed.images})
            told = {"images": len(claimed.images), "jobs": jobs, **how, **rounded}
            log.log(level, "batch ended", extra=told)
        if self.traces.wanted:
            self._trace(claimed, stages)

    def failed(self) -> None:
        """A batch came to nothing; whoever catches its error says why."""
        self.metrics.failed()

    def _trace(self, claimed: Claim, stages: Stages) -> None:
        zero = time.time_ns() - int(time.perf_counter() * 1e9)
        parts = [
            Timed(
                stage.name,
                zero + int(stage.first * 1e9),
                zero + int(stage.last * 1e9),
                {"browline.busy_seconds": stage.seconds},
            )
            for stage in stages.entered()
        ]
        known: Attributes = {
            "browline.batch": claimed.id,
            "browline.batch_images": len(claimed.images),
            "browline.kind": KINDS[claimed.priority],
        }
        whole = Timed("batch", min(p.began_ns for p in parts), max(p.ended_ns for p in parts), known)
        self.traces.batch(whole, parts, Counter(image.blob.pack for image in claimed.images))
