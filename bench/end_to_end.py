"""End to end: from the first byte sent over HTTP to the last row committed, through everything real."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.client import Client, send_groups
from bench.running import Running
from cli.form import multipart

GROUP = 64
GROUP_BYTES = 8 * 2**20


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
    """`count` images in forms of 64 or 8 MB, repeating the given ones under names of their own."""
    size = max(1, min(GROUP, GROUP_BYTES // max(map(len, images))))
    numbers = range(0, count, size)
    return [
        multipart(
            [(f"face-{n:06}.jpg", images[n % len(images)]) for n in range(start, min(start + size, count))]
        )
        for start in numbers
    ]


def start_job(server: Running, count: int, name: str, framing: str = "face") -> str:
    """Announce a job of `count` images and return its id."""
    client = Client(server)
    fields = {"name": name, "framing": framing, "expected": str(count)}
    job_id: str = client.send("POST", "/jobs", *multipart([], fields))["id"]
    client.close()
    return job_id


def pass_through(
    server: Running, groups: Sequence[tuple[bytes, str]], count: int, framing: str = "face"
) -> Passage:
    """Upload and wait for the last image's end. Raises `RuntimeError` if any image got no answer."""
    started = time.perf_counter()
    job_id = start_job(server, count, "bench", framing)
    send_groups(server, job_id, groups)
    uploaded = time.perf_counter()
    client = Client(server)
    while (job := client.send("GET", f"/jobs/{job_id}"))["state"] != "done":
        time.sleep(0.1)
    seconds = time.perf_counter() - started
    client.close()
    if job["counts"]["classified"] + job["counts"]["no_face"] != count:
        raise RuntimeError(f"not every image was answered: {job['counts']}")
    return Passage(count, uploaded - started, seconds)
