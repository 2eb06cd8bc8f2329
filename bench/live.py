"""`python -m bench.live`: the live camera beside a bulk job: frames a second, and from grab to answer."""

import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import click
import cv2
import numpy as np

from bench.client import Client
from bench.end_to_end import grouped, pass_through
from bench.running import Running, running
from demo.pictures import jpeg, scene

SIZE = (640, 480)
CAMERA_RATE = 30  # frames a second that a webcam gives
UNDER_WAY = 2  # as the page
QUALITY = 80  # as the page
DIFFERENT = 16


@dataclass(frozen=True, slots=True)
class Live:
    """What a live camera had of its server: times in milliseconds, from a frame's grab to its answer read."""

    frames: int
    rate: float
    p50: float
    p95: float
    worst: float


@dataclass(slots=True)
class _Camera:
    """Gives each of its frames to at most one sender; who asks too late gets the next one."""

    ends: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: int = -1

    def wait(self) -> int | None:
        """Wait for a frame that nobody has yet: its number, None when the camera is off."""
        while True:
            now = time.perf_counter()
            if now > self.ends:
                return None
            with self.lock:
                number = int(now * CAMERA_RATE)
                if number > self.last:
                    self.last = number
                    return number
            time.sleep(1 / CAMERA_RATE - now % (1 / CAMERA_RATE))


def live_frames(count: int = DIFFERENT) -> list[bytes]:
    """Frames as the page sends them: 640×480 JPEGs, one drawn person each."""
    return [_encoded(seed) for seed in range(count)]


def _encoded(seed: int) -> bytes:
    pixels = cv2.cvtColor(scene(seed, *SIZE), cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1].tobytes()


def watch_live(server: Running, frames: Sequence[bytes], seconds: float, query: str = "&keep=false") -> Live:
    """Be the page for so long: never more than two frames under way, never an old one sent."""
    camera = _Camera(time.perf_counter() + seconds)
    began = time.perf_counter()
    with ThreadPoolExecutor(UNDER_WAY) as pool:
        senders = [pool.submit(_send, server, frames, camera, query) for _ in range(UNDER_WAY)]
        taken = [milliseconds for sender in senders for milliseconds in sender.result()]
    p50, p95 = np.percentile(taken, [50, 95])
    rate = len(taken) / (time.perf_counter() - began)
    return Live(len(taken), rate, float(p50), float(p95), max(taken))


def _send(server: Running, frames: Sequence[bytes], camera: _Camera, query: str) -> list[float]:
    client, taken = Client(server), list[float]()
    while (number := camera.wait()) is not None:
        grabbed = time.perf_counter()
        frame = frames[number % len(frames)]
        answer = client.send("POST", f"/snapshots?wait=10{query}", frame, "image/jpeg")
        taken.append(1000 * (time.perf_counter() - grabbed))
        if answer.get("status") not in {"classified", "no_face"}:
            raise RuntimeError(f"a live frame was not answered: {answer}")
    client.close()
    return taken


def beside_a_job(server: Running, seconds: float, query: str = "&keep=false") -> Live:
    """The live camera while a bulk job is uploaded and worked off beside it."""
    pictures = [jpeg(seed) for seed in range(64)]
    groups = grouped(pictures, 6400)
    stop = threading.Event()

    def bulk() -> None:
        while not stop.is_set():
            pass_through(server, groups, 6400)

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(bulk)
        time.sleep(1)
        try:
            return watch_live(server, live_frames(), seconds, query)
        finally:
            stop.set()
            job.result()


@click.command()
@click.option("--seconds", default=15.0, show_default=True, help="How long each camera runs.")
@click.option("--query", default="&keep=false")
def main(seconds: float, query: str) -> None:
    """Measure this machine; prints a table."""
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        watch_live(server, live_frames(), 2, query)
        for name, live in (
            ("alone", watch_live(server, live_frames(), seconds, query)),
            ("beside a bulk job", beside_a_job(server, seconds, query)),
        ):
            print(
                f"{name:20} {live.rate:5.1f} frames/s   p50 {live.p50:4.0f} ms   p95 {live.p95:4.0f} ms   "
                f"worst {live.worst:4.0f} ms   {live.frames} frames"
            )


if __name__ == "__main__":
    main()
