"""A pool child's parts, wired: its station, the pipeline for bulk work, the fast lane and the video desks."""

import logging
import threading
from collections.abc import Callable
from contextlib import nullcontext
from itertools import count

from core.settings import Settings
from core.telemetry.traces import open_traces
from models.errors import EngineFailure
from worker.lane import FastLane
from worker.networks import Networks
from worker.pace import Pace
from worker.pipeline import Pipeline
from worker.reporter import Reporter
from worker.station import Station
from worker.videos.desks import Desks
from worker.watch import Watched

log = logging.getLogger(__name__)

LOADING_SECONDS = 30.0
SUSPECT_EVERY = 16  # batches


class Workplace:
    """Make it after the fork."""

    def __init__(
        self,
        settings: Settings,
        stopping: Callable[[], bool],
        watched: Watched = nullcontext,
        lane_watched: Watched = nullcontext,
    ) -> None:
        self._settings = settings
        self._stopping = stopping
        self._watched, self._lane_watched = watched, lane_watched
        self._reporter = Reporter(traces=open_traces(settings.otlp_endpoint, "browline-worker"))
        self._station = Station(settings)
        self._desks = Desks(self._station, stopping)
        self._lane = FastLane(self._load_again)
        self._turn = threading.Lock()  # two threads must not share the networks
        self._pace = Pace()  # of bulk work, known from one ring to the next

    def open(self) -> None:
        """Load in the background, and tell of it."""
        self._station.open()

    def close(self) -> None:
        """Give back what is in hand."""
        self._lane.close()
        self._desks.close()
        self._station.close()
        self._reporter.traces.close()

    def drain(self) -> None:
        """Somebody rang: take batches until nothing waits.

        One task takes everything there is: Celery can let a second pass before it hands out the next message.
        """
        with self._turn:
            self._take_all(LOADING_SECONDS)

    def look(self) -> bool:
        """Nobody rang: take what waits all the same. False where this process is at work, or loads."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            return self._take_all(0)
        finally:
            self._turn.release()

    def _take_all(self, loading_seconds: float) -> bool:
        loaded = self._station.wait_until_loaded(loading_seconds)
        if loaded is None:
            return False  # the sweeper rings again
        bulk, beside = loaded
        self._lane.use(self._pipeline(beside, self._lane_watched, Pace()))
        try:
            self._take_with(self._pipeline(bulk, self._watched, self._pace))
        except EngineFailure as failure:
            self._load_again(failure)
        return True

    def _load_again(self, failure: EngineFailure) -> None:
        log.error("a network no longer passes its self-test, and all are loaded anew: %s", failure)
        self._station.load_again(str(failure))

    def _take_with(self, pipeline: Pipeline) -> None:
        for turn in count(1):
            if turn % SUSPECT_EVERY == 0:
                pipeline.run_batch(suspects=True)  # or endless work would keep them waiting for ever
            self._desks.wake_now_and_then()
            something = pipeline.run_batch() or pipeline.run_batch(suspects=True)
            if not something or self._stopping() or self._lane.rests:  # the sweeper rings when they are there
                break
        self._desks.wake()

    def _pipeline(self, networks: Networks, watched: Watched, pace: Pace) -> Pipeline:
        return Pipeline(
            self._station.database,
            self._station.blobs,
            networks,
            self._settings.batch_max,
            self._settings.lease_seconds,
            self._stopping,
            self._settings.tiny_side,
            self._lane.saw_urgent,
            self._lane.urgent_failed,
            self._lane.is_live,
            watched,
            pace,
            reporter=self._reporter,
            wait_seconds=self._settings.batch_wait_ms / 1000,
        )
