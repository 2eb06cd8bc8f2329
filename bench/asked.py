"""What is asked of a database that grows: by workers, by the sweeper, and over HTTP; how long each takes."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from urllib.request import Request, urlopen

import numpy as np
from sqlalchemy import func, select

from bench.claimers import VERSION, outcomes_of
from bench.client import Client
from bench.end_to_end import GROUP, grouped
from bench.peers.family import Family, spent
from bench.postgres import PostgresServer
from bench.running import Running
from core.cursor import encode_cursor
from core.database import Database
from core.doorbell import Doorbell
from core.jobs.queue import queue_now, stored_now
from core.tables import Image
from core.work.claim import claim
from core.work.finish import finish
from core.work.types import Claim
from demo.pictures import jpeg
from worker.sweeper import sweep

BATCH, LEASE_SECONDS = 64, 300.0
SELDOM = 0.25  # of the times, for what takes long
POLL, CLAIM = "status of a job", "claim"


@dataclass(frozen=True, slots=True)
class Taken:
    """How long one thing takes: milliseconds, the middle one and those that few exceed.

    `cpu` is what it costs, in milliseconds of a core, whoever spends them: others on the machine do not show.
    """

    p50: float
    p95: float
    p99: float
    cpu: float


class Stopwatch:
    """Times what is asked for again and again, and what the processes that answer use of the cores."""

    def __init__(self, times: int, server: PostgresServer | None) -> None:
        self._times = times
        self._server = server

    def taken(self, work: Callable[[], object], web: Family | None = None, times: float = 1) -> Taken:
        """Of as many times as it was made for, or `times` as many; `web` answers, or this process itself."""
        took = []
        used, processes = self._used(web), web.used() if web else {}
        for _ in range(max(1, round(times * self._times))):
            began = time.perf_counter()
            work()
            took.append(1000 * (time.perf_counter() - began))
        spent_here = self._used(web) - used + (spent(processes, web.used()) if web else 0.0)
        p50, p95, p99 = np.percentile(took, [50, 95, 99])
        return Taken(float(p50), float(p95), float(p99), 1000 * spent_here / len(took))

    def _used(self, web: Family | None) -> float:
        own = 0.0 if web else time.process_time()
        return own + (self._server.cpu_seconds() if self._server else 0.0)


class _NobodyHears(Doorbell):
    """A doorbell without a Redis."""

    def __init__(self) -> None:
        pass

    def ring_unless_ringing(self, images: int) -> bool:
        return images > 0


def in_the_database(database: Database, watch: Stopwatch) -> dict[str, Taken]:
    """What a worker does, without its network, and what the sweeper and the web's numbers read."""
    claims = list[Claim]()

    def take() -> None:
        claimed = claim(database, BATCH, LEASE_SECONDS)
        if claimed is None:
            raise RuntimeError("too few images wait: name larger --steps, or fewer --times")
        claims.append(claimed)

    def end() -> None:
        claimed = claims.pop()
        finish(database, claimed.id, outcomes_of(claimed.images), VERSION)

    def count() -> None:
        queue_now(database)
        with database.read() as connection:
            stored_now(connection)

    return {
        CLAIM: watch.taken(take),
        f"finish of {BATCH} images": watch.taken(end),
        "look for suspects, none": watch.taken(lambda: claim(database, BATCH, LEASE_SECONDS, suspects=True)),
        "a round of the sweeper": watch.taken(partial(sweep, database, _NobodyHears())),
        "the numbers of `/metrics`, read anew": watch.taken(count),
    }


def over_http(server: Running, database: Database, job: str, watch: Stopwatch) -> dict[str, Taken]:
    """What people and programs ask the web for, on one connection but for exports."""
    web = Family()
    web.join(server.process.pid)
    with closing(Client(server)) as client:
        results, images = f"/jobs/{job}/results?limit=100", f"/jobs/{job}/images?limit=100"
        cursor = client.send("GET", results)["next_cursor"]
        asked = {
            POLL: (f"/jobs/{job}", 10),
            "list of 50 jobs": ("/jobs", 1),
            "next page of 100 results": (f"{results}&cursor={cursor}", 1),
            "a job's images, the first 100": (images, 1),
            "the same, far down": (f"{images}&cursor={_far_down(database, job)}", 1),
        }
        for path, _ in asked.values():  # the server's own first times do not count
            client.send("GET", path)
        found = {
            what: watch.taken(partial(client.send, "GET", path), web, more)
            for what, (path, more) in asked.items()
        }
        upload = partial(client.send, "POST", f"/jobs/{job}/images", *grouped([jpeg(1)], GROUP)[0])
        upload()
        found[f"upload of {GROUP} images into that job"] = watch.taken(upload, web, SELDOM)
    csv = partial(_first_byte, server, f"/api/v1/jobs/{job}/results.csv")
    csv()
    return found | {
        "first byte of its CSV": watch.taken(csv, web, SELDOM),
        "scrape of `/metrics`": watch.taken(partial(_first_byte, server, "/metrics"), web),
    }


def _far_down(database: Database, job: str) -> str:
    """The cursor of the page nine tenths down the list of a job's images."""
    order = Image.created_at, Image.id
    mine = select(*order).where(Image.job_id == job).order_by(*order)
    with database.read() as connection:
        images = connection.execute(select(func.count()).where(Image.job_id == job)).scalar_one()
        row = connection.execute(mine.offset(9 * images // 10).limit(1)).one()
    return encode_cursor([row.created_at, row.id])


def _first_byte(server: Running, path: str) -> None:
    """Ask on a connection of its own, and hang up when something comes."""
    asked = Request(server.url + path, headers={"Authorization": f"Bearer {server.token}"})  # noqa: S310 - ours
    with urlopen(asked, timeout=60) as answer:  # noqa: S310
        answer.read(1)
