"""A live camera as a program: what the page does, without a browser; and bulk work beside it."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from bench.client import Client
from bench.end_to_end import grouped, pass_through
from bench.live_figures import Live, figures
from bench.running import Running
from demo.pictures import jpeg, photo

SIZE = (640, 480)
RATE = 30  # frames a second that a webcam gives
UNDER_WAY = 2  # as the page
QUALITY = 80  # as the page
DIFFERENT = 16
CROPS, PHOTOS = 1920, 48  # images of a job; each takes some seconds
LARGE = ((1920, 1080), (4000, 3000))


@dataclass(frozen=True, slots=True)
class Bulk:
    """A job that is uploaded and worked off again and again beside a camera."""

    groups: Sequence[tuple[bytes, str]]
    count: int
    framing: str


@dataclass(slots=True)
class _Camera:
    """Gives each of its frames to at most one sender; who asks too late gets the next one."""

    ends: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: int = -1

    def wait(self) -> int | None:
        """Wait for a frame that nobody has yet: its number, None when the camera is off."""
        while (now := time.perf_counter()) < self.ends:
            with self.lock:
                number = int(now * RATE)
                if number > self.last:
                    self.last = number
                    return number
            time.sleep(1 / RATE - now % (1 / RATE))
        return None


def live_frames(count: int = DIFFERENT) -> list[bytes]:
    """Frames as the page sends them: 640×480 JPEGs, one drawn person each."""
    return [photo(seed, *SIZE, quality=QUALITY) for seed in range(count)]


def watch_live(server: Running, frames: Sequence[bytes], seconds: float) -> Live:
    """Do for so long what the page does: never more than two frames under way, never an old one sent."""
    began = time.perf_counter()
    camera = _Camera(began + seconds)
    with ThreadPoolExecutor(UNDER_WAY) as pool:
        senders = [pool.submit(_send, server, frames, camera) for _ in range(UNDER_WAY)]
        sent, took = zip(*(sender.result() for sender in senders), strict=True)
    answered = [milliseconds for times in took for milliseconds in times]
    seconds = time.perf_counter() - began
    return figures(answered, sent=sum(sent), seconds=seconds, troubles=sum(sent) - len(answered))


def _send(server: Running, frames: Sequence[bytes], camera: _Camera) -> tuple[int, list[float]]:
    """How many frames were sent, and how long those took, in milliseconds, that were answered."""
    client, sent, took = Client(server), 0, list[float]()
    while (number := camera.wait()) is not None:
        grabbed, sent = time.perf_counter(), sent + 1
        if _answered(client, frames[number % len(frames)]):
            took.append(1000 * (time.perf_counter() - grabbed))
    client.close()
    return sent, took


def _answered(client: Client, frame: bytes) -> bool:
    try:
        answer = client.send("POST", "/snapshots?wait=10&keep=false", frame, "image/jpeg")
    except RuntimeError as refusal:
        print(f"A live frame was refused: {refusal}", flush=True)
        return False
    return answer.get("status") in {"classified", "no_face"}


def crops() -> Bulk:
    """Small pictures of one face each."""
    return Bulk(grouped([jpeg(seed) for seed in range(64)], CROPS), CROPS, "face")


def large_photos() -> Bulk:
    """Photographs of 2 and 12 megapixels in turns, of which a worker cannot put one down half done."""
    images = [photo(seed, *LARGE[seed % len(LARGE)], faces=2) for seed in range(8)]
    return Bulk(grouped(images, PHOTOS), PHOTOS, "auto")


JOBS: dict[str, Callable[[], Bulk]] = {"crops": crops, "large photos": large_photos}


@contextmanager
def bulk_beside(server: Running, bulk: Bulk) -> Iterator[None]:
    """Jobs are uploaded and worked off, one after the other, as long as the block lasts."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            pass_through(server, bulk.groups, bulk.count, bulk.framing)

    with ThreadPoolExecutor(1) as pool:
        jobs = pool.submit(work)
        time.sleep(1)
        try:
            yield
        finally:
            stop.set()
            jobs.result()


def ended_images(server: Running) -> int:
    """How many images of all jobs have ended."""
    counts = [job["counts"] for job in server.get("/jobs?limit=1000")["items"]]
    return sum(each["classified"] + each["no_face"] + each["failed"] for each in counts)


def with_bulk(server: Running, watch: Callable[[], Live]) -> Live:
    """What a camera has, and how many images of other jobs ended meanwhile."""
    before, began = ended_images(server), time.perf_counter()
    live = watch()
    return replace(live, bulk=(ended_images(server) - before) / (time.perf_counter() - began))
