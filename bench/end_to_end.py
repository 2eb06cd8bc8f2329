"""End to end: from the first byte sent over HTTP to the last row committed, through everything real."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.client import Client, multipart, send_groups
from bench.running import Running

GROUP = 64


@dataclass(frozen=True, slots=True)
class Passage:
    """One measured job."""

    images: int
    upload_seconds: float
    seconds: float

    @property
    def rate(self) -> float:
        """Images a second, the load generator included."""
        return self.images / self.seconds


def grouped(images: Sequence[bytes], count: int) -> list[tuple[bytes, str]]:
    """`count` images in forms of 64, repeating the given ones under names of their own."""
    numbers = range(0, count, GROUP)
    return [
        multipart(
            [(f"face-{n:06}.jpg", images[n % len(images)]) for n in range(start, min(start + GROUP, count))]
        )
        for start in numbers
    ]


def start_job(server: Running, count: int, name: str) -> str:
    """Announce a job of `count` crops and return its id."""
    client = Client(server)
    fields = {"name": name, "framing": "face", "expected": str(count)}
    job_id: str = client.send("POST", "/jobs", *multipart([], fields))["id"]
    client.close()
    return job_id


def pass_through(server: Running, groups: Sequence[tuple[bytes, str]], count: int) -> Passage:
    """Upload and wait for the last image's end. Raises `RuntimeError` if any image did not end classified."""
    started = time.perf_counter()
    job_id = start_job(server, count, "bench")
    send_groups(server, job_id, groups)
    uploaded = time.perf_counter()
    client = Client(server)
    while (job := client.send("GET", f"/jobs/{job_id}"))["state"] != "done":
        time.sleep(0.1)
    seconds = time.perf_counter() - started
    client.close()
    if job["counts"]["classified"] != count:
        raise RuntimeError(f"not every image was classified: {job['counts']}")
    return Passage(count, uploaded - started, seconds)
