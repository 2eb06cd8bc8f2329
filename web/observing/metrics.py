"""The web's numbers, of requests and of what they brought; `queue_numbers` has those that SQL knows."""

from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STAGE_SECONDS = (0.0001, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "unmatched"


class WebMetrics:
    """Counts in this process; what is shown are the sums over all that share their numbers."""

    def __init__(self) -> None:
        self.registry = here = CollectorRegistry()
        self._seconds = Histogram(
            "browline_http_request_duration_seconds",
            "From a request's head to the head of its answer; to its end where it is sent in pieces",
            ["method", "route"],
            registry=here,
            buckets=SECONDS,
        )
        self._requests = Counter(
            "browline_http_requests", "Answers", ["method", "route", "status"], registry=here
        )
        self._problems = Counter(
            "browline_problems", "Errors that were answered, by their stable code", ["code"], registry=here
        )
        self._images = Counter("browline_uploaded_images", "Images that were accepted", registry=here)
        self._bytes = Counter(
            "browline_uploaded_bytes", "Bytes of images and videos that were accepted", registry=here
        )
        self._stages = Histogram(
            "browline_upload_stage_seconds",
            "What all files of an upload took in one stage of their way in",
            ["stage"],
            registry=here,
            buckets=STAGE_SECONDS,
        )
        self._refused = Counter(
            "browline_refused_files", "Files that were not accepted, by their code", ["code"], registry=here
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the template of its address, never the address."""
        method = method if method in METHODS else "OTHER"
        self._seconds.labels(method, route).observe(seconds)
        self._requests.labels(method, route, status).inc()

    def problem(self, code: str) -> None:
        """An error was told to somebody."""
        self._problems.labels(code).inc()

    def uploaded(self, images: int, length: int) -> None:
        """So many images came in, and so many bytes."""
        self._images.inc(images)
        self._bytes.inc(length)

    def upload_took(self, stage: str, seconds: float) -> None:
        """An upload was so long in a stage."""
        self._stages.labels(stage).observe(seconds)

    def refused(self, code: str) -> None:
        """A file did not come in."""
        self._refused.labels(code).inc()
