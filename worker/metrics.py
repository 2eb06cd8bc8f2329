"""The workers' numbers: claims, sizes and stages of batches, how images ended; and the sweeper's."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from core.jobs.create import BULK, LIVE, SNAPSHOT

KINDS = {BULK: "bulk", SNAPSHOT: "snapshot", LIVE: "live"}
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class WorkMetrics:
    """Counts in this process; what is shown are the sums over all that share their numbers."""

    def __init__(self) -> None:
        self.registry = here = CollectorRegistry()
        self._claims = Counter("browline_claims", "Batches that were claimed", ["kind"], registry=here)
        self._sizes = Histogram(
            "browline_batch_images", "Images of a claimed batch", ["kind"], registry=here, buckets=SIZES
        )
        self._stages = Histogram(
            "browline_batch_stage_seconds",
            "What all of a batch's images took in one stage",
            ["stage"],
            registry=here,
            buckets=SECONDS,
        )
        self._ended = Counter("browline_images_ended", "Images by how they ended", ["outcome"], registry=here)
        self._faces = Counter("browline_faces", "Faces that were classified", registry=here)
        self._failures = Counter(
            "browline_batch_failures", "Batches that were given back, or lost, for an error", registry=here
        )

    def claimed(self, priority: int, images: int) -> None:
        """A batch was taken."""
        kind = KINDS[priority]
        self._claims.labels(kind).inc()
        self._sizes.labels(kind).observe(images)

    def took(self, stage: str, seconds: float) -> None:
        """A batch has ended that was so long in a stage."""
        self._stages.labels(stage).observe(seconds)

    def ended(self, outcomes: Mapping[str, int], faces: int) -> None:
        """So many images ended, by their last state."""
        for outcome, images in outcomes.items():
            self._ended.labels(outcome).inc(images)
        self._faces.inc(faces)

    def failed(self) -> None:
        """A batch came to nothing."""
        self._failures.inc()


class SweepMetrics:
    """The sweeper's."""

    def __init__(self) -> None:
        self.registry = here = CollectorRegistry()
        self._sweeps = Counter("browline_sweeps", "Sweeps by whether they failed", ["outcome"], registry=here)
        self._lost = Counter("browline_claims_lost", "Images whose lease ended too early", registry=here)
        self._last = Gauge(
            "browline_last_sweep_timestamp_seconds",
            "When a sweep last succeeded",
            registry=here,
            multiprocess_mode="max",
        )

    def swept(self) -> None:
        """A sweep was done."""
        self._sweeps.labels("ok").inc()
        self._last.set_to_current_time()

    def failed(self) -> None:
        """One was not."""
        self._sweeps.labels("failed").inc()

    def lost(self, images: int) -> None:
        """So many images lost their claim."""
        self._lost.inc(images)
